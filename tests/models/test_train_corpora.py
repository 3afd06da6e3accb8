"""Corpora become running text with the names where they were."""

import gzip
import json

import pytest

from models.train import corpora
from models.train.words import nouns, rare_words


def test_running_text(data):
    first, second, third = corpora.read(data, "germeval2014", "train")
    assert first.text == "Frau Hannelore Beispiel wohnt in Kassel."
    assert first.marked("PER") == ["Hannelore Beispiel"]
    assert second.text == 'Die Satzung der Stadt Kassel nennt "Gebühren" (Satzung). Kasseler Satzung'
    assert second.marked("ORG") == ["Stadt Kassel"]
    assert second.marked("LOC") == [], "derived words are no names"
    assert third.marked("LOC") == ["Kassel", "Kassel", "Bonn"]


def test_sentences_that_cite_literature_and_held_back_ones_are_left_out(data):
    (sample,) = corpora.read_ler(data)
    assert sample.text == "Richter Beispiel gegen B."
    assert sample.marked("PER") == ["Beispiel", "B."]


def test_letters_without_house_numbers(data):
    (letter,) = corpora.read_letters(data)
    assert letter.marked("PER") == ["Ute Beispiel", "Arzt"]
    assert letter.marked("LOC") == ["Am Markt"]


def test_a_damaged_line_is_named(data, tmp_path):
    import lzma

    with lzma.open(tmp_path / "ler.dev.tsv.xz", "wt") as file:
        file.write("Ein\tO\nUrteil\n")
    with pytest.raises(ValueError, match=r"ler\.dev\.tsv\.xz, line 2: expected a token"):
        list(corpora.read_sentences(tmp_path, "ler", "dev"))


def test_nouns_are_no_names(data):
    sentences = [*corpora.read_sentences(data, "germeval2014", "train")]
    assert nouns(sentences, frozenset()) == ["Satzung"]
    assert nouns(sentences, frozenset({"Satzung"})) == []


def test_rare_words_are_no_names(tmp_path):
    stem = "Wort{}".format
    words = [stem(chr(97 + i % 26) + chr(97 + i // 26)) for i in range(40)]
    clusters = dict.fromkeys([*words, "Haeufig", "Selten", "Elif", "klein", "Ab", "Rottstraße"], 7)
    clusters |= dict.fromkeys([f"Person{chr(97 + i)}" for i in range(26)], 8) | {"Einsam": 9}
    logarithms = dict.fromkeys(clusters, -15.0) | {"Haeufig": -8.0, "Selten": -19.0}
    for name, content in (("cluster", clusters), ("prob", logarithms)):
        (tmp_path / f"de_lexeme_{name}.json.gz").write_bytes(gzip.compress(json.dumps(content).encode()))
    assert rare_words(tmp_path, lambda word: word.startswith(("Person", "Elif"))) == sorted(words)
