"""The lookup tables: whose names are in them, and that the engine's lexicon reads them."""

import numpy as np
import pytest
import spacy
from spacy.strings import hash_string
from spacy.tokens import Doc

pytest.importorskip("faker", reason="pip install -e '.[dev]'")

from models.train import corpora, names, tables
from schleuse.detection.lexicon import Lexicon


@pytest.fixture(scope="module")
def lexicon(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lex")
    tables.build(data, folder, corpora.read(data, "germeval2014", "train") * 3, ["Bad Soden", "Wanne-Eickel", "Tisch"])
    return folder


@pytest.mark.parametrize(
    ("table", "inside", "outside"),
    [
        ("first", ["marie", "elif", "lena", "kalle", "oleksandr"], ["an", "rautenstrauch"]),
        ("last", ["rautenstrauch", "lange", "mueller", "yilmaz", "traore"], ["tisch"]),
        ("b40", ["rautenstrauch", "lange"], ["tisch", "an"]),
        ("city", ["bonn", "wanne-eickel", "deutschland"], ["tisch", "koeln", "bad"]),
    ],
)
def test_whose_names(lexicon, table, inside, outside):
    with np.load(lexicon / "gaz.npz") as arrays:
        hashes = set(arrays[table].tolist())
        assert arrays[table].tolist() == sorted(hashes)
    assert [word for word in inside if hash_string(word) not in hashes] == []
    assert [word for word in outside if hash_string(word) in hashes] == []


def test_the_engine_reads_them(lexicon):
    doc = Doc(spacy.blank("de").vocab, words=["Elif", "Rautenstrauchs", "Hbf"])
    assert (Lexicon(lexicon).rows(doc)[:, 7] - 20001).tolist() == [1, 2 | 4, 0]


def test_the_same_data_make_the_same_table(data, lexicon, tmp_path):
    tables.build(
        data, tmp_path, corpora.read(data, "germeval2014", "train") * 3, ["Bad Soden", "Wanne-Eickel", "Tisch"]
    )
    with np.load(lexicon / "gaz.npz") as one, np.load(tmp_path / "gaz.npz") as other:
        for name in ("first", "last", "b40", "city"):
            assert np.array_equal(one[name], other[name])


@pytest.mark.parametrize("origin", list(names.WEIGHTS))
def test_every_origin_has_names(data, origin):
    people = names.load_names(data).origins[origin]
    assert len(set(people.first)) >= 17
    assert len(set(people.last)) >= 17
