"""A JSON array that arrives in pieces, cut into its elements (Gemini streams without ``alt=sse`` like this)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARK = re.compile(rb'[\[\]{}"]')
_STRING_REST = re.compile(rb'(?:[^"\\]++|\\.)*+(?:(")|\\?\Z)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of the stream: an element, or what stands between elements (brackets, commas, white space)."""

    raw: bytes
    is_element: bool


class ArrayParser:
    """Cuts ``[a, b, ...]`` at its outermost level; ``feed`` may be given pieces of any size.

    Only objects and arrays become elements, numbers and strings pass as what stands between. A stream that is no
    array passes in whole.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._scanned = 0
        self._depth = 0
        self._in_string = False

    @property
    def pending(self) -> bytes:
        """The bytes of the element that is not complete yet."""
        return bytes(self._buffer)

    def feed(self, data: bytes) -> Iterator[Piece]:
        """Yield what is complete now."""
        self._buffer += data
        while self._scanned < len(self._buffer):
            if self._in_string:
                if not self._skip_string():
                    break
                continue
            match = _MARK.search(self._buffer, self._scanned)
            if match is None:
                self._scanned = len(self._buffer)
                break
            self._scanned = match.end()
            mark = match[0]
            if mark == b'"':
                self._in_string = True
            elif mark in b"[{":
                self._depth += 1
                if self._depth == 2:
                    yield from self._cut(match.start(), is_element=False)
            elif mark in b"]}":
                self._depth -= 1
                if self._depth == 1:
                    yield from self._cut(match.end(), is_element=True)
        if self._depth <= 1 and not self._in_string:
            yield from self._cut(len(self._buffer), is_element=False)

    def _skip_string(self) -> bool:
        match = _STRING_REST.match(self._buffer, self._scanned)
        if match is not None and match[1]:
            self._scanned, self._in_string = match.end(), False
            return True
        # A backslash at the very end must be seen again together with what it escapes.
        self._scanned = len(self._buffer) - (len(self._buffer) - len(self._buffer.rstrip(b"\\"))) % 2
        return False

    def _cut(self, end: int, *, is_element: bool) -> Iterator[Piece]:
        raw = bytes(self._buffer[:end])
        del self._buffer[:end]
        self._scanned -= len(raw)
        if raw:
            yield Piece(raw, is_element)
