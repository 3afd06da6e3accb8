import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from schleuse.detection import lexicon
from schleuse.detection.lexicon import Lexicon, fold
from schleuse.shipped import shipped

TABLES = shipped("models/de_schleuse/lex")
ROWS = json.loads(Path(__file__).with_name("lexembed.json").read_text(encoding="utf-8"))["rows"]


@pytest.fixture(scope="module")
def doc() -> Doc:
    return Doc(spacy.blank("de").vocab, words=list(ROWS) * 2)


@pytest.mark.parametrize(
    ("word", "folded"),
    [("Müller", "mueller"), ("Çelik", "celik"), ("WIŚNIEWSKI", "wisniewski"), ("Łukasz", "lukasz"), ("Weiß", "weiss")],
)
def test_fold(word, folded):
    assert fold(word) == folded


def test_same_rows_as_the_training_code(doc):
    assert Lexicon(TABLES).rows(doc).tolist() == list(ROWS.values()) * 2


@pytest.mark.parametrize("cached", [1, len(ROWS), len(ROWS) * 2, len(ROWS) * 3])
def test_a_full_cache_changes_nothing(doc, monkeypatch, cached):
    monkeypatch.setattr(lexicon, "CACHED_WORDS", cached)
    tables = Lexicon(TABLES)
    first, second = tables.rows(doc), tables.rows(doc)
    assert first.tolist() == list(ROWS.values()) * 2
    assert np.array_equal(first, second)


def test_empty_text():
    assert Lexicon(TABLES).rows(Doc(spacy.blank("de").vocab)).shape == (0, 10)


def test_missing_table(tmp_path):
    with pytest.raises(OSError, match=r"brown\.npz"):
        Lexicon(tmp_path)


def test_damaged_table(tmp_path):
    shutil.copy(TABLES / "brown.npz", tmp_path / "gaz.npz")
    shutil.copy(TABLES / "brown.npz", tmp_path / "brown.npz")
    with pytest.raises(ValueError, match="damaged"):
        Lexicon(tmp_path)
