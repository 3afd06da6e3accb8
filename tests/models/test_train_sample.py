"""Marks stay on their names whatever is done to a text."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.train import augment
from models.train.sample import Builder, Sample, join, replace_marked, spell
from models.train.transcribe import latin, plain

SAMPLE = Sample("Frau Jäger aus Köln\nruft Ümit Öz an", ((5, 10, "PER"), (15, 19, "LOC"), (25, 32, "PER")))


def test_builder_marks_what_has_a_label():
    builder = Builder()
    builder.add("Hallo ")
    builder.add("Jan", "PER")
    builder.add("", "PER")
    builder.add("!")
    assert builder.sample() == Sample("Hallo Jan!", ((6, 9, "PER"),))


def test_join_moves_marks():
    joined = join([SAMPLE, SAMPLE], " – ")
    assert joined.marked("PER") == ["Jäger", "Ümit Öz"] * 2
    assert joined.marked("LOC") == ["Köln"] * 2


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (plain, ["Jaeger", "Uemit Oez"]),
        (str.upper, ["JÄGER", "ÜMIT ÖZ"]),
        (lambda char: "ss" if char == "ß" else char, ["Jäger", "Ümit Öz"]),
    ],
)
def test_spelling_by_more_letters(change, names):
    assert spell(SAMPLE, change).marked("PER") == names


def test_replacing_keeps_the_rest():
    changed = replace_marked(SAMPLE, lambda text, label: "X" * 12 if label == "PER" else text)
    assert changed.text == "Frau XXXXXXXXXXXX aus Köln\nruft XXXXXXXXXXXX an"
    assert changed.marked("PER") == ["X" * 12] * 2
    assert changed.marked("LOC") == ["Köln"]


def test_citation_marks_cut_names_at_line_breaks():
    sample = Sample("Anna\nLang ruft", ((0, 9, "PER"),))
    quoted = augment.quote(Random(1), sample)
    assert quoted.text.count("\n") == 1
    assert quoted.marked("PER") == ["Anna", "Lang"]


def test_windows_lose_nothing():
    text = "\n".join(f"Zeile {number} Jan" for number in range(30))
    marks = tuple((i, i + 3, "PER") for i in range(len(text)) if text.startswith("Jan", i))
    pieces = augment.windows(Random(3), Sample(text, marks), 2, 9)
    assert "\n".join(piece.text for piece in pieces) == text
    assert [name for piece in pieces for name in piece.marked("PER")] == ["Jan"] * 30


def test_wrapping_changes_blanks_only():
    sample = Sample("Frau Ute Beispiel und Herr Jan Muster kommen morgen ins Rathaus " * 9, ((5, 17, "PER"),))
    wrapped = augment.wrap(Random(2), sample)
    assert wrapped.text.replace("\n", " ") == sample.text
    assert "\n" in wrapped.text
    assert wrapped.marks == sample.marks


@given(st.integers(0, 10_000))
def test_every_change_keeps_marks_inside_and_in_order(seed):
    rng = Random(seed)
    for change in (augment.scan, augment.wrap, augment.quote):
        sample = augment.respell(rng, augment.recase(rng, change(rng, SAMPLE), 0.5, 0.5), 0.5)
        ends = [0]
        for start, end, _ in sample.marks:
            assert ends[-1] <= start < end <= len(sample.text)
            assert sample.text[start:end].strip() == sample.text[start:end]
            ends.append(end)
        assert len(sample.marks) == 3


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("Олександр", "Oleksandr"),
        ("Щербак", "Shcherbak"),
        ("Γιώργος", "Giorgos"),
        ("Müller", "Müller"),
        ("Yıldız", "Yıldız"),
    ],
)
def test_latin_letters(name, spelled):
    assert latin(name) == spelled


@pytest.mark.parametrize(
    ("name", "spelled"), [("Yıldız", "Yildiz"), ("Łukasz", "Lukasz"), ("Weiß", "Weiss"), ("Ćosić", "Cosic")]
)
def test_plain_letters(name, spelled):
    assert "".join(map(plain, name)) == spelled
