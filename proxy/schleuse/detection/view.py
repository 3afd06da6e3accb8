"""One reading of a text, with the exact way back to the characters that people wrote."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

type Piece = tuple[int, int, str]
"""(start, end, replacement) of a stretch of the parent text."""

_FLAT = {
    ord(char): "-"
    for char in "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\u2e3a\u2e3b\u2043\u02d7\u058a\u1806\u2500\u2501"
}
BLANKS = {
    ord(char): " "
    for char in "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
} | {0x85: "\n", 0x2028: "\n", 0x2029: "\n"}
"""Blanks of every width as a blank, line ends as a line end; one character for one."""
_FLAT |= BLANKS
_FLAT |= {ord(char): "'" for char in "\u2018\u2019\u201a\u201b\u02bc\u00b4`"}
_FLAT |= {ord(char): '"' for char in "\u201c\u201d\u201e\u201f\u00ab\u00bb"}
_FLAT |= {ord("\r"): " ", ord("\v"): " ", ord("\f"): " "}


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
        return (start, end) if self._parent is None else self._parent.span(*self.parent_span(start, end))

    def parent_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the text from which this view was derived."""
        return (start, end) if self._parent is None else (self._back(start)[0], self._back(end - 1)[1])

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


def pieces(pattern: re.Pattern[str], text: str, read: Callable[[re.Match[str]], str]) -> Iterator[Piece]:
    """Yield a piece for every match that reads differently from what it is."""
    for match in pattern.finditer(text):
        replacement = read(match)
        if replacement != match.group():
            yield match.start(), match.end(), replacement
