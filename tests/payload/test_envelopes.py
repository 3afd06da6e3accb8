import base64
import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schleuse.model import InspectionError, Reason
from schleuse.payload import envelopes
from schleuse.payload.envelopes import MAX_ENVELOPES, Envelope, from_text, parse


def wrapped(content: bytes, flags: int = 0) -> bytes:
    return bytes([flags]) + len(content).to_bytes(4) + content


@given(st.lists(st.tuples(st.binary(max_size=20), st.booleans(), st.sampled_from([0, 2, 0x80])), max_size=5))
def test_messages_come_out_as_they_went_in(messages):
    body = b"".join(
        wrapped(gzip.compress(content) if packed else content, packed | end) for content, packed, end in messages
    )
    assert parse(body, "gzip") == [Envelope(content, bool(end)) for content, _, end in messages]


@settings(max_examples=200)
@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(body):
    try:
        parse(body, "gzip")
    except InspectionError:
        return


@given(st.lists(st.binary(min_size=1, max_size=10), max_size=4))
def test_pieces_of_base64_are_joined(pieces):
    assert from_text(b"".join(map(base64.b64encode, pieces))) == b"".join(pieces)


@pytest.mark.parametrize(
    "body", [b"\0\0\0", wrapped(b"abc")[:-1], wrapped(b"abc", 0x40), wrapped(b"") * (MAX_ENVELOPES + 1)]
)
def test_what_is_broken_is_refused(body):
    with pytest.raises(InspectionError) as caught:
        parse(body, None)
    assert caught.value.reason is Reason.NOT_INSPECTABLE


def test_compression_is_bounded_and_must_be_named(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(InspectionError) as caught:
        parse(wrapped(gzip.compress(b"x"), 1), None)
    assert caught.value.reason is Reason.CONTENT_ENCODING
    monkeypatch.setattr(envelopes, "MAX_DECODED", 1000)
    with pytest.raises(InspectionError) as caught:
        parse(wrapped(gzip.compress(bytes(600)), 1) * 2, "gzip")
    assert caught.value.reason is Reason.TOO_LARGE


def test_what_is_no_base64_is_refused():
    with pytest.raises(InspectionError):
        from_text(b"a*b=")
