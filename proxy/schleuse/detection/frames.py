"""How the gateway and its detection workers talk: frames of byte fields over a pipe.

A frame is a length of four bytes, then for each field a length of four bytes and its content (all big-endian).
Findings travel as lines of text; the gateway passes them on without reading them where it need not.

==================  =========================================================  ==================================
request             further fields                                             fields of the answer after ``ok``
==================  =========================================================  ==================================
``texts``           short texts                                                the findings of each
``pieces``          pieces of a long text                                      the candidates of each
``whole``           the long text, its chunks, the candidates of each chunk    its findings
``again``           what the conversation holds, then texts with their         the findings of each
                    findings in turn
==================  =========================================================  ==================================

Instead of ``ok`` a worker answers ``failed`` with a reason and a detail. Its first frame is ``ready`` with version and
description, or ``broken`` with the error of its start.
"""

import struct
from asyncio import StreamReader
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from sys import intern
from typing import BinaryIO

from schleuse.detection.chunks import Chunk
from schleuse.model import Finding

TEXTS, PIECES, WHOLE, AGAIN = b"texts", b"pieces", b"whole", b"again"
OK, FAILED, READY, BROKEN = b"ok", b"failed", b"ready", b"broken"
MOST_BYTES = 512 * 1024 * 1024
"""No honest frame is longer; a length beyond it means that the stream is out of step."""

_LENGTH = struct.Struct(">I")


class FrameError(Exception):
    """The stream ended inside a frame, or holds something else than frames."""


def pack(fields: Sequence[bytes]) -> bytes:
    """Return one frame."""
    body = b"".join(part for field in fields for part in (_LENGTH.pack(len(field)), field))
    return _LENGTH.pack(len(body)) + body


def unpack(body: bytes) -> list[bytes]:
    """Return the fields of a frame's body.

    Raises:
        FrameError: lengths do not add up.

    """
    fields = []
    position = 0
    while position < len(body):
        begin = position + _LENGTH.size
        if begin > len(body):
            raise FrameError("a field is cut off")
        position = begin + _LENGTH.unpack_from(body, position)[0]
        if position > len(body):
            raise FrameError("a field is cut off")
        fields.append(body[begin:position])
    return fields


def _length(header: bytes) -> int:
    length: int = _LENGTH.unpack(header)[0]
    if length > MOST_BYTES:
        raise FrameError("a frame of impossible length")
    return length


def read(stream: BinaryIO) -> list[bytes] | None:
    """Return the fields of the next frame, or ``None`` at the end of the stream.

    Raises:
        FrameError: the stream ended inside a frame.

    """
    header = stream.read(_LENGTH.size)
    if not header:
        return None
    if len(header) < _LENGTH.size:
        raise FrameError("the stream ended inside a frame")
    length = _length(header)
    body = stream.read(length)
    if len(body) < length:
        raise FrameError("the stream ended inside a frame")
    return unpack(body)


async def receive(stream: StreamReader) -> list[bytes]:
    """Return the fields of the next frame.

    Raises:
        FrameError: it holds something else than frames.
        asyncio.IncompleteReadError: the stream ended.

    """
    header = await stream.readexactly(_LENGTH.size)
    return unpack(await stream.readexactly(_length(header)))


def encode_text(text: str) -> bytes:
    """Return any text, lone surrogates included, as bytes."""
    return text.encode("utf-8", "surrogatepass")


def decode_text(field: bytes) -> str:
    """Return what :func:`encode_text` was given."""
    return field.decode("utf-8", "surrogatepass")


def encode_findings(findings: Iterable[Finding]) -> bytes:
    """Return findings as lines."""
    return "\n".join(f"{f.start} {f.end} {f.score!r} {f.entity} {f.recognizer}" for f in findings).encode()


def decode_findings(field: bytes) -> tuple[Finding, ...]:
    """Return what :func:`encode_findings` was given."""
    return tuple(map(_finding, field.decode().split("\n"))) if field else ()


def _finding(line: str) -> Finding:
    start, end, score, entity, recognizer = line.split(" ", 4)
    return Finding(int(start), int(end), intern(entity), float(score), intern(recognizer))


def encode_chunks(chunks: Iterable[Chunk]) -> bytes:
    """Return chunks as lines."""
    return "\n".join(" ".join(map(str, astuple(chunk))) for chunk in chunks).encode()


def decode_chunks(field: bytes) -> list[Chunk]:
    """Return what :func:`encode_chunks` was given."""
    return [Chunk(*map(int, line.split(" "))) for line in field.decode().split("\n")]
