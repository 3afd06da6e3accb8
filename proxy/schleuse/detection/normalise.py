"""Views of a text on which recognizers work, each with the exact way back to the original characters.

People copy from PDF and web forms, and some disguise on purpose: zero-width characters and soft hyphens inside names,
full-width digits, Cyrillic letters that look Latin, HTML entities, percent-encoding, letters set apart with blanks.
:func:`plain` undoes all of that in one linear pass. A finding on a view lands on the original through
:meth:`View.span`. No step looks at a character more than a constant number of times.

Unicode facts: UAX 15 (normal forms), UTS 39 (confusables; here only the letters that look alike in Latin, Cyrillic
and Greek print), UAX 9 (directional marks).
"""

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, lru_cache
from urllib.parse import unquote_to_bytes

type Piece = tuple[int, int, str]
"""(start, end, replacement) of a stretch of the parent text."""

_FLAT = {ord(char): "-" for char in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63"}
_FLAT |= {
    ord(char): " "
    for char in "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
}
_FLAT |= {ord(char): "'" for char in "\u2018\u2019\u201a\u201b\u02bc\u00b4`"}
_FLAT |= {ord(char): '"' for char in "\u201c\u201d\u201e\u201f\u00ab\u00bb"}
_FLAT |= {ord("\r"): " ", ord("\v"): " ", ord("\f"): " "}

_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\U000e0000-\U000e007f"
)
_COMPATIBLE = "\uff01-\uff5e\uffe0-\uffe6\ufb00-\ufb06\u2460-\u2473\u24b6-\u24e9\U0001d400-\U0001d7ff"
_CODES = re.compile(
    r"(?P<entity>&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z]{2,8});)"
    r"|(?P<percent>(?:%[0-9A-Fa-f]{2})+)"
)
_IGNORED = re.compile(rf"[{_IGNORABLE}]+")
_CHARACTERS = re.compile(rf"(?P<compatible>[{_COMPATIBLE}])|(?P<combined>[^\W\d_][\u0300-\u036f]{{1,4}})")
_WORDS = re.compile(
    r"(?P<foreign>(?<![^\W\d_])[^\W\d_]*[\u0370-\u03ff\u0400-\u04ff][^\W\d_]*)"
    r"|(?P<spaced>(?<!\w)[^\W\d_](?: [^\W\d_]){3,}(?!\w))"
)
_CONFUSABLE = str.maketrans(
    "АВЕЗКМНОРСТУХЅІЈҮԚԜаеорсухіјѕһԛԁԝӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧονικρυα",
    "ABE3KMHOPCTYXSIJYQWaeopcyxijshqdwlABEZHIKMNOPTYXovikpua",
)
_CONFUSABLE_LETTERS = frozenset(map(chr, _CONFUSABLE))


