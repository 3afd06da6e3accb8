"""Number words read as digits: dictated text and digits spelled out to get past a filter.

"null eins sieben eins" → ``0171``, "zweitausendsechsundzwanzig" → ``2026``, "vierzehnten" → ``14.``, and letter names
beside a row of digits ("te fünf null drei" → ``T 503``). Words that are both ("er", "es", "ein") count only inside a
row. German number words up to 999,999, Duden spelling with and without ß and umlauts.
"""

import re
from functools import lru_cache

from schleuse.detection.normalise import Piece, View, derive

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
_TOKEN = re.compile(r"[^\W\d_]+|\d+")


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


@lru_cache(maxsize=8)
def spoken(view: View) -> View:
    """Return the view with number words as digits; the same view where there are none worth reading."""
    if _WORD.search(view.text) is None:
        return view
    tokens = [(match.start(), match.end(), match.group().lower()) for match in _TOKEN.finditer(view.text)]
    return derive(view, _rows(view.text, tokens))


def _read(word: str) -> str | None:
    if word.isdecimal():
        return None
    value = number(word)
    if value is not None:
        return str(value)
    value = ordinal(word) if word[-1] in "enrms" else None
    return f"{value}." if value is not None else None


def _rows(text: str, tokens: list[tuple[int, int, str]]) -> list[Piece]:
    pieces: list[Piece] = []
    index = 0
    while index < len(tokens):
        row: list[tuple[int, int, str]] = []
        while index + len(row) < len(tokens):
            start, end, word = tokens[index + len(row)]
            digits = _read(word)
            if digits is None or (digits.endswith(".") and row):
                break
            if row and text[row[-1][1] : start].strip(" "):
                break
            row.append((start, end, digits))
            if digits.endswith("."):
                break
        if not row or (row[0][2] == "1" and len(row) == 1 and tokens[index][2] == "ein"):
            index += 1
            continue
        if len(row) >= 3:
            letters = _letters(text, tokens, index)
            pieces.extend(letters)
            pieces.append((row[0][0], row[-1][1], "".join(digits for _, _, digits in row)))
        else:
            pieces.extend(row)
        index += len(row)
    return _apart(pieces)


def _letters(text: str, tokens: list[tuple[int, int, str]], index: int) -> list[Piece]:
    """Return the letter names directly before a row of digits as one group of letters."""
    first = index
    while first > 0 and index - first < 6:
        _, end, word = tokens[first - 1]
        if word not in _LETTERS or text[end : tokens[first][0]].strip(" "):
            break
        first -= 1
    if first == index:
        return []
    letters = "".join(_LETTERS[word] for _, _, word in tokens[first:index])
    return [(tokens[first][0], tokens[index - 1][1], letters)]


def _apart(pieces: list[Piece]) -> list[Piece]:
    result: list[Piece] = []
    for piece in pieces:
        if not result or piece[0] >= result[-1][1]:
            result.append(piece)
    return result
