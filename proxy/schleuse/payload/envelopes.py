"""Messages in envelopes of five bytes, as gRPC, gRPC-Web and streaming Connect calls have them.

One byte of flags and four of length, big-endian, then the message (PROTOCOL-HTTP2.md and PROTOCOL-WEB.md of gRPC;
connectrpc.com, "Protocol reference").
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass

from schleuse.model import InspectionError, Reason
from schleuse.payload.content_encoding import decode_body

MAX_ENVELOPES = 10_000
MAX_DECODED = 64 * 1024 * 1024
"""Bytes of all messages together, without compression."""

_COMPRESSED, _CONNECT_END, _WEB_TRAILERS = 0x01, 0x02, 0x80
_HEAD = 5


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message."""

    content: bytes
    """Without compression."""
    is_end: bool
    """Trailers or the end of a stream: lines or JSON, not a message of the service."""


def parse(body: bytes, compression: str | None) -> list[Envelope]:
    """Read all envelopes; ``compression`` is what the request names for single messages.

    Raises:
        InspectionError: ``NOT_INSPECTABLE`` (cut off, unknown flags, too many), ``CONTENT_ENCODING`` or ``TOO_LARGE``.

    """
    return list(_envelopes(body, compression))


def from_text(body: bytes) -> bytes:
    """Return the bytes of ``application/grpc-web-text``: base64, perhaps in several pieces that end with padding.

    Raises:
        InspectionError: ``NOT_INSPECTABLE``: no base64.

    """
    quads = [body[start : start + 4] for start in range(0, len(body), 4)]
    pieces, piece = [], bytearray()
    for quad in quads:
        piece += quad
        if quad.endswith(b"="):
            pieces.append(bytes(piece))
            piece.clear()
    try:
        return b"".join(base64.b64decode(each, validate=True) for each in [*pieces, bytes(piece)])
    except (binascii.Error, ValueError):
        raise InspectionError(Reason.NOT_INSPECTABLE, "grpc-web-text that is no base64") from None


def _envelopes(body: bytes, compression: str | None) -> Iterator[Envelope]:
    position, left = 0, MAX_DECODED
    for _ in range(MAX_ENVELOPES):
        if position == len(body):
            return
        flags, length = body[position], int.from_bytes(body[position + 1 : position + _HEAD])
        start = position + _HEAD
        position = start + length
        if start > len(body) or position > len(body):
            raise InspectionError(Reason.NOT_INSPECTABLE, "an envelope is cut off")
        if flags & ~(_COMPRESSED | _CONNECT_END | _WEB_TRAILERS):
            raise InspectionError(Reason.NOT_INSPECTABLE, "unknown flags of an envelope")
        content = body[start:position]
        if flags & _COMPRESSED:
            if compression is None:
                raise InspectionError(Reason.CONTENT_ENCODING, "a compressed envelope without a name of its coding")
            content = decode_body(content, compression, left)
        left -= len(content)
        if left < 0:
            raise InspectionError(Reason.TOO_LARGE, "the envelopes hold more than the limit")
        yield Envelope(content, bool(flags & (_CONNECT_END | _WEB_TRAILERS)))
    if position < len(body):
        raise InspectionError(Reason.NOT_INSPECTABLE, f"more than {MAX_ENVELOPES} envelopes")
