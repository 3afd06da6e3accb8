from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schleuse.detection.normalise import View, derive, plain


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Seb\u200bastian Nie\u200bhaus", "Sebastian Niehaus"),
        ("Char\u00adlotte", "Charlotte"),
        ("ＤＥ０７", "DE07"),
        ("Mu\u0308ller", "Müller"),
        ("Mu\u200b\u0308ller", "Müller"),
        ("&#76;&#101;&#97; B&ouml;se", "Lea Böse"),
        ("Fatih%20%C5%9Eahin", "Fatih Şahin"),
        ("Соrа Реtеrs", "Cora Peters"),
        ("m\\u00fcller", "müller"),
        ("\\x50etra", "Petra"),
        ("B=C3=B6se,=20Lea", "Böse, Lea"),
        ("=?utf-8?B?QsO2c2U=?=", "Böse"),
        ("+AFAAZQB0AHIAYQ-", "Petra"),
        ("?name=Petra+Sommer&x=1", "?name=Petra Sommer&x=1"),
        ("Wiesen-\ngrund", "Wiesengrund"),
        ("Müller-\nSchmidt", "Müller-Schmidt"),
        ("Haupt-\nund Nebenamt", "Haupt-\nund Nebenamt"),
        ("**Petra** So<b>mm</b>er<!-- x -->korn", "Petra Sommerkorn"),
        ("P\u0335\u0301etra", "Petra"),
        ("Nguyễn", "Nguyễn"),
        ("Ⓟⓔⓣⓡⓐ", "Petra"),
        ("5\ufe0f\u20e37\ufe0f\u20e3", "57"),
        ("٠١٥٢", "0152"),
        ("⁰¹⁵²", "0152"),
        ("\U000e0050\U000e0065\U000e0074", "Pet"),
        ("🇩🇪", "🇩🇪"),
        ("Password: ***", "Password: ***"),
        ("C:\\neu\\temp und 5*3", "C:\\neu\\temp und 5*3"),
        ("50 % von 20", "50 % von 20"),
        ("AT&T; R&D", "AT&T; R&D"),
        ("Se&#8203;bastian", "Sebastian"),
        ("Оксана Шевчук мій син", "Оксана Шевчук мій син"),
        ("x²", "x²"),
    ],
)
def test_disguises_are_undone(written, read):
    assert plain(written).text == read


@pytest.mark.parametrize(
    ("text", "part", "original"),
    [
        ("Frau Seb\u200bastian Nie\u200bhaus!", "Sebastian Niehaus", "Seb\u200bastian Nie\u200bhaus"),
        ("a &#76;&#101;&#97; b", "Lea", "&#76;&#101;&#97;"),
        ("n=Fatih%20%C5%9Eahin&x", "Fatih Şahin", "Fatih%20%C5%9Eahin"),
        ("Mu\u0308ller ging", "Müller", "Mu\u0308ller"),
        ("xy: Wiesen-\ngrund 7", "Wiesengrund", "Wiesen-\ngrund"),
        ("xy: **DE89** 3704", "DE89 3704", "DE89** 3704"),
    ],
)
def test_findings_land_on_the_original(text, part, original):
    view = plain(text)
    start = view.text.index(part)
    first, last = view.span(start, start + len(part))
    assert text[first:last] == original


def test_ordinary_text_is_its_own_view():
    text = "Sehr geehrte Frau Müller, § 5 – „gut“."
    assert plain(text).is_original
    assert len(plain(text).flat) == len(text)
    assert plain(text).flat == 'Sehr geehrte Frau Müller, § 5 - "gut".'


@given(st.text(max_size=200))
def test_spans_are_inside_and_in_order(text):
    view = plain(text)
    spans = [view.span(at, at + 1) for at in range(len(view.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[0] <= other[0] and one[1] <= other[1] for one, other in pairwise(spans))


@given(st.text(alphabet="ab \u200b%41&#;Аа\u0308", max_size=60))
def test_plain_text_reads_the_same_when_read_again_without_codes(text):
    once = plain(text).text
    if "%" not in once and "&" not in once:
        assert plain(once).text == once


def test_derived_views_compose():
    first = derive(View("abcdef"), [(1, 3, "X")])
    second = derive(first, [(0, 2, "Y"), (3, 4, "")])
    assert second.text == "Yde"[0:1] + "d" + "f"
    assert second.span(0, 1) == (0, 3)
    assert second.span(2, 3) == (5, 6)
