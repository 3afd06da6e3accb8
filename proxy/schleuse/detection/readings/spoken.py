"""Number words read as digits: dictated text and digits spelled out to get past a filter.

"null eins sieben eins" → ``0171``, "zweitausendsechsundzwanzig" → ``2026``, "vierzehnten" → ``14.``, and letter names
beside a row of digits ("te fünf null drei" → ``T 503``). Words that are both ("er", "es", "ein") count only inside a
row. German number words up to 999,999, Duden spelling with and without ß and umlauts.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from schleuse.detection.readings.guess import Guess
from schleuse.detection.view import Piece

_UNITS = {
    "null": 0, "eins": 1, "ein": 1, "zwei": 2, "zwo": 2, "drei": 3, "vier": 4, "fünf": 5, "fuenf": 5, "sechs": 6,
    "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "zwoelf": 12, "dreizehn": 13,
    "vierzehn": 14, "fünfzehn": 15, "fuenfzehn": 15, "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_TENS = {
    "zwanzig": 20, "dreißig": 30, "dreissig": 30, "vierzig": 40, "fünfzig": 50, "fuenfzig": 50, "sechzig": 60,
    "siebzig": 70, "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_ORDINALS = {"erst": 1, "dritt": 3, "siebt": 7, "acht": 8}
_LETTERS = {
    "a": "A", "be": "B", "ce": "C", "de": "D", "eh": "E", "e": "E", "ef": "F", "eff": "F", "ge": "G", "ha": "H",
    "i": "I", "jot": "J", "ka": "K", "el": "L", "ell": "L", "em": "M", "en": "N", "o": "O", "pe": "P", "ku": "Q",
    "er": "R", "es": "S", "te": "T", "u": "U", "vau": "V", "we": "W", "ix": "X", "ypsilon": "Y", "zett": "Z",
    "zet": "Z", "b": "B", "c": "C", "d": "D", "f": "F", "g": "G", "h": "H", "j": "J", "k": "K", "l": "L", "m": "M",
    "n": "N", "p": "P", "q": "Q", "r": "R", "s": "S", "t": "T", "v": "V", "w": "W", "x": "X", "y": "Y", "z": "Z",
}  # fmt: skip
_STEMS = (
    "null|zero|one|two|three|four|five|six|seven|eight|nine"
    "|ein|zw|drei|vier|fünf|fuenf|sech|sieb|acht|neun|zehn|elf|hundert|tausend|erst|dritt"
)
_WORD = re.compile(rf"(?<!\w)(?:{_STEMS})[a-zäöüß]{{0,50}}(?!\w)", re.IGNORECASE)
_LETTER_NAMES = re.compile(r"(?:(?<!\w)[^\W\d_]{1,7} {1,3}){1,6}\Z")


@lru_cache(maxsize=4096)
def number(word: str) -> int | None:
    """Return the value of a lower-case German number word, or ``None``."""
    if word in _UNITS:
        return _UNITS[word]
    if word in _TENS:
        return _TENS[word]
    for scale, value in (("tausend", 1000), ("hundert", 100)):
        head, found, tail = word.partition(scale)
        if found:
            high = number(head) if head else 1
            low = number(tail.removeprefix("und")) if tail else 0
            return None if high is None or low is None else high * value + low
    unit, found, ten = word.partition("und")
    if found and ten in _TENS and 0 < _UNITS.get(unit, 0) < 10:
        return _TENS[ten] + _UNITS[unit]
    return None


def ordinal(word: str) -> int | None:
    """Return the value of an ordinal ("vierzehnten", "neunter", "dritte"), or ``None``."""
    match = re.fullmatch(r"(.{2,40}?)(?:te|ste)[nrms]?", word)
    if match and (value := number(match[1])) is not None and value > 0:
        return value
    match = re.fullmatch(r"(erst|dritt|siebt|acht)e[nrms]?", word)
    return _ORDINALS[match[1]] if match else None


def find(text: str) -> Iterator[Guess]:
    """Yield number words as digits, and letter names beside them as letters."""
    row: list[Piece] = []
    for match in _WORD.finditer(text):
        digits = _read(match.group().lower())
        if digits is None:
            continue
        if row and (digits.endswith(".") or row[-1][2].endswith(".") or text[row[-1][1] : match.start()].strip(" ")):
            yield from _guess(text, row)
            row = []
        row.append((match.start(), match.end(), digits))
    if row:
        yield from _guess(text, row)


def _read(word: str) -> str | None:
    value = number(word)
    if value is not None:
        return str(value)
    value = ordinal(word) if word[-1] in "enrms" else None
    return f"{value}." if value is not None else None


def _guess(text: str, row: list[Piece]) -> Iterator[Guess]:
    start, end = row[0][0], row[-1][1]
    if len(row) >= 3:
        pieces = [*_letters(text, start), (start, end, "".join(digits for _, _, digits in row))]
    elif len(row) == 1 and text[start:end].lower() == "ein":
        return
    else:
        pieces = row
    yield Guess(pieces[0][0], end, pieces)


def _letters(text: str, start: int) -> list[Piece]:
    """Return the letter names directly before a row of digits as one group of letters."""
    run = _LETTER_NAMES.search(text, max(0, start - 48), start)
    letters: list[tuple[int, str]] = []
    for name in reversed(list(_NAME.finditer(text, run.start(), start))) if run else ():
        letter = _LETTERS.get(name.group().lower())
        if letter is None:
            break
        letters.append((name.start(), letter))
    if not letters:
        return []
    read = "".join(letter for _, letter in reversed(letters))
    return [(letters[-1][0], _end(text, start), read)]


def _end(text: str, start: int) -> int:
    while text[start - 1] == " ":
        start -= 1
    return start


_NAME = re.compile(r"[^\W\d_]+")
