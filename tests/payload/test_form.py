import re
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schleuse.model import InspectionError
from schleuse.payload.form import MAX_FIELDS, Field, parse

PLAIN = st.text(st.characters(exclude_categories=["Cs"]), max_size=10)
PAIRS = st.lists(st.tuples(PLAIN, PLAIN), min_size=1, max_size=5)


@given(PAIRS, st.sampled_from([quote, quote_plus]))
def test_fields_come_back_and_nothing_changes_unasked(pairs, how):
    body = urlencode(pairs, quote_via=how).encode()
    form = parse(body)
    assert [(field.name, field.value) for field in form.fields] == pairs
    assert form.rewrite({}) == body


@given(PAIRS, PLAIN, st.data())
def test_rewriting_changes_one_field(pairs, new, data):
    body = urlencode(pairs, quote_via=quote).encode()
    chosen = data.draw(st.integers(0, len(pairs) - 1))
    rewritten = parse(body).rewrite({chosen: new})
    before, after = body.split(b"&"), rewritten.split(b"&")
    assert [piece for index, piece in enumerate(after) if index != chosen] == [
        piece for index, piece in enumerate(before) if index != chosen
    ]
    assert parse(rewritten).fields[chosen] == Field(pairs[chosen][0], new)


SPELLINGS = [
    lambda text: quote(text, safe=""),
    lambda text: quote(text, safe="!'()*~,:[]{}"),
    quote_plus,
    lambda text: re.sub("%..", lambda match: match[0].lower(), quote_plus(text)),
    lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
]


@given(st.lists(PLAIN, min_size=2, max_size=5), st.sampled_from(SPELLINGS))
def test_rewriting_spans_keeps_the_spelling_of_all_between(texts, spell):
    raw = "Erika Müller".join(texts)
    body = f"a=1&f.req={spell(raw)}&at=x".encode()
    rewritten = parse(body).rewrite({1: "[PERSON_1]".join(texts)})
    assert parse(rewritten).fields[1].value == "[PERSON_1]".join(texts)
    between = rewritten.removeprefix(b"a=1&f.req=").removesuffix(b"&at=x").decode()
    for text in texts:
        assert spell(text) in between
    assert parse(body).rewrite({1: raw}) == body


def test_what_was_spelt_in_two_ways_stays_so_around_the_change():
    assert parse(b"a=+%20Erika%20+").rewrite({0: "  X  "}) == b"a=+%20X%20+"
    assert parse(b"a=Erika%20M").rewrite({0: "Erika M, also"}) == b"a=Erika%20M%2C%20also"


def test_names_without_value_and_empty_pieces_stay():
    body = b"a&&b=&=c&d=e=f"
    form = parse(body)
    assert form.fields == (Field("a", ""), Field("", ""), Field("b", ""), Field("", "c"), Field("d", "e=f"))
    assert form.rewrite({4: "x"}) == b"a&&b=&=c&d=x"


@pytest.mark.parametrize("body", [b"a=\xff", b"a=%ff", b"a=%C3", b"a=%ed%a0%80", b"&" * (MAX_FIELDS + 1)])
def test_what_cannot_be_read_is_refused(body):
    with pytest.raises(InspectionError):
        parse(body)
