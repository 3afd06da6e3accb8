import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schleuse.model import InspectionError
from schleuse.payload.protobuf import MAX_DEPTH, MAX_FIELDS, parse

WORDS = st.text(st.characters(categories=["L", "N", "Zs"]), min_size=4, max_size=20)


def varint(number: int) -> bytes:
    result = bytearray()
    while number > 0x7F:
        result.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*result, number])


def field(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content


@st.composite
def messages(draw, depth=3):
    """Return a message and the texts in it."""
    encoded, texts = b"", []
    for _ in range(draw(st.integers(1, 4))):
        number = draw(st.integers(1, 300))
        match draw(st.sampled_from(["text", "number", "i64", "i32", "group", "message"])):
            case "text":
                texts.append(draw(WORDS))
                encoded += field(number, texts[-1].encode())
            case "number":
                encoded += varint(number << 3) + varint(draw(st.integers(0, 2**64 - 1)))
            case "i64":
                encoded += varint(number << 3 | 1) + bytes(8)
            case "i32":
                encoded += varint(number << 3 | 5) + bytes(4)
            case "group":
                texts.append(draw(WORDS))
                encoded += varint(number << 3 | 3) + field(1, texts[-1].encode()) + varint(number << 3 | 4)
            case "message" if depth:
                inner, more = draw(messages(depth - 1))
                encoded += field(number, inner)
                texts += more
    return encoded, texts


@given(messages())
def test_every_text_is_found_wherever_it_stands(pair):
    encoded, texts = pair
    found = "\0".join(parse(encoded).texts)
    assert [text for text in texts if text not in found] == []


@settings(max_examples=300)
@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(data):
    try:
        contents = parse(data)
    except InspectionError:
        return
    assert sum(len(text.encode()) for text in contents.texts) + sum(map(len, contents.rest)) <= len(data)


@pytest.mark.parametrize(
    "data", [b"\x0a\xff", b"\x0a\x05abc", b"\x07", b"\x00\x01", b"\x0c", b"\x0b", b"\x08" + b"\xff" * 11, b"\x09abc"]
)
def test_what_is_no_message_is_refused(data):
    with pytest.raises(InspectionError):
        parse(data)


def test_what_is_neither_text_nor_message_is_handed_out():
    assert parse(field(1, b"\xff\xfe\xfd")).rest == [b"\xff\xfe\xfd"]


def test_a_text_with_a_control_character_is_still_a_text():
    assert parse(field(1, b"Erika\x00M\xc3\xbcller")).texts == ["Erika\0Müller"]


def test_depth_and_number_of_fields_are_bounded():
    deep = field(1, b"\x00Erika")
    for _ in range(MAX_DEPTH + 8):
        deep = field(1, deep)
    assert any("Erika" in text for text in parse(deep).texts), "what is too deep is still searched as a text"
    with pytest.raises(InspectionError):
        parse(b"\x08\x01" * (MAX_FIELDS + 1))
