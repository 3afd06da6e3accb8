"""Frames come out as they went in, and nothing else comes out."""

import asyncio
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schleuse import pipes


@settings(deadline=None)
@given(st.lists(st.lists(st.binary(), min_size=1)))
async def test_there_and_back(messages: list[list[bytes]]) -> None:
    wire = b"".join(map(pipes.pack, messages))
    stream = io.BytesIO(wire)
    assert [pipes.read(stream) for _ in messages] == messages
    assert pipes.read(stream) is None
    reader = asyncio.StreamReader()
    reader.feed_data(wire)
    assert [await pipes.receive(reader) for _ in messages] == messages


@pytest.mark.parametrize(
    "wire", [b"\xff\xff\xff\xff", b"\0\0\0\x05\0\0\0\x09x", b"\0\0\0\x01x", b"\0\0", b"\0\0\0\x09"]
)
def test_anything_else_is_an_error(wire: bytes) -> None:
    with pytest.raises(pipes.FrameError):
        pipes.read(io.BytesIO(wire))
