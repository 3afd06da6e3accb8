"""Plain lists: every fault with file and line, never with the entry."""

from pathlib import Path

import pytest

from schleuse.detection.own import build as module
from schleuse.detection.own.build import ListError, build

KEY = bytes(32)


def made(tmp_path: Path, content: str | bytes, entity: str = "PERSON", **options):
    source = tmp_path / "list.txt"
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    return build(source, tmp_path / "out.hashes", entity, KEY, **options)


def test_counts_entries_and_spellings(tmp_path: Path):
    built = made(tmp_path, "\ufeff# Stand 2026\n\nPetra Wiesengrund\r\nKern, Uwe\n")
    assert (built.entries, built.spellings, built.faults) == (2, 8, [])


def test_entries_that_cannot_be_used(tmp_path: Path):
    content = "Petra Kern\nKoch\nAxt\n" + "x " * 9 + "\n" + "y" * 90 + "\nBerlin\nPetra\nWiesengrundt\n"
    with pytest.raises(ListError) as caught:
        made(tmp_path, content)
    lines = str(caught.value).splitlines()
    assert [line.split(":")[1] for line in lines] == ["2", "3", "4", "5", "6", "7"]
    assert all(line.startswith(str(tmp_path / "list.txt")) for line in lines)
    assert "Koch" not in str(caught.value)
    assert not (tmp_path / "out.hashes").exists()
    assert made(tmp_path, content, skip=True).entries == 2


def test_many_faults_are_cut(tmp_path: Path):
    with pytest.raises(ListError, match="and 10 more"):
        made(tmp_path, "Axt\n" * 30)


@pytest.mark.parametrize(
    ("content", "message"),
    [(b"\xff\xfe", "not UTF-8 at byte 0"), ("", "no entry"), ("# nur das\n", "no entry")],
)
def test_lists_that_are_none(tmp_path: Path, content, message):
    with pytest.raises(ListError, match=message):
        made(tmp_path, content)


def test_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_ENTRIES", 2)
    with pytest.raises(ListError, match=r"list.txt:3: more than 2 entries"):
        made(tmp_path, "Uwe Kern\nUwe Kerner\nUwe Kernig\n")
    monkeypatch.setattr(module, "MOST_BYTES", 2)
    with pytest.raises(ListError, match="larger than"):
        made(tmp_path, "Uwe Kern\n")
    with pytest.raises(ListError, match="cannot be read"):
        build(tmp_path / "none.txt", tmp_path / "out", "PERSON", KEY)
