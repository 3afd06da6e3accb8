"""Where in files things are: named in two languages, never with a value, never longer than a line."""

from pathlib import Path

import pytest

from schleuse.enforcement.places import load_places, place_at
from schleuse.model import (
    Action,
    Decision,
    FileReading,
    Finding,
    FindingVerdict,
    LocatedFinding,
    PartKind,
    Place,
    PlaceKind,
    Reason,
    Step,
    TextPart,
    Unread,
)
from schleuse.yamlfile import ConfigError

FOLDER = Path(__file__).parents[2] / "rules" / "messages" / "places"
WORDS = load_places(FOLDER / "de.yaml")


def at(*steps: tuple[PlaceKind, str]) -> Place:
    return tuple(Step(kind, name) for kind, name in steps)


def page(number: int) -> Place:
    return at((PlaceKind.PAGE, str(number)))


def decision(*found: tuple[int, int, int, str, Action]) -> Decision:
    verdicts = [
        FindingVerdict(LocatedFinding(part, Finding(start, end, entity, 0.9, "test")), action)
        for part, start, end, entity, action in found
    ]
    return Decision(Action.BLOCK, Reason.FINDINGS, findings=tuple(verdicts))


def test_a_place_is_that_of_the_last_mark_before_it():
    part = TextPart("eins zwei drei", PartKind.DOCUMENT, marks=((0, page(1)), (5, page(2)), (10, page(3))))
    assert [place_at(part, offset)[0].name for offset in (0, 4, 5, 9, 10, 13)] == ["1", "1", "2", "2", "3", "3"]


def test_kinds_and_where_they_are():
    parts = [
        TextPart("Frage nach Ulrike"),
        TextPart("Ulrike 4711 Anton", PartKind.DOCUMENT, marks=((0, page(2)), (7, page(3)))),
    ]
    found = WORDS.found(
        parts,
        decision(
            (0, 11, 17, "PERSON", Action.BLOCK),
            (1, 0, 6, "PERSON", Action.BLOCK),
            (1, 7, 11, "DE_TAX_ID", Action.BLOCK),
            (1, 12, 17, "USERNAME", Action.OBSERVE),
        ),
    )
    assert found == {"PERSON": "Seite 2", "DE_TAX_ID": "Seite 3"}


def test_no_list_grows_long():
    marks = tuple((number, page(number + 1)) for number in range(9))
    part = TextPart("a" * 9, PartKind.DOCUMENT, marks=marks)
    many = decision(*((0, number, number + 1, "PERSON", Action.BLOCK) for number in range(9)))
    assert WORDS.found([part], many) == {"PERSON": "Seite 1; Seite 2; und weitere Stellen"}


@pytest.mark.parametrize("title", ["Ulrike", "Akte ulrike 2024", "Ul"])
def test_a_title_in_which_something_was_found_is_not_repeated(title: str):
    cell = at((PlaceKind.SHEET, title), (PlaceKind.CELL, "B7"))
    part = TextPart("Ulrike", PartKind.DOCUMENT, marks=((0, cell),))
    assert WORDS.found([part], decision((0, 0, 6, "PERSON", Action.BLOCK))) == {"PERSON": "Blatt, Zelle B7"}


def test_titles_are_short_and_printable():
    place = at((PlaceKind.SHEET, "A\n\x1b[31m" + "x" * 99))
    assert WORDS.name(place, frozenset()) == "Blatt A[31m" + "x" * 35
    assert WORDS.name((), frozenset()) == "in der Datei"


def test_what_could_not_be_read():
    readings = [
        FileReading("pdf", (), ((Unread.PICTURE, page(3)), (Unread.ENCRYPTED, ()))),
        None,
        FileReading("zip", (), ((Unread.MACRO, at((PlaceKind.ENTRY, "2"))),)),
    ]
    outer = [at((PlaceKind.FILE, "1")), (), at((PlaceKind.FILE, "3"))]
    shown = WORDS.missed(readings[:2], outer[:2])
    assert shown == "Datei 1, Seite 3: Bild ohne lesbaren Text; Datei 1: verschlüsselt"
    assert WORDS.missed(readings[2:], outer[2:]) == "Datei 3, 2. Datei im Archiv: Makros"


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_place_and_cause_has_a_word(language: str):
    words = load_places(FOLDER / f"{language}.yaml")
    for kind in PlaceKind:
        assert words.name(at((kind, "7")), frozenset())
    for why in Unread:
        assert words.missed([FileReading("x", (), ((why, ()),))], [()])


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("  page: Seite {name}\n", ""), "the word 'page' is missing"),
        (("  macro: Makros\n", ""), "the word 'macro' is missing"),
        (("Seite {name}", "Seite {wert}"), "unknown placeholder {wert}"),
        (("  page:", "  seite:"), "seite"),
    ],
)
def test_a_broken_file_of_words_is_one_clear_line(tmp_path: Path, change: tuple[str, str], fault: str):
    path = tmp_path / "de.yaml"
    path.write_text((FOLDER / "de.yaml").read_text("utf-8").replace(*change), "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_places(path)
    assert fault in str(caught.value)
