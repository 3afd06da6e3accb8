import pytest
from schleuse.detection.spoken import number, ordinal, spoken

from schleuse.detection.normalise import plain


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("null", 0),
        ("zwölf", 12),
        ("vierundachtzig", 84),
        ("hundertsieben", 107),
        ("zweitausendsechsundzwanzig", 2026),
        ("neunzehnhundertvierzig", 1940),
        ("fuenf", 5),
        ("einer", None),
        ("hundert", 100),
        ("tausendeins", 1001),
        ("dreist", None),
    ],
)
def test_numbers(word, value):
    assert number(word) == value


@pytest.mark.parametrize(
    ("word", "value"), [("vierzehnten", 14), ("neunter", 9), ("dritte", 3), ("siebten", 7), ("beste", None)]
)
def test_ordinals(word, value):
    assert ordinal(word) == value


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("unter null eins fünf sieben drei erreichbar", "unter 01573 erreichbar"),
        ("am vierzehnten februar zweitausendsechsundzwanzig", "am 14. februar 2026"),
        ("nummer zwölf null vier t fünf null drei", "nummer 1204 T 503"),
        ("lindenallee vierunddreißig", "lindenallee 34"),
        ("ein mann und eine frau", "ein mann und eine frau"),
    ],
)
def test_dictated_digits(written, read):
    assert spoken(plain(written)).text == read


def test_spoken_digits_lead_back_to_the_words():
    text = "ruf null eins sieben eins drei an"
    view = spoken(plain(text))
    start = view.text.index("01713")
    assert text[slice(*view.span(start, start + 5))] == "null eins sieben eins drei"