class View:
    """One reading of a text. ``text`` is what to search; ``span`` leads back to the original.

    Views are immutable; derived data (line bounds, fields) is computed once and kept with the view.
    """

    def __init__(self, text: str, parent: "View | None" = None, pieces: Sequence[Piece] = ()) -> None:
        self.text = text
        self._parent = parent if pieces else None
        # Breakpoints: at view offset `at`, a stretch begins that stands for parent[start:end]; `copied` stretches
        # map one to one, replaced ones as a whole.
        self._at: list[int] = []
        self._stretches: list[tuple[int, int, bool]] = []
        if parent is not None and pieces:
            self._index(len(parent.text), pieces)

    def _index(self, length: int, pieces: Sequence[Piece]) -> None:
        position, view = 0, 0
        for start, end, replacement in pieces:
            if start > position:
                self._at.append(view)
                self._stretches.append((position, start, True))
                view += start - position
            if replacement:
                self._at.append(view)
                self._stretches.append((start, end, False))
                view += len(replacement)
            position = end
        if position < length:
            self._at.append(view)
            self._stretches.append((position, length, True))

    @property
    def is_original(self) -> bool:
        """Whether this view is the text itself."""
        return self._parent is None

    @cached_property
    def flat(self) -> str:
        """The text with every dash as ``-``, every blank as a blank and every quote straight; same offsets."""
        return self.text if self.text.isascii() and "\r" not in self.text else self.text.translate(_FLAT)

    @cached_property
    def lower(self) -> str:
        """The flat text in lower case, for cheap questions of the form ``"word" in view.lower``."""
        return self.flat.lower()

    @cached_property
    def has_digit(self) -> bool:
        """Whether there is any decimal digit: the cheapest way to skip number recognizers."""
        return _DIGIT.search(self.text) is not None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original text that ``self.text[start:end]`` stands for (``start < end``)."""
        if self._parent is None:
            return start, end
        return self._parent.span(self._back(start)[0], self._back(end - 1)[1])

    def _back(self, offset: int) -> tuple[int, int]:
        index = bisect_right(self._at, offset) - 1
        start, end, copied = self._stretches[index]
        if not copied:
            return start, end
        at = start + offset - self._at[index]
        return at, at + 1


_DIGIT = re.compile(r"\d")


def derive(parent: View, pieces: Sequence[Piece]) -> View:
    """Return the view in which the pieces (sorted, apart from each other) are replaced."""
    if not pieces:
        return parent
    parts: list[str] = []
    position = 0
    for start, end, replacement in pieces:
        parts.append(parent.text[position:start])
        parts.append(replacement)
        position = end
    parts.append(parent.text[position:])
    return View("".join(parts), parent, pieces)


@lru_cache(maxsize=8)
def plain(text: str) -> View:
    """Return the text without disguise: what a person reads. Identity (and fast) for ordinary text.

    The few last results are kept in memory, because every recognizer asks for the same text.
    """
    view = View(text)
    if "&" in text or "%" in text:
        view = derive(view, list(_pieces(_CODES, view.text, _decoded)))
    if not view.text.isascii():
        view = derive(view, [(match.start(), match.end(), "") for match in _IGNORED.finditer(view.text)])
        view = derive(view, list(_pieces(_CHARACTERS, view.text, _composed)))
    return derive(view, list(_pieces(_WORDS, view.text, _word_reader(view.text))))


def _pieces(pattern: re.Pattern[str], text: str, read: Callable[[re.Match[str]], str]) -> Iterator[Piece]:
    for match in pattern.finditer(text):
        replacement = read(match)
        if replacement != match.group():
            yield match.start(), match.end(), replacement


def _decoded(match: re.Match[str]) -> str:
    found = match.group()
    if match.lastgroup == "entity":
        decoded = html.unescape(found)
        return decoded if len(decoded) == 1 and _is_text(decoded) else found
    try:
        decoded = unquote_to_bytes(found).decode("utf-8")
    except UnicodeDecodeError:
        return found
    return decoded if _is_text(decoded) else found


def _is_text(decoded: str) -> bool:
    """Whether a decoded code is something to read (or to ignore) and no control character."""
    return all(char.isprintable() or char.isspace() or _IGNORED.match(char) for char in decoded)


def _composed(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC" if match.lastgroup == "compatible" else "NFC", match.group())


def _word_reader(text: str) -> Callable[[re.Match[str]], str]:
    def is_foreign_text() -> bool:
        # One real Cyrillic or Greek word (with a letter that has no Latin look-alike) makes the text a foreign one:
        # there, short words made of look-alikes only ("оса") stay what they are.
        return any(not _CONFUSABLE_LETTERS.issuperset(match) for match in _FOREIGN.findall(text))

    foreign: list[bool] = []

    def read(match: re.Match[str]) -> str:
        found = match.group()
        if match.lastgroup == "spaced":
            return found.replace(" ", "")
        letters = [char for char in found if "\u0370" <= char <= "\u04ff"]
        if not _CONFUSABLE_LETTERS.issuperset(letters):
            return found
        if len(letters) == len(found):
            if not foreign:
                foreign.append(is_foreign_text())
            if foreign[0]:
                return found
        return found.translate(_CONFUSABLE)

    return read


_LEET = re.compile(r"(?<![\w.@/-])[^\W\d_](?=\w*[a-zà-ž])(?=[^\W\d_]*\d)[^\W_]{3,28}[^\W\d_](?![\w@])")
_LEET_DIGITS = str.maketrans("0134578", "oieastb")


@lru_cache(maxsize=8)
def leet(view: View) -> View:
    """Return the view with digits inside words read as the letters they look like ("M4nfr3d" → ``Manfred``)."""
    if not view.has_digit:
        return view
    return derive(view, list(_pieces(_LEET, view.text, _unleet)))


def _unleet(match: re.Match[str]) -> str:
    found = match.group()
    letters = sum(map(str.isalpha, found))
    # Most of the word is letters; codes and model numbers are not.
    return found.translate(_LEET_DIGITS) if letters >= 0.6 * len(found) else found


_FOREIGN = re.compile(r"[\u0370-\u03ff\u0400-\u04ff]+")
