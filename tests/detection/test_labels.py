import pytest

from schleuse.detection import labels
from schleuse.detection.normalise import plain

PLACE = labels.label("ort")
TAX = labels.label("steuer-id", "st-#nr")


def near(text, value, pattern):
    view = plain(text)
    start = view.text.index(value)
    return labels.near(view, start, start + len(value), pattern)


@pytest.mark.parametrize(
    ("text", "value", "pattern", "found"),
    [
        ("Steuer-ID 123456", "123456", TAX, True),
        ("SteuerID: 123456", "123456", TAX, True),
        ("St.-Nr. 123456", "123456", TAX, True),
        ("123456 (Steuer ID)", "123456", TAX, True),
        ("Die Antwort lautet 12345 Stück", "12345", PLACE, False),
        ("Steuer-ID siehe oben.\nEs sind 123456 Stück", "123456", TAX, False),
        ("Steuer-ID:\n123456", "123456", TAX, True),
        ("Steuer-ID 111222, Rechnung 123456", "123456", TAX, False),
        ("Steuer-ID 111222 und 123456", "123456", TAX, True),
        ("name;steuer_id\nEva;123456", "123456", TAX, True),
        ('{"steuerId": "123456"}', "123456", TAX, True),
        ("x" * 80 + " Steuer-ID " + "y" * 70 + " 123456", "123456", TAX, False),
    ],
)
def test_where_a_label_counts(text, value, pattern, found):
    assert near(text, value, pattern) is found


@pytest.mark.parametrize(
    ("passes", "labelled", "unlabelled", "score"),
    [
        (True, True, 0.5, 1.0),
        (True, False, 0.75, 0.75),
        (False, True, 0.75, 0.6),
        (False, False, 0.75, None),
        (None, False, 0.0, None),
        (None, True, 0.0, 1.0),
    ],
)
def test_grades(passes, labelled, unlabelled, score):
    assert labels.grade(passes, labelled, unlabelled) == score
