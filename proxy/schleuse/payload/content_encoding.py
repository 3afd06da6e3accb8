"""Undo the content encoding of a body, bounded in size: gzip, deflate, br, zstd (RFC 9110, 8.4.1; RFC 8878).

A body that expands past the limit stops there, so that 200 kB which decode to 200 MB cost no more than the limit.
Chains (``gzip, zstd``) and unknown codings are refused: nobody sends them by accident, and guessing would be a hole.
"""

import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

import brotli
import zstandard

from schleuse.model import InspectionError, Reason

_INPUT = 64 * 1024
_ZSTD_INPUT = 64
_OUTPUT = 256 * 1024
"""Bytes that one call of a codec may return."""
_MAX_WINDOW = 8 * 1024 * 1024
"""Window that a zstd frame may ask for; RFC 8878, 3.1.1.1.2 and RFC 9659 (at most 8 MB for HTTP)."""


def decode_body(body: bytes, content_encoding: str | None, limit: int) -> bytes:
    """Return the body without its content encoding.

    Args:
        body: as it came over the wire.
        content_encoding: the header's value; ``None``, empty and ``identity`` mean none.
        limit: bytes that the result may have.

    Raises:
        InspectionError: ``CONTENT_ENCODING`` (unknown, chained, corrupt, cut off) or ``TOO_LARGE``.

    """
    decoder = StreamDecoder(content_encoding, limit)
    return decoder.feed(body) + decoder.finish()


class StreamDecoder:
    """Undo a content encoding piece by piece; raises as :func:`decode_body` does."""

    def __init__(self, content_encoding: str | None, limit: int) -> None:
        coding = (content_encoding or "identity").strip().lower() or "identity"
        if coding not in _CODECS:
            detail = "chained content encodings" if "," in coding else "unknown content encoding"
            raise InspectionError(Reason.CONTENT_ENCODING, detail)
        self._codec = _CODECS[coding]()
        self._left = limit
        self._started = False

    def feed(self, data: bytes) -> bytes:
        """Return what the next piece decodes to."""
        self._started = self._started or bool(data)
        return self._collect(self._codec.feed(data)) if data else b""

    def finish(self) -> bytes:
        """Return the rest; an empty body is complete in any encoding (a HEAD, a 304)."""
        if self._started and not self._codec.complete:
            raise InspectionError(Reason.CONTENT_ENCODING, "the encoded body is cut off")
        return b""

    def _collect(self, pieces: Iterator[bytes]) -> bytes:
        result = []
        try:
            for piece in pieces:
                self._left -= len(piece)
                if self._left < 0:
                    raise InspectionError(Reason.TOO_LARGE, "the decoded body is larger than the limit")
                result.append(piece)
        except (zlib.error, brotli.error, zstandard.ZstdError, EOFError):
            raise InspectionError(Reason.CONTENT_ENCODING, "the encoded body is corrupt") from None
        return b"".join(result)


class _Codec(Protocol):
    @property
    def complete(self) -> bool:
        """Whether the body may end here."""
        ...

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield decoded pieces, each small against any sensible limit."""
        ...


class _Identity:
    complete = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        yield data


class _Zlib:
    """What gzip and deflate share; several gzip members may follow each other (RFC 1952, 2.2)."""

    def __init__(self, wbits: int = zlib.MAX_WBITS | 16) -> None:
        self.complete = False
        self._wbits = wbits
        self._inflater = zlib.decompressobj(wbits)

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _INPUT):
            yield from self._step(data[start : start + _INPUT])

    def _step(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._inflater.eof:
                self._inflater = zlib.decompressobj(self._wbits)
            piece = self._inflater.decompress(data, _OUTPUT)
            yield piece
            data = self._inflater.unconsumed_tail or self._inflater.unused_data
            while not data and len(piece) >= _OUTPUT:
                piece = self._inflater.decompress(b"", _OUTPUT)
                yield piece
        self.complete = self._inflater.eof


class _Deflate:
    """deflate as RFC 1950 has it, or raw (RFC 1951) as some servers send it; the first two bytes tell."""

    def __init__(self) -> None:
        self._head = b""
        self._inner: _Zlib | None = None

    @property
    def complete(self) -> bool:
        return self._inner is not None and self._inner.complete

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self._inner is None:
            data = self._head + data
            if len(data) < 2:
                self._head = data
                return
            wrapped = data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:2]) % 31 == 0
            self._inner = _Zlib(zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS)
        yield from self._inner.feed(data)


class _Brotli:
    """br (RFC 7932)."""

    def __init__(self) -> None:
        self.complete = False
        self._decoder = brotli.Decompressor()

    def feed(self, data: bytes) -> Iterator[bytes]:
        if self.complete:
            raise EOFError
        piece = self._decoder.process(data, output_buffer_limit=_OUTPUT)
        while piece or not self._decoder.can_accept_more_data():
            yield piece
            piece = self._decoder.process(b"", output_buffer_limit=_OUTPUT)
        self.complete = self._decoder.is_finished()


class _Zstd:
    """zstd (RFC 8878), several frames.

    The library's incremental decoder has no bound on its output, so input goes in by small steps: a block takes at
    least three bytes and decodes to at most 128 KiB (RFC 8878, 3.1.1.2.3), a step hence to less than 3 MiB.
    """

    def __init__(self) -> None:
        self.complete = False
        self._context = zstandard.ZstdDecompressor(max_window_size=_MAX_WINDOW)
        self._decoder = self._context.decompressobj()

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _ZSTD_INPUT):
            step = data[start : start + _ZSTD_INPUT]
            while step:
                if self._decoder.eof:
                    self._decoder = self._context.decompressobj()
                yield self._decoder.decompress(step)
                step = self._decoder.unused_data
        self.complete = self._decoder.eof


_CODECS: dict[str, Callable[[], _Codec]] = {
    "identity": _Identity,
    "gzip": _Zlib,
    "x-gzip": _Zlib,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}
