"""Whether a word is a word: known to a list, or at least made like one."""

import re
from collections.abc import Callable
from functools import lru_cache

from schleuse.detection.lexemes import Kind, lexeme
from schleuse.detection.names import fold, is_first, is_last, is_ordinary


@lru_cache(maxsize=65_536)
def is_known(word: str) -> bool:
    """Whether any list knows the word."""
    return lexeme(fold(word)).kind is not Kind.UNKNOWN or is_ordinary(word) or is_first(word) or is_last(word)


_CLUSTER = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}|[aeiouyäöü]{4,}|(?<![a-zäöüß])[bcdfgjklmnpqrtvwxz]{4}")
_VOWEL = re.compile(r"[aeiouyäöü]")


def is_speakable(word: str) -> bool:
    """Whether a word can be spoken: vowels and consonants take turns as they do in names and words."""
    lower = word.lower()
    vowels = len(_VOWEL.findall(lower))
    return 0.2 <= vowels / len(lower) <= 0.75 and _CLUSTER.search(lower) is None


def says(*stems: str) -> Callable[[str], bool]:
    """Return a test whether a text speaks of something, by the stems of words for it."""
    pattern = re.compile("|".join(map(re.escape, stems)), re.IGNORECASE)
    return lambda text: pattern.search(text) is not None
