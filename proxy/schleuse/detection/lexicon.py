"""What is known about a German word before any training: its Brown cluster, how often it occurs, whose name it is.

The tables lie as sorted 64-bit hashes (spaCy's string hash) in ``lex/`` of the embedded model; models/README.md
says where they come from. A word becomes a row of ten numbers, which :mod:`schleuse.detection.lexembed` embeds.
The numbers are part of the trained model: changing one of them here means training anew.
"""

import re
import unicodedata
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import ORTH
from spacy.strings import hash_string  # type: ignore[attr-defined]  # compiled
from spacy.tokens import Doc

COLUMNS: Final = 10
CACHED_WORDS: Final = 1 << 16
"""Rows kept (80 bytes each), so that the memory of a worker stays bounded whatever is sent."""

Row = tuple[int, int, int, int, int, int, int, int, int, int]
Hashes = NDArray[np.uint64]

_TRANSCRIPTION = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ə": "e",
    }
)
_STREET = re.compile(
    r"(stra(ss|ß)e|str\.?|weg|platz|allee|gasse|ring|damm|ufer|chaussee|steig|stieg|pfad|promenade|graben|markt|hof|wall)$"
)

# Bits of the gazetteer column.
_FIRST, _LAST, _LAST_BY_CLUSTER, _PLACE, _STREET_ENDING, _HYPHENATED = 1, 2, 4, 8, 16, 32


def fold(word: str) -> str:
    """Return the word in lower case, with umlauts transcribed and other diacritics taken off (``Çelik``: celik)."""
    word = word.lower()
    if word.isascii():
        return word
    word = word.translate(_TRANSCRIPTION)
    if word.isascii():
        return word
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


class Lexicon:
    """The lookup tables of one model, with a bounded cache of rows. Not for use by several threads."""

    def __init__(self, folder: Path) -> None:
        """Read ``brown.npz`` and ``gaz.npz``.

        Raises:
            OSError: a file is missing or unreadable.
            ValueError: a file is not what it should be.

        """
        try:
            with np.load(folder / "brown.npz", allow_pickle=False) as brown:
                self._exact: tuple[Hashes, NDArray[np.uint16]] = (brown["ek"], brown["ev"])
                self._folded: tuple[Hashes, NDArray[np.uint16]] = (brown["fk"], brown["fv"])
                self._frequency: tuple[Hashes, NDArray[np.uint8]] = (brown["lk"], brown["lv"])
            with np.load(folder / "gaz.npz", allow_pickle=False) as names:
                self._names: tuple[tuple[int, Hashes], ...] = (
                    (_FIRST, names["first"]),
                    (_LAST, names["last"]),
                    (_LAST_BY_CLUSTER, names["b40"]),
                    (_PLACE, names["city"]),
                )
        except (KeyError, EOFError) as error:
            raise ValueError(f"{folder}: damaged lookup tables ({error})") from error
        self._rows = np.zeros((CACHED_WORDS, COLUMNS), dtype=np.uint64)
        self._index: dict[int, int] = {}

    def rows(self, doc: Doc) -> NDArray[np.uint64]:
        """Return one row of :data:`COLUMNS` numbers a token."""
        orths = [int(orth) for orth in doc.to_array([ORTH]).reshape(-1)]
        if len(self._index) + len(orths) > CACHED_WORDS:
            self._index.clear()
        if len(orths) > CACHED_WORDS:
            return np.array([self._row(token.text, token.orth) for token in doc], dtype=np.uint64)
        index = self._index
        for position, orth in enumerate(orths):
            if orth not in index:
                self._rows[len(index)] = self._row(doc[position].text, orth)
                index[orth] = len(index)
        return self._rows[[index[orth] for orth in orths]]

    def _row(self, word: str, orth: int) -> Row:
        folded = fold(word)
        folded_hash = hash_string(folded)
        cluster = _value(self._exact, orth)
        capitalised_cluster = _value(self._folded, folded_hash)
        bits = self._names_of(folded)
        if "-" in folded and len(folded) > 4:
            parts = [part for part in folded.split("-") if part]
            if len(parts) > 1:
                bits |= self._double_name(parts)
                if not cluster:
                    capitalised_cluster = _value(self._folded, hash_string(parts[-1])) or capitalised_cluster
        elif folded.endswith("s") and len(folded) > 4 and not bits & (_FIRST | _LAST | _LAST_BY_CLUSTER):
            bits |= self._names_of(folded[:-1])  # a genitive: Müllers
        if _STREET.search(folded) and not folded[:1].isdigit():
            bits |= _STREET_ENDING
        case = _case(word)
        names = 1 + bits
        return (
            hash_string("n" + folded),
            hash_string("p3" + folded[:3]),
            hash_string("s4" + folded[-4:]),
            hash_string(f"s3{folded[-3:]}{case}"),
            1000 + cluster,
            5000 + ((cluster - 1) & 63) if cluster else 4999,
            10000 + capitalised_cluster,
            20000 + names,
            30000 + _value(self._frequency, folded_hash),
            40000 + names * 8 + case,
        )

    def _names_of(self, folded: str) -> int:
        key = hash_string(folded)
        return sum(bit for bit, table in self._names if _position(table, key) is not None)

    def _double_name(self, parts: list[str]) -> int:
        bits = 0
        each = [self._names_of(part) for part in parts]
        if all(names & _FIRST for names in each):
            bits |= _FIRST | _HYPHENATED
        if all(names & (_LAST | _LAST_BY_CLUSTER) for names in each):
            bits |= _LAST | _HYPHENATED
        return bits


def _position(table: Hashes, key: int) -> int | None:
    wanted = np.uint64(key)
    position = int(np.searchsorted(table, wanted))
    return position if position < len(table) and table[position] == wanted else None


def _value(table: tuple[Hashes, NDArray[np.uint16] | NDArray[np.uint8]], key: int) -> int:
    """Return the table's value plus one; 0 stands for a word that the table lacks."""
    position = _position(table[0], key)
    return 0 if position is None else int(table[1][position]) + 1


def _case(word: str) -> int:
    if not any(char.isalpha() for char in word):
        return 0
    if word.islower():
        return 1
    if word.isupper() and len(word) > 1:
        return 2
    return 3 if word[0].isupper() else 4
