"""False alarms per 10,000 words."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from schleuse.evaluation import prose
from schleuse.evaluation.corpus import CorpusError
from schleuse.evaluation.detector import Detector, run
from schleuse.model import Finding, InspectionError, Reason


def marks(texts: Sequence[str]) -> list[list[Finding]]:
    """Find every Z; refuse what holds an X."""
    if any("X" in text for text in texts):
        raise InspectionError(Reason.DETECTOR_FAILED)
    return [
        [Finding(at, at + 1, "PERSON", 0.4 if at else 0.9, "test") for at, char in enumerate(text) if char == "Z"]
        for text in texts
    ]


def measured(folder: Path, threshold: float = 0.5) -> prose.Prose:
    items = prose.read([folder])
    detector = Detector("test", "a test", marks)
    run([detector], items)
    return prose.count(items, detector, threshold)


def test_findings_are_counted_by_words(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "a.txt").write_text("Z drei Wörter", encoding="utf-8")
    (tmp_path / "below" / "b.txt").write_text("eins zwei Z vier fünf", encoding="utf-8")
    (tmp_path / "c.bin").write_bytes(b"\xff")
    result = measured(tmp_path)
    assert (result.detector.words, len(result.findings), result.rate) == (8, 1, 1250)
    assert measured(tmp_path, 0.3).rate == 2500
    sums, sources = prose.tables([("test", result)])
    assert sums.rows[0][:5] == ("test", "8", "1", "1250.00", "0")
    assert sources.rows == [("PERSON", "test", "1", "1")]
    assert [(place.item, place.text, place.behind) for place in prose.places(result)] == [
        ("a.txt", "Z", " drei Wörter")
    ]
    data = prose.export([("test", result)])
    assert data["prose"][0]["by"] == [{"entity": "PERSON", "recognizer": "test", "findings": 1}]
    assert "drei" not in str(data)


def test_what_is_refused_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("X", encoding="utf-8")
    assert measured(tmp_path).refused == 1


def test_bad_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CorpusError, match="no text to look at"):
        prose.read([tmp_path])
    (tmp_path / "a.txt").write_bytes(b"a\xff")
    with pytest.raises(CorpusError, match=r"a\.txt: not UTF-8 at byte 1"):
        prose.read([tmp_path])
    with pytest.raises(CorpusError, match="cannot be read"):
        prose.read([tmp_path / "b.txt"])
    (tmp_path / "a.txt").write_text("abc", encoding="utf-8")
    monkeypatch.setattr(prose, "MOST_CHARACTERS", 2)
    with pytest.raises(CorpusError, match="longer than 2 characters"):
        prose.read([tmp_path])
    monkeypatch.setattr(prose, "MOST_FILES", 0)
    with pytest.raises(CorpusError, match="more than 0 files"):
        prose.read([tmp_path])
