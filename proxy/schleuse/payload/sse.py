"""Server-sent events, piece by piece (WHATWG HTML, 9.2.6), with the bytes of each event kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Event:
    """One block up to and including its empty line."""

    raw: bytes
    name: str
    """Value of ``event:``, or ``""``."""
    data: str | None
    """The ``data:`` lines joined by LF; ``None`` where there are none or they are not UTF-8."""

    def with_data(self, data: str) -> bytes:
        """Return the block with other data; its other lines and its line ends stay."""
        newline = _END.search(self.raw)
        end = newline[0] if newline else b"\n"
        lines = [line for line in _lines(self.raw) if _field(line)[0] != b"data"]
        first = next(index for index, line in enumerate(_lines(self.raw)) if _field(line)[0] == b"data")
        lines[first:first] = [b"data: " + piece.encode() + end for piece in data.split("\n")]
        return b"".join(lines)


class EventParser:
    """Cuts a stream of bytes into events; ``feed`` may be given pieces of any size.

    ``pending`` is what has been fed and belongs to an event that is not complete yet.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._scanned = 0
        self._line_start = 0

    @property
    def pending(self) -> bytes:
        """The bytes of the event that is not complete yet."""
        return bytes(self._buffer)

    def feed(self, data: bytes) -> Iterator[Event]:
        """Yield the events that are complete now."""
        self._buffer += data
        while (end := self._next_end()) is not None:
            raw = bytes(self._buffer[:end])
            del self._buffer[:end]
            self._scanned = self._line_start = 0
            yield _event(raw)

    def _next_end(self) -> int | None:
        """Return where the first event ends: after the line end of its empty line."""
        while match := _END.search(self._buffer, self._scanned):
            start, end = match.span()
            if match[0] == b"\r" and end == len(self._buffer) and start != self._line_start:
                return None  # perhaps the first half of CRLF
            empty, self._line_start, self._scanned = start == self._line_start, end, end
            if empty:
                return end
        self._scanned = max(self._line_start, len(self._buffer) - 1)
        return None


def _event(raw: bytes) -> Event:
    name, data = b"", []
    for line in _lines(raw):
        field, value = _field(line)
        if field == b"data":
            data.append(value)
        elif field == b"event":
            name = value
    try:
        return Event(raw, name.decode(), b"\n".join(data).decode() if data else None)
    except UnicodeDecodeError:
        return Event(raw, "", None)


def _lines(raw: bytes) -> list[bytes]:
    lines, start = [], 0
    for match in _END.finditer(raw):
        lines.append(raw[start : match.end()])
        start = match.end()
    return [*lines, raw[start:]] if start < len(raw) else lines


def _field(line: bytes) -> tuple[bytes, bytes]:
    name, _, value = line.rstrip(b"\r\n").removeprefix(b"\xef\xbb\xbf").partition(b":")
    return name, value.removeprefix(b" ")
