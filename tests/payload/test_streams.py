import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schleuse.model import InspectionError
from schleuse.payload import ndjson
from schleuse.payload.json_array import ArrayParser
from schleuse.payload.sse import EventParser

PLAIN = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    bounds = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(bounds)]


STREAM = '\ufeff: Kommentar\n\nevent: delta\ndata: {"a":\ndata:  "ü"}\nid: 7\n\ndata\n\nevent: ping\n\ndata:eng\n\n'


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@given(cuts=st.lists(st.integers(0, 1000), max_size=30))
def test_events_in_any_pieces_and_line_ends(newline, cuts):
    data = STREAM.replace("\n", newline).encode()
    parser = EventParser()
    events = [event for piece in pieces(data, cuts) for event in parser.feed(piece)]
    events = [event for event in events if event.raw != b"\n"]  # second half of a CRLF that was cut
    assert [(event.name, event.data) for event in events] == [
        ("", None),
        ("delta", '{"a":\n "ü"}'),
        ("", ""),
        ("ping", None),
        ("", "eng"),
    ]
    assert parser.pending == b""


def test_bytes_are_kept_and_data_can_be_exchanged():
    data = b'event: delta\r\nid: 1\r\ndata: {"v":"a"}\r\nretry: 5\r\n\r\n'
    (event,) = EventParser().feed(data)
    assert event.raw == data
    assert event.with_data('{"v":"b"}') == data.replace(b'"a"', b'"b"')


def test_bytes_that_are_not_utf8_pass():
    parser = EventParser()
    (event,) = parser.feed(b"data: \xff\n\n")
    assert event.data is None
    assert event.raw == b"data: \xff\n\n"
    assert list(parser.feed(b"data: half")) == []
    assert parser.pending == b"data: half"


@given(st.lists(st.dictionaries(PLAIN, PLAIN | st.lists(PLAIN), max_size=3), max_size=4), st.data())
def test_array_elements_in_any_pieces(elements, data):
    text = "[" + "\n,\r\n".join(json.dumps(element, ensure_ascii=False) for element in elements) + "]\n"
    raw = text.encode()
    parser = ArrayParser()
    cut = [
        piece
        for part in pieces(raw, data.draw(st.lists(st.integers(0, 1000), max_size=20)))
        for piece in parser.feed(part)
    ]
    assert b"".join(piece.raw for piece in cut) == raw
    assert [json.loads(piece.raw) for piece in cut if piece.is_element] == elements
    assert parser.pending == b""


def test_what_is_no_array_passes():
    parser = ArrayParser()
    assert b"".join(piece.raw for piece in parser.feed(b"no json ] at all")) == b"no json ] at all"


@given(st.lists(st.dictionaries(PLAIN, PLAIN), max_size=4), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_lines_of_json(objects, newline):
    text = "".join(json.dumps(item, ensure_ascii=False) + newline for item in objects)
    document = ndjson.parse(text)
    assert document.rewrite({}) == text
    assert [json.loads(item.text) for item in document.documents.values()] == objects


def test_one_line_of_json_is_rewritten():
    text = '{"a":"1"}\n\n{"a":"1"}\r\n{"a":"\u2028"}'
    document = ndjson.parse(text)
    assert (
        document.rewrite({2: document.documents[2].rewrite({1: "zwei"})})
        == '{"a":"1"}\n\n{"a":"zwei"}\r\n{"a":"\u2028"}'
    )


@pytest.mark.parametrize("text", ['{"a":1}\nkein JSON', "[\n1]", "1\n" * 60_000])
def test_lines_that_are_no_json_are_refused(text):
    with pytest.raises(InspectionError):
        ndjson.parse(text)
