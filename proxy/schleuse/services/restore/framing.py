"""How the JSON texts of a stream are wrapped: events, elements of an array, lines."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from schleuse.payload.json_array import ArrayParser
from schleuse.payload.sse import EventParser


@dataclass(frozen=True, slots=True)
class Frame:
    """One JSON text of a stream, with its wrapping."""

    raw: bytes
    name: str
    text: str | None
    """The JSON text; ``None`` for what stands between."""
    wrap: Callable[[str], bytes]
    """Builds the same frame around another text."""
    is_end: bool = False
    """After this frame no text follows (``[DONE]``, the closing bracket)."""


class Framing(Protocol):
    """Cuts a stream into frames."""

    @property
    def pending(self) -> bytes:
        """Bytes of a frame that is not complete."""
        ...

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Yield the frames that are complete now; together their bytes are the stream."""
        ...

    def last(self) -> Iterator[Frame]:
        """At the end of the stream, yield the frame that lacks its end."""
        ...

    def before(self, inserted: list[bytes], frame: bytes, *, is_end: bool) -> bytes:
        """Put whole frames before a frame."""
        ...


class EventFraming:
    """Server-sent events."""

    def __init__(self) -> None:
        self._parser = EventParser()

    @property
    def pending(self) -> bytes:
        """Bytes of a frame that is not complete."""
        return self._parser.pending

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Yield the frames that are complete now."""
        for event in self._parser.feed(data):
            yield Frame(event.raw, event.name, event.data, event.with_data, event.data == "[DONE]")

    def last(self) -> Iterator[Frame]:
        """Yield the frame that lacks its end."""
        if pending := self.pending:
            event = next(self._parser.feed(b"\n\n"))
            self._parser = EventParser()
            yield Frame(pending, event.name, event.data, event.with_data, event.data == "[DONE]")

    def before(self, inserted: list[bytes], frame: bytes, *, is_end: bool) -> bytes:
        """Put whole frames before a frame."""
        return b"".join([*inserted, frame])


class ArrayFraming:
    """Elements of one JSON array."""

    def __init__(self) -> None:
        self._parser = ArrayParser()

    @property
    def pending(self) -> bytes:
        """Bytes of a frame that is not complete."""
        return self._parser.pending

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Yield the frames that are complete now."""
        for piece in self._parser.feed(data):
            if piece.is_element:
                text = piece.raw.decode("utf-8", "surrogateescape")
                yield Frame(piece.raw, "", text, _encode)
            else:
                yield Frame(piece.raw, "", None, _encode, b"]" in piece.raw)

    def last(self) -> Iterator[Frame]:
        """Yield the frame that lacks its end."""
        return iter(())

    def before(self, inserted: list[bytes], frame: bytes, *, is_end: bool) -> bytes:
        """Put whole frames before a frame."""
        pieces = [b"," + element for element in inserted] if is_end else [element + b"," for element in inserted]
        return b"".join([*pieces, frame])


class LineFraming:
    """One JSON text a line."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def pending(self) -> bytes:
        """Bytes of a frame that is not complete."""
        return bytes(self._buffer)

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Yield the frames that are complete now."""
        scanned = len(self._buffer)
        self._buffer += data
        while (end := self._buffer.find(b"\n", scanned) + 1) > 0:
            raw = bytes(self._buffer[:end])
            del self._buffer[:end]
            scanned = 0
            yield self._line(raw)

    def last(self) -> Iterator[Frame]:
        """Yield the frame that lacks its end."""
        if self._buffer:
            raw = self.pending
            self._buffer.clear()
            yield self._line(raw)

    def before(self, inserted: list[bytes], frame: bytes, *, is_end: bool) -> bytes:
        """Put whole frames before a frame."""
        return b"".join([*(line if line.endswith(b"\n") else line + b"\n" for line in inserted), frame])

    def _line(self, raw: bytes) -> Frame:
        text, end = _unwrapped(raw)
        return Frame(raw, "", text or None, lambda changed: _encode(changed) + end)


class NumberedFraming(LineFraming):
    """Lines of a number, a colon and a JSON text: ``15:{...}`` is read as ``{"15":{...}}``."""

    def _line(self, raw: bytes) -> Frame:
        text, end = _unwrapped(raw)
        number, colon, rest = text.partition(":")
        if not colon or not number.isalnum() or not number.isascii():
            return Frame(raw, "", None, _encode)
        head = f'{{"{number}":'
        return Frame(raw, "", head + rest + "}", lambda changed: _encode(f"{number}:{changed[len(head) : -1]}") + end)


class ChunkFraming(LineFraming):
    """What Google's pages get: ``)]}'``, then again and again a length and a JSON text, each a line.

    A text is read as ``{"wrb":[...]}``. The length counts UTF-16 code units from behind its digits to the end of the
    text's line; what a server says there is not relied on.
    """

    def __init__(self) -> None:
        super().__init__()
        self._length = b""

    @property
    def pending(self) -> bytes:
        """Bytes of a chunk that is not complete."""
        return self._length + super().pending

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Yield the chunks that are complete now."""
        for frame in super().feed(data):
            yield from self._chunk(frame.raw)

    def last(self) -> Iterator[Frame]:
        """Yield the chunk that lacks its end."""
        for frame in super().last():
            yield from self._chunk(frame.raw)
        if self._length:
            raw, self._length = self._length, b""
            yield Frame(raw, "", None, _encode)

    def _chunk(self, line: bytes) -> Iterator[Frame]:
        if line.strip().isdigit():
            raw, self._length = self._length, line
            if raw:
                yield Frame(raw, "", None, _encode)
            return
        text, end = _unwrapped(line)
        raw, length = self._length + line, self._length
        self._length = b""
        if not length or not text:
            yield Frame(raw, "", None, _encode)
            return
        yield Frame(raw, "", f'{{"wrb":{text}}}', lambda changed: _chunk_of(changed[7:-1], end.decode() or "\n"))


def chunk(text: str) -> str:
    """Return a JSON text of one line as a chunk."""
    return f"{len(text.encode('utf-16-le', 'surrogatepass')) // 2 + 2}\n{text}\n"


def _chunk_of(text: str, end: str) -> bytes:
    return _encode(chunk(text).removesuffix("\n") + end)


def _unwrapped(raw: bytes) -> tuple[str, bytes]:
    return raw.decode("utf-8", "surrogateescape").strip(), raw[len(raw.rstrip(b"\r\n")) :]


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
