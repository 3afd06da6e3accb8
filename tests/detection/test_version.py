from schleuse.detection import version
from schleuse.detection.version import fingerprint


def test_depends_on_model_and_rules(tmp_path, monkeypatch):
    before = fingerprint("de_schleuse 6.0.0")
    assert fingerprint("de_schleuse 6.0.0") == before
    assert fingerprint("de_schleuse 5.0.1") != before
    (tmp_path / "rules" / "words").mkdir(parents=True)
    (tmp_path / "rules" / "words" / "names.txt").write_text("Hannelore\n")
    monkeypatch.setattr(version, "shipped", tmp_path.joinpath)
    changed = fingerprint("de_schleuse 6.0.0")
    assert changed != before
    (tmp_path / "rules" / "words" / "names.txt").write_text("Hildegard\n")
    assert fingerprint("de_schleuse 6.0.0") != changed
