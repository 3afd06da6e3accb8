import asyncio
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schleuse.detection import frames
from schleuse.detection.chunks import Chunk
from schleuse.entities import ENTITIES
from schleuse.model import Finding

FINDINGS = st.builds(
    Finding,
    st.integers(0, 10**7),
    st.integers(0, 10**7),
    st.sampled_from(sorted(ENTITIES)),
    st.floats(0, 1),
    st.sampled_from(["IbanRecognizer", "name with blanks"]),
)


@settings(deadline=None)
@given(st.lists(st.lists(st.binary(), min_size=1)))
async def test_frames_come_out_as_they_went_in(messages):
    wire = b"".join(map(frames.pack, messages))
    stream = io.BytesIO(wire)
    assert [frames.read(stream) for _ in messages] == messages
    assert frames.read(stream) is None
    reader = asyncio.StreamReader()
    reader.feed_data(wire)
    assert [await frames.receive(reader) for _ in messages] == messages


@pytest.mark.parametrize("cut", [1, 3, 5, 10])
def test_cut_off(cut):
    with pytest.raises(frames.FrameError):
        frames.read(io.BytesIO(frames.pack([b"texts", b"abc"])[:cut]))


@pytest.mark.parametrize("wire", [b"\xff\xff\xff\xff", b"\0\0\0\x05\0\0\0\x09x", b"\0\0\0\x01x"])
async def test_no_frames_at_all(wire):
    with pytest.raises(frames.FrameError):
        frames.read(io.BytesIO(wire + b"rest of it"))
    reader = asyncio.StreamReader()
    reader.feed_data(wire + b"rest of it")
    with pytest.raises(frames.FrameError):
        await frames.receive(reader)


@settings(deadline=None)
@given(st.lists(FINDINGS))
def test_findings(found):
    assert frames.decode_findings(frames.encode_findings(found)) == tuple(found)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=[])))
def test_any_text(text):
    assert frames.decode_text(frames.encode_text(text)) == text


def test_chunks():
    chunks = [Chunk(0, 5, 0, 7), Chunk(5, 9, 3, 9)]
    assert frames.decode_chunks(frames.encode_chunks(chunks)) == chunks
