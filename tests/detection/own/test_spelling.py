import pytest

from schleuse.detection.own.spelling import are_joined, compact, of_person, of_term, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("300 884-7", "300.884.7"),
        ("Müller", "MUELLER"),
        ("Çelik", "celik"),
        ("Nordstern-2027", "nordstern 2027"),
        ("Straße", "STRASSE"),
    ],
)
def test_written_differently_and_the_same(one, other):
    assert compact(one) == compact(other)


def test_a_letter_alone_is_an_initial():
    assert compact("P. Kern") != compact("Pkern")


@pytest.mark.parametrize(
    "entry",
    [
        "Petra Wiesengrund",
        "Wiesengrund, Petra",
        "Wiesengrund;Petra",
        "Dr. Petra Wiesengrund",
        "Wiesengrund\tPetra",
    ],
)
def test_forms_of_a_name(entry):
    spellings = of_person(entry)
    assert spellings.full == {"petrawiesengrund", "wiesengrundpetra", "p.wiesengrund", "wiesengrundp."}
    assert spellings.surname == "wiesengrund"


def test_further_first_names_and_particles():
    assert {"annamariakern", "annakern", "kernanna", "a.kern"} <= of_person("Anna Maria Kern").full
    assert of_person("Anna von der Heide").surname == "vonderheide"
    assert of_person("von der Heide, Anna").full == of_person("Anna von der Heide").full
    assert of_person("Wiesengrund").full == {"wiesengrund"}
    assert of_person("Dr.").full == frozenset()
    assert of_term("Az. 32/17-4").full == {"az32174"}


def test_what_belongs_together():
    def joined(text: str) -> bool:
        one, other = tokens(text)
        return are_joined(text, one, other)

    assert all(map(joined, ["a b", "a, b", "a\nb", "a | b", "a_b", "a-b", "a ; b"]))
    assert not any(map(joined, ["a\n\nb", "a ---- b", "a          b"]))
