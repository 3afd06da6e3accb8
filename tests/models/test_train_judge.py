"""Scores count what they say they count."""

import gzip
import json

from models.train.judge import Score, covering, read_prompts
from models.train.sample import Sample

SAMPLES = [Sample("Frau Ute Beispiel ruft Jan an", ((5, 17, "PER"), (23, 26, "PER"), (0, 4, "LOC")))]


def test_recall_needs_every_character_and_precision_half():
    assert covering(lambda text: [(5, 8), (9, 17)], SAMPLES) == Score(100.0, 50.0, 2), "blanks need no cover"
    assert covering(lambda text: [(6, 17), (23, 26)], SAMPLES) == Score(100.0, 50.0, 2)
    assert covering(lambda text: [(18, 26)], SAMPLES) == Score(0.0, 50.0, 2), "less than half of it is a name"
    assert covering(lambda text: [], SAMPLES) == Score(0.0, 0.0, 2)


def test_f():
    assert Score(50.0, 100.0, 1).f == 200 / 3
    assert Score(0.0, 0.0, 1).f == 0


def test_prompts(tmp_path):
    person = {"start": 0, "end": 3, "label": "PERSON", "text": "Ute"}
    date = {"start": 4, "end": 8, "label": "DATE_OF_BIRTH", "text": "1999"}
    items = [
        {"text": "Ute 1999", "spans": [person, date], "contains_personal_data": True},
        {"text": "Ute 1999", "spans": [person], "contains_personal_data": False},
        {"text": "Was ist 1999?", "spans": [], "contains_personal_data": False},
        {
            "messages": [{"content": "Hallo"}, {"content": "Ute!"}],
            "spans": [{**person, "message": 1}],
            "contains_personal_data": True,
        },
    ]
    path = tmp_path / "prompts.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(json.dumps({"id": str(number), **item}) + "\n" for number, item in enumerate(items))
    named, clean = read_prompts(path)
    assert [sample.marked("PER") for sample in named] == [["Ute"], ["Ute"], [], ["Ute"]]
    assert [sample.text for sample in clean] == ["Was ist 1999?"]
