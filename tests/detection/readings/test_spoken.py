import pytest

from schleuse.detection.normalise import plain
from schleuse.detection.readings import guessed
from schleuse.detection.readings.spoken import number, ordinal


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
    ],
)
def test_dictated_digits(written, read):
    reading = guessed(plain(written))
    assert reading is not None
    assert reading.view.text == read


def test_articles_are_no_digits():
    assert guessed(plain("ein mann und eine frau")) is None


def test_spoken_digits_lead_back_to_the_words():
    text = "ruf null eins sieben eins drei an"
    reading = guessed(plain(text))
    assert reading is not None
    start = reading.view.text.index("01713")
    assert text[slice(*reading.view.span(start, start + 5))] == "null eins sieben eins drei"
