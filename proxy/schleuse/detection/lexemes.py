"""How German words are used: frequency and kind, for 320,000 words.

From the lexeme tables of spacy-lookups-data (MIT; see ``models/wordlists/README.md``). A Brown cluster puts words side
by side that stand in the same surroundings; in a few clusters nearly all words are names.
"""

from enum import IntEnum
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.strings import hash_string  # type: ignore[attr-defined]  # compiled, without a stub

from schleuse.detection.words import WordListError, folder


class Kind(IntEnum):
    """The company that a word keeps."""

    UNKNOWN = 0
    NAME = 1
    PLACE = 2
    ORDINARY = 3


class Lexeme(NamedTuple):
    """What is known of a word; frequencies are log buckets, 0 (rare or unknown) to 7."""

    kind: Kind
    lower: int
    capitalised: int


_UNKNOWN = Lexeme(Kind.UNKNOWN, 0, 0)


@cache
def _table() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    path = folder() / "lexicon.npz"
    try:
        with np.load(path, allow_pickle=False) as table:
            return table["keys"], table["values"]
    except (OSError, ValueError, KeyError) as error:
        raise WordListError(
            f"{path}: the lexicon cannot be read ({type(error).__name__}); reinstall the package"
        ) from None


@lru_cache(maxsize=65_536)
def lexeme(folded: str) -> Lexeme:
    """Return what is known of a folded word (`schleuse.detection.names.fold`)."""
    keys, values = _table()
    key = np.uint32(hash_string(folded) >> 32)
    position = int(np.searchsorted(keys, key))
    if position == len(keys) or keys[position] != key:
        return _UNKNOWN
    value = int(values[position])
    return Lexeme(Kind(value >> 6), value & 7, value >> 3 & 7)
