"""Letters and digits set apart by signs: "P-e-t-r-a", "0|1|5|2", ``['D', 'E']``, numbers split over cells and lines.

What parts them is left out; gaps between words are wider than the others. Numbers put together from parts count only
with a check digit or a label. Also numbers with O for 0 and l for 1, as scanners and people write them.
"""

import re
from collections import Counter
from collections.abc import Iterator

from schleuse.detection.readings.guess import CERTAIN, LIKELY, Guess
from schleuse.detection.view import Piece

_GAP = r"(?:[^\w]|_){1,16}"
_SINGLE = re.compile(rf"(?<![^\W_])(?:\+{_GAP})?[^\W_](?:{_GAP}[^\W_](?![^\W_])){{4,200}}(?![^\W_])")
_PARTS = re.compile(
    r"(?<![\w+])\+?(?:[A-Za-z]{2})?\d{1,12}"
    r"(?:[^\w]{1,12}(?:[A-Z][^\w]{0,12})?\d{1,12}|[A-Z]\d{1,12}|[^\w]{1,12}[A-Z](?=[^\w]{1,12}\d)){1,24}(?![\w])"
)
_USUAL = re.compile(r"[ ./-]|[ ][/-][ ]")
_FEWEST_DIGITS = 9
_MOST_DIGITS = 60
_SCANNED = re.compile(
    r"(?<![\w])(?:[A-Za-z]{2}(?=[\dOolI ]))?[\dOolI]{1,22}"
    r"(?:[ ./-]{1,2}[A-Z]?[\dOolI]{1,12}|[ ]?[A-Z][ ]?(?=[\dOolI])[\dOolI]{1,12}|[ ][A-Z](?=[ ][\dOolI])){0,12}(?![\w])"
)
_AS_DIGITS = str.maketrans("OolI", "0011")
_JOINED = re.compile(r"(?P<sign>[\"'])[ ]{0,2}(?:[+.&]|\|\||\.\.)[ ]{0,2}(?P=sign)")


def find(text: str) -> Iterator[Guess]:
    """Yield letters and digits set apart, put together."""
    for match in _SINGLE.finditer(text):
        pieces = _closed(text, match)
        if pieces:
            yield Guess(match.start(), match.end(), pieces, 0.85 if match.group().isdecimal() else LIKELY)
    for match in _JOINED.finditer(text):
        yield Guess(match.start(), match.end(), ((match.start(), match.end(), ""),))
    for match in _PARTS.finditer(text):
        if pieces := _put_together(match):
            yield Guess(match.start(), match.end(), pieces, CERTAIN)
    for match in _SCANNED.finditer(text):
        pieces = _scanned(match)
        if pieces:
            yield Guess(match.start(), match.end(), pieces, LIKELY)


_GAPS = re.compile(_GAP)


def _closed(text: str, match: re.Match[str]) -> list[Piece]:
    gaps = list(_GAPS.finditer(text, match.start(), match.end()))
    letters = [char for char in match.group() if char.isalnum()]
    steps = {ord(one) - ord(other) for one, other in zip(letters[1:], letters, strict=False)}
    if len(steps) == 1:
        return []  # a, b, c, d or 1, 2, 3, 4: an enumeration
    usual, often = Counter(gap.group() for gap in gaps).most_common(1)[0]
    if often < 0.6 * len(gaps):
        return []
    pieces: list[Piece] = []
    for gap in gaps:
        before, behind = text[gap.start() - 1 : gap.start()], text[gap.end()]
        if gap.group() == usual:
            # Without any wider gap, a capital begins the next word.
            read = " " if before.islower() and behind.isupper() else ""
        else:
            rest = gap.group().removeprefix(usual).removesuffix(usual)
            rest = rest if rest == usual else rest.replace(usual, "")
            sign = rest.strip()
            wide = rest != sign or sign == "," or (usual == " " and gap.group().endswith("  "))
            read = sign + " " * wide if sign in {"@", ".", "-", "_", "+", "/", ","} else " "
        if read != gap.group():
            pieces.append((gap.start(), gap.end(), read))
    return pieces


def _put_together(match: re.Match[str]) -> list[Piece]:
    found = match.group()
    if not _FEWEST_DIGITS <= sum(map(str.isdecimal, found)) <= _MOST_DIGITS:
        return []
    gaps = [
        (match.start() + gap.start(), match.start() + gap.end(), gap.group())
        for gap in _NO_WORD.finditer(found, 1 if found[0] == "+" else 0)
    ]
    odd = {gap.strip() or gap for _, _, gap in gaps if not _USUAL.fullmatch(gap)}
    if len(odd) != 1:
        return []
    return [(start, end, " ") for start, end, gap in gaps if not _USUAL.fullmatch(gap)]


_NO_WORD = re.compile(r"[^\w]+")


def _scanned(match: re.Match[str]) -> list[Piece]:
    found = match.group()
    body = 2 if found[:2].isalpha() and found[:2].upper() not in {"OO", "OL", "LO", "OI", "IO", "II", "LL"} else 0
    wrong = [at for at in range(body, len(found)) if found[at] in "OolI"]
    digits = sum(map(str.isdecimal, found))
    if not wrong or digits + len(wrong) < _FEWEST_DIGITS or digits < 0.3 * (digits + len(wrong)):
        return []
    return [(match.start() + at, match.start() + at + 1, found[at].translate(_AS_DIGITS)) for at in wrong]
