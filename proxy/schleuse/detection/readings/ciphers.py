"""Letters moved along the alphabet: ROT13, every other Caesar shift, and Atbash (the alphabet from behind).

A cipher leaves digits, blanks and capitals as they are. A capitalised word that no list knows is read with every
shift; it counts when it becomes a first name beside another word that becomes speakable, a street with its number, or
the letters of an IBAN whose check sum is right. Words beside it are read with the same shift.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase

from schleuse.detection import checks
from schleuse.detection.names import fold
from schleuse.detection.readings.guess import Guess
from schleuse.detection.readings.strange import is_known, is_speakable, says
from schleuse.detection.view import Piece
from schleuse.detection.words import words

_ROT13 = 13


def _moved(alphabet: str, by: int) -> str:
    return alphabet[by:] + alphabet[:by]


_SHIFTS: dict[int, dict[int, int]] = {
    by: str.maketrans(ascii_lowercase + ascii_uppercase, _moved(ascii_lowercase, by) + _moved(ascii_uppercase, by))
    for by in (_ROT13, *range(1, 13), *range(14, 26))
}
_ATBASH = 0
_SHIFTS[_ATBASH] = str.maketrans(ascii_lowercase + ascii_uppercase, ascii_lowercase[::-1] + ascii_uppercase[::-1])
_WORD = re.compile(r"(?<![\w@.-])[A-ZÄÖÜ][a-zäöüß]{2,24}(?:-[A-ZÄÖÜ][a-zäöüß]{2,24})?(?![\w@])")
_STREET = re.compile(r"(?:stra(?:ß|ss)e|str|allee|gasse|platz|weg|ring|damm|ufer|grund|hof|berg)$")
_NUMBER = re.compile(r"\.?[ ]\d{1,4}(?!\d)")
_IBAN = re.compile(r"(?<![\w])(?P<state>[A-Za-z]{2})(?P<digits>[ ]?\d\d(?:[ .-]?\d{4}){4}[ .-]?\d\d)(?![\w])")
_SAYS = says(
    "rot13",
    "rot-13",
    "rot 13",
    "caesar",
    "cäsar",
    "verschlüssel",
    "chiffr",
    "atbash",
    "geheimschrift",
    "encrypt",
    "cipher",
)


def find(text: str) -> Iterator[Guess]:
    """Yield words that a cipher turns into names and streets."""
    for match in _IBAN.finditer(text):
        if match["state"] != "DE" and checks.mod_97("DE" + "".join(filter(str.isdigit, match["digits"]))):
            yield Guess(match.start(), match.end(), ((match.start(), match.start() + 2, "DE"),))
    told = _SAYS(text)
    found = [match for match in _WORD.finditer(text) if not is_known(match.group())]
    position = -1
    for index, match in enumerate(found):
        if match.start() < position:
            continue
        before = found[index - 1] if index and _beside(text, found[index - 1], match) else None
        behind = found[index + 1] if index + 1 < len(found) and _beside(text, match, found[index + 1]) else None
        shift = _shift(text, match, before, behind, told=told)
        if shift is None:
            continue
        stretch = [match]
        if before and before.start() >= position:
            stretch.insert(0, before)
        following = index + 1
        while following < len(found) and found[following].start() - stretch[-1].end() < 20:
            stretch.append(found[following])
            following += 1
        table = _SHIFTS[shift]
        pieces: list[Piece] = [(word.start(), word.end(), word.group().translate(table)) for word in stretch]
        yield Guess(stretch[0].start(), stretch[-1].end(), pieces)
        position = stretch[-1].end()


def _beside(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return text[one.end() : other.start()] in {" ", ", "}


def _shift(
    text: str, match: re.Match[str], before: re.Match[str] | None, behind: re.Match[str] | None, *, told: bool
) -> int | None:
    """Return the shift that makes sense of a word and its neighbours, or ``None``."""
    word = match.group()
    if _NUMBER.match(text, match.end()):
        return next((shift for shift in _streets(word) if told or not is_speakable(word)), None)
    for shift in _first_names(word):
        if told or (shift == _ROT13 and not is_speakable(word) and len(word) > 4):
            return shift
        for other in (before, behind):
            if (
                other
                and is_speakable(other.group().translate(_SHIFTS[shift]))
                and not (is_speakable(word) and is_speakable(other.group()))
            ):
                return shift
    return None


@lru_cache(maxsize=16_384)
def _first_names(word: str) -> tuple[int, ...]:
    if len(word) < 4:
        return ()
    listed = words("first-names")
    lower = word.lower()
    return tuple(shift for shift, table in _SHIFTS.items() if _parts(lower.translate(table)) <= listed)


@lru_cache(maxsize=16_384)
def _streets(word: str) -> tuple[int, ...]:
    if len(word) < 6:
        return ()
    lower = word.lower()
    read = ((shift, lower.translate(table)) for shift, table in _SHIFTS.items())
    return tuple(shift for shift, street in read if _STREET.search(street) and is_speakable(street))


def _parts(lower: str) -> set[str]:
    """Return the parts of a name with hyphen as the lists hold them."""
    return {part if part.isascii() else fold(part) for part in lower.split("-")}
