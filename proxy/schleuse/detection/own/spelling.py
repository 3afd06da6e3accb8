"""In which spellings the entries of an exact-match list are looked for, and how a text is cut to meet them.

Entries and texts are reduced to the same form: letters and digits only, lower case, umlauts as ae/oe/ue, no accents.
What separates them ("300 884-7", "300.884.7") does not count. A letter alone keeps a dot, so that "P. Kern" is not
"Pkern". Of a person's name, the forms people write are all kept: both orders, one or all first names, the initial.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from schleuse.detection.names import TITLES, fold, is_particle

MOST_TOKENS = 8
"""Words or numbers of which an entry may consist."""
SHORTEST, LONGEST = 4, 80
"""Letters and digits of an entry."""

_TOKEN = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[^\w\n]{0,3}(?:\n[^\w\n]{0,3})?|_")
_TITLE = re.compile(rf"(?i)(?:{TITLES}|Herrn?|Frau|von und zu)\Z")
_PARTS = re.compile(r"[;\t]|,")


class Token(NamedTuple):
    """A word or number of a text, folded."""

    start: int
    end: int
    text: str


class Spellings(NamedTuple):
    """The forms of one entry."""

    full: frozenset[str]
    surname: str = ""
    """The surname alone, of an entry with a first name."""


def tokens(text: str) -> Iterator[Token]:
    """Yield the words and numbers of a text."""
    for match in _TOKEN.finditer(text):
        yield Token(match.start(), match.end(), _folded(match.group()))


def are_joined(text: str, one: Token, other: Token) -> bool:
    """Whether two tokens may be parts of one entry: at most a few signs and one line break between them."""
    return other.start - one.end <= 7 and _GAP.fullmatch(text, one.end, other.start) is not None


def _folded(word: str) -> str:
    folded = fold(word)
    return f"{folded}." if len(folded) == 1 and folded.isalpha() else folded


def compact(text: str) -> str:
    """Return an entry, or a stretch of text, in the form in which both are compared."""
    return "".join(token.text for token in tokens(text))


def of_term(entry: str) -> Spellings:
    """Return the form of an entry that is no person: a number, a sign, the name of a project."""
    return Spellings(frozenset([compact(entry)]))


def of_person(entry: str) -> Spellings:
    """Return the forms of a name: ``First Last``, or ``Last, First`` (``;`` and tab as well)."""
    parts = [_without_titles(part.split()) for part in _PARTS.split(entry)]
    parts = [part for part in parts if part]
    if not parts:
        return Spellings(frozenset())
    if len(parts) > 1:
        last, first = parts[0], parts[1]
    else:
        words = parts[0]
        # "Anna von der Heide": the surname begins with its particle.
        cut = next((at for at, word in enumerate(words[1:], 1) if word.islower() and is_particle(word)), len(words) - 1)
        first, last = words[:cut], words[cut:]
    surname = compact(" ".join(last))
    if not first:
        return Spellings(frozenset([surname]))
    fronts = {compact(" ".join(first)), compact(first[0]), f"{fold(first[0])[:1]}."}
    return Spellings(frozenset(form for front in fronts for form in (front + surname, surname + front)), surname)


def _without_titles(words: Sequence[str]) -> list[str]:
    return [word for word in words if not _TITLE.match(word)]
