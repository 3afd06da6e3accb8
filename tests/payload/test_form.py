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


def test_names_without_value_and_empty_pieces_stay():
    body = b"a&&b=&=c&d=e=f"
    form = parse(body)
    assert form.fields == (Field("a", ""), Field("", ""), Field("b", ""), Field("", "c"), Field("d", "e=f"))
    assert form.rewrite({4: "x"}) == b"a&&b=&=c&d=x"


@pytest.mark.parametrize("body", [b"a=\xff", b"a=%ff", b"a=%C3", b"a=%ed%a0%80", b"&" * (MAX_FIELDS + 1)])
def test_what_cannot_be_read_is_refused(body):
    with pytest.raises(InspectionError):
        parse(body)
