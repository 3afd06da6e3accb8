"""Synthetic prompts: every template can be filled, marks are right, the same seed makes the same text."""

import re
from random import Random

import pytest

pytest.importorskip("faker", reason="pip install -e '.[dev]'")

from models.train.dumps import Dumps
from models.train.layouts import LAYOUTS
from models.train.names import load_names
from models.train.prompts import WITH_PERSONS, Prompts, read_templates
from models.train.words import Words


@pytest.fixture(scope="module")
def prompts(data):
    words = Words(["Satzung", "Gebühr", "Antrag"], ["Kassel", "Bonn"], ["Meier", "Yılmaz"])
    return Prompts(load_names(data), words)


@pytest.mark.parametrize("file", [*WITH_PERSONS, "clean"])
def test_every_template(prompts, file):
    for template in read_templates(file):
        for seed in range(4):
            sample = prompts.fill(Random(seed), template)
            left = re.sub(r"<[A-Z]+_\d>", "", sample.text)
            assert "[[" not in left, template
            assert not re.search(r"\{[a-z_.]+\}", left), template
            ends = [0]
            for start, end, _ in sample.marks:
                assert ends[-1] <= start < end <= len(sample.text)
                assert sample.text[start:end].strip() == sample.text[start:end]
                ends.append(end)
            if file == "clean":
                assert sample.marked("PER") == [], template


def test_almost_every_template_with_persons_marks_some(prompts):
    without = [
        template
        for file in WITH_PERSONS
        for template in read_templates(file)
        if not any(prompts.fill(Random(seed), template).marked("PER") for seed in range(6))
    ]
    assert all("{a" not in template for template in without)


def test_one_person_has_one_name(prompts):
    sample = prompts.fill(Random(1), "{a} – {a.l}, {a.f}: {a.lgen} und {b.l}")
    full, last, first, genitive, other = sample.marked("PER")
    assert full == f"{first} {last}"
    assert genitive.startswith(last)
    assert other != last


def test_neighbouring_names_are_one(prompts):
    assert len(prompts.fill(Random(1), "{a.f} {a.l}").marks) == 1
    assert len(prompts.fill(Random(1), "{a.f}; {a.l}").marks) == 2


def test_an_unknown_slot_is_an_error(prompts):
    with pytest.raises(KeyError):
        prompts.fill(Random(1), "{wrong}")
    with pytest.raises(KeyError):
        prompts.fill(Random(1), "{a.wrong}")


@pytest.mark.parametrize("layout", dict.fromkeys(LAYOUTS))
def test_layouts_mark_cells_and_nothing_else(layout):
    rows = [[("Ana Sow", "PER"), ("Köln, Süd", "LOC"), ("12", None)], [("Bo", "PER"), ("Bonn", "LOC"), ("", None)]]
    for seed in range(20):
        sample = layout(Random(seed), ["Name", "Ort", "Nr"], rows)
        persons = sample.marked("PER")
        assert persons in (["Ana Sow", "Bo"], ["Ana Sow"])
        assert sample.marked("LOC")[0] == "Köln, Süd"


def test_tables_without_persons(prompts):
    dumps = Dumps(prompts)
    rng = Random(7)
    samples = [dumps.make(rng, named) for _ in range(200) for named in (True, False)]
    assert all(sample.marked("PER") for sample in samples[::2])
    assert not any(sample.marked("PER") for sample in samples[1::2])


def test_the_same_seed_makes_the_same_text(prompts):
    def draw(seed):
        rng = Random(seed)
        return [make(rng) for _ in range(50) for make in (prompts.named, prompts.clean)]

    assert draw(5) == draw(5)
    assert draw(5) != draw(6)
