"""Placeholders: how they are written and how they are recognised.

``[PERSON_1]``: a word of upper-case ASCII letters and underscores, an underscore, a number, in square brackets. A
generalised value carries what may be known of it (``[GEBURTSDATUM_1: 40-49 Jahre]``), a redacted one has no number
(``[PERSON_X]``). What models like to change (Markdown escapes and emphasis, case, a line break or blanks inside, the
brackets left out) is still recognised.
"""

import re

from schleuse.entities import ENTITIES

WORDS = frozenset(entity.placeholder for entity in ENTITIES.values())
"""The words that placeholders have."""
MAX_LENGTH = 96
"""No placeholder, however a model wrote it, is longer (characters)."""
NO_NUMBER = "X"
"""Stands for the number where the value was redacted."""

_WORD = r"[A-Za-z](?:[A-Za-z]|\\?[_-]|\s){0,30}?"
_DECORATION = r"[\s*`]{0,6}"
PLACEHOLDER = re.compile(
    rf"\\?\[{_DECORATION}(?P<word>{_WORD})(?:\\?[_-]|\s)(?P<number>\d{{1,5}}|[Xx])"
    rf"(?::[^\[\]\n]{{0,40}})?{_DECORATION}\\?\]"
)
"""Matches a placeholder as models write it back."""
BARE = re.compile(
    rf"(?<![\w\[\\])(?P<bare>{'|'.join(sorted(WORDS, key=len, reverse=True))})\\?_(?P<count>\d{{1,5}})(?!\w)"
)
"""Matches a placeholder that lost its brackets."""

_OPEN = re.compile(r"\\?(?:\[[^\[\]]{0,90})?\Z")
_BARE_OPEN = re.compile(r"(?<![\w\[\\])[A-Z][A-Z_\\]{0,30}\d{0,5}\Z")
_NOT_LETTERS = re.compile(r"[^A-Z]+")


def write(word: str, number: int | str) -> str:
    """Return the placeholder for the n-th value of a kind."""
    return f"[{word}_{number}]"


def with_hint(name: str, hint: str) -> str:
    """Return a placeholder that says what may be known of its value."""
    return f"{name[:-1]}: {hint}]" if hint else name


def canonical(match: re.Match[str]) -> str:
    """Return the placeholder that a match of :data:`PLACEHOLDER` or :data:`BARE` means."""
    groups = match.groupdict()
    word = re.sub(r"[\s\\_-]+", "_", groups.get("word") or groups["bare"]).strip("_").upper()
    number = (groups.get("number") or groups["count"]).upper()
    return write(word, number if number == NO_NUMBER else int(number))


def word_of(name: str) -> str:
    """Return the word of a canonical placeholder."""
    return name[1:].rpartition("_")[0]


def number_of(name: str) -> int:
    """Return the number of a canonical placeholder that has one."""
    return int(name[:-1].rpartition("_")[2])


def unfinished(text: str) -> int:
    """Return where the end of a text begins that may still become a placeholder (its length, if nothing may)."""
    window = max(0, len(text) - MAX_LENGTH)
    match = _OPEN.search(text, window)
    if match and match[0] and _may_become(match[0]):
        return match.start()
    match = _BARE_OPEN.search(text, window)
    if match and _may_become(match[0]):
        return match.start()
    return len(text)


def _may_become(opened: str) -> bool:
    written = opened.upper().partition(":")[0]
    letters = _NOT_LETTERS.sub("", written)
    if not letters and any(map(str.isdigit, written)):
        return False
    return any(word.startswith(letters) or letters.startswith(word) for word in _LETTERS)


_LETTERS = frozenset(_NOT_LETTERS.sub("", word) for word in WORDS)
