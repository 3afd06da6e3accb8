import gc
import json
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schleuse.model import InspectionError, Reason
from schleuse.payload.json_leaves import (
    MAX_DEPTH,
    MAX_STRINGS,
    Members,
    Number,
    Text,
    escape,
    parse,
    parse_body,
    strings,
)

PLAIN = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN, inner, max_size=4),
    max_leaves=12,
)


@st.composite
def documents(draw):
    return json.dumps(
        draw(VALUES),
        ensure_ascii=draw(st.booleans()),
        indent=draw(st.sampled_from([None, 1, "\t"])),
        separators=draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,  ", " :\r\n")])),
    )


@given(documents())
def test_rewriting_nothing_is_identity(text):
    assert parse(text).rewrite({}) == text
    assert parse_body(text.encode()).text == text


@given(documents(), PLAIN, st.data())
def test_rewriting_a_string_changes_only_that_string(text, new, data):
    document = parse(text)
    leaves = list(strings(document.root))
    assert [leaf.index for leaf in leaves] == list(range(len(leaves)))
    assert [json.loads(document.raw(leaf)) for leaf in leaves] == [leaf.value for leaf in leaves]
    if not leaves:
        return
    chosen = data.draw(st.sampled_from(leaves))
    rewritten = document.rewrite({chosen.index: new})
    assert rewritten.isascii() or not text.isascii()
    after = list(strings(parse(rewritten).root))
    assert [leaf.value for leaf in after] == [new if leaf is chosen else leaf.value for leaf in leaves]
    start = text.index(document.raw(chosen)) if chosen.index == 0 else None
    if start is not None:
        assert rewritten[:start] == text[:start]
    cut = len(text) - len(document.rewrite({chosen.index: ""})) + 2
    assert len(document.raw(chosen)) == cut


def test_everything_else_keeps_its_spelling():
    body = '\ufeff{ "b" :1.50e+03,"a":[ "A\\/B\\u00fc", "ü" ,-0, 12345678901 ],\t"b":"zwei"}\r\n'.encode()
    document = parse_body(body)
    root = document.root
    assert isinstance(root, Members)
    assert root.text("b") == "zwei"
    assert [key.value for key, _ in root.items] == ["b", "a", "b"]
    changes = {leaf.index: "[PERSON_1]" for leaf in strings(root) if leaf.value == "A/Bü"}
    assert document.rewrite(changes).encode() == body.replace(b'"A\\/B\\u00fc"', b'"[PERSON_1]"')
    array = root.get("a")
    assert isinstance(array, list)
    assert array[3] == Number("12345678901")


def test_ascii_documents_stay_ascii():
    assert parse('["\\u00fc"]').rewrite({0: "Ö"}) == '["\\u00d6"]'
    assert parse('["ü"]').rewrite({0: "Ö"}) == '["Ö"]'


def test_half_surrogates_can_be_written_back():
    assert escape("\ud83d") == "\\ud83d"
    assert parse('["ü"]').rewrite({0: "\ud83d"}).encode() == b'["\\ud83d"]'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a":NaN}',
        b"[Infinity]",
        b"[-Infinity]",
        b'["\\ud800"]',
        b'["\\udc00\\ud800"]',
        b'{"\\ud800":1}',
        b'["\xff"]',
        b'["\xed\xa0\x80"]',
        b'{"a":1}{"b":2}',
        b"{'a':1}",
        b'["a\nb"]',
        b'["a" "b"]',
        b"[01]",
        b'["\\x41"]',
        b"// c\n[]",
        '{"a":"ü"}'.encode("utf-16"),
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000,
        b"[" + b'"",' * MAX_STRINGS + b'""]',
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_cannot_be_read_is_refused(body):
    with pytest.raises(InspectionError) as caught:
        parse_body(body)
    assert caught.value.reason is Reason.NOT_INSPECTABLE


def test_depth_up_to_the_limit_is_read():
    parse("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    with pytest.raises(InspectionError):
        parse("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


def test_surrogate_pairs_are_one_character():
    assert next(strings(parse('["\\ud83d\\ude00"]').root)) == Text("😀", 0)


@given(st.text(max_size=40))
def test_any_text_is_read_as_the_standard_library_does_or_refused(text):
    try:
        document = parse(text)
    except InspectionError:
        return
    assert json.loads(text.removeprefix("\ufeff")) is not None or text.strip().removeprefix("\ufeff").strip() == "null"
    assert document.rewrite({}) == text


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"messages": [{"role": "user", "content": 'Frau "Müller" wohnt hier.\n' * 40}] * 900}),
        json.dumps([{"a": "b", "c": [1, 2.5, None]}] * 29_000),
        json.dumps([1234567890] * 90_000),
        json.dumps("\\" * 500_000),
        json.dumps([[]] * 250_000),
    ],
    ids=["chat", "small", "numbers", "escapes", "arrays"],
)
def test_a_megabyte_takes_less_than_a_second_even_at_its_worst(body):
    assert len(body) > 950_000

    def seconds() -> float:
        start = time.process_time()
        document = parse_body(body.encode())
        document.rewrite({leaf.index: "x" for leaf in strings(document.root)})
        return time.process_time() - start

    gc.disable()  # what other tests keep alive is not what is measured, nor what a coverage tracer costs a call
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        best = min(seconds() for _ in range(2))
    finally:
        sys.settrace(tracer)
        gc.enable()
    assert best < (0.25 if body.startswith("{") else 1)
