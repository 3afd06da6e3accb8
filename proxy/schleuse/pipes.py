"""How a gateway and its worker processes talk: frames of byte fields over a pipe.

A frame is a length of four bytes, then for each field a length of four bytes and its content (all big-endian).
"""

import ctypes
import os
import signal
import struct
import sys
from asyncio import StreamReader
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import schleuse
from schleuse.settings import ENV_PREFIX

MOST_BYTES = 512 * 1024 * 1024
"""No honest frame is longer; a length beyond it means that the stream is out of step."""

_PR_SET_PDEATHSIG = 1
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


def die_with(parent: int) -> None:
    """Have the kernel end this process when its parent is gone, even in the middle of its work (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return the pipes of the frames, and leave nothing on the usual descriptors that could disturb them."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, answers


def environment() -> dict[str, str]:
    """Return the environment of a worker: ours without our settings, and with our package where it is not installed."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith(ENV_PREFIX)}
    root = Path(schleuse.__file__).parents[1]
    if root.name not in ("site-packages", "dist-packages"):  # those come by themselves, behind the standard library
        variables["PYTHONPATH"] = os.pathsep.join(filter(None, (str(root), variables.get("PYTHONPATH"))))
    return variables
