"""The layer finds what it found when the model was trained."""

import json
from pathlib import Path

import pytest

from schleuse.detection.lexembed import LexEmbed
from schleuse.detection.nlp import load_pipeline
from schleuse.shipped import shipped

FROZEN = json.loads(Path(__file__).with_name("lexembed.json").read_text(encoding="utf-8"))
ROWS = [8000, 3000, 6000, 4000, 1500, 200, 1500, 200, 200, 600, 1500]


def test_same_entities_as_on_the_day_it_was_trained():
    nlp = load_pipeline("embedded").nlp
    for text, expected in FROZEN["entities"]:
        found = [[span.start_char, span.end_char, span.label_] for span in nlp(text).ents]
        assert found == expected, text


def test_lexicon_must_be_named():
    with pytest.raises(ValueError, match=r"paths\.lexicon"):
        LexEmbed(128, ROWS, None)


def test_rows_must_fit_the_columns():
    with pytest.raises(ValueError, match="expected 11"):
        LexEmbed(128, ROWS[:-1], str(shipped("models/de_schleuse/lex")))
