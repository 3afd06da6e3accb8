"""Tables and lists longer than a piece: what stands under a heading is found in the last row as in the first."""

import random
import time

import pytest

from schleuse.detection.chunks import OVERLAP, split, stitch
from schleuse.detection.fields import fields
from schleuse.detection.headings import LONGEST_ROW, Headings
from schleuse.detection.normalise import plain
from schleuse.model import Finding

HEADS = ("Nr", "Nachname", "Vorname", "Geb.-Datum", "Straße", "Kundennummer", "Personalnr.")
LAST = [
    "Kurz",
    "Lang",
    "Sommer",
    "Gül",
    "Brömmelkamp",
    "Çelik",
    "Yılmaz",
    "Wiesengrund",
    "Vogelsang",
    "Kowalczyk",
    "Stein",
    "Busch",
    "Groß",
    "Zschoche",
]
FIRST = [
    "Petra",
    "Uwe",
    "Ayşe",
    "Mehmet",
    "Linh",
    "Zofia",
    "Ionel",
    "Kai",
    "Amara",
    "Jürgen",
    "Can",
    "Hope",
    "Wladimir",
    "Ömer",
]
STREETS = ["Lindenweg", "Gartenstraße", "Mühlgasse"]


def rows(count: int) -> list[list[str]]:
    pick = random.Random(7)
    return [
        [
            str(number),
            pick.choice(LAST),
            pick.choice(FIRST),
            f"{pick.randint(1, 28):02}.{pick.randint(1, 12):02}.{pick.randint(1940, 2012)}",
            f"{pick.choice(STREETS)} {pick.randint(1, 99)}",
            f"K-{pick.randint(100_000, 999_999)}",
            str(pick.randint(1_000_000, 9_999_999)),
        ]
        for number in range(1, count + 1)
    ]


ROWS = rows(500)
FEW = 90
"""Rows that make several pieces of 1000 characters."""
WIDTHS = [max(map(len, column)) + 2 for column in zip(HEADS, *ROWS, strict=True)]


def html(cells: list[str], tag: str, between: str = "") -> str:
    return f"<tr>{between}" + "".join(f"<{tag}>{cell}</{tag}>{between}" for cell in cells) + f"</tr>{between}"


def aligned(cells: list[str]) -> str:
    return "".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True)) + "\n"


def table(kind: str) -> tuple[str, list[str], str]:
    """Return what stands above the rows, the rows, what stands below."""
    heads = list(HEADS)
    match kind:
        case "csv ;" | "csv ," | "csv tab":
            sign = kind[4:].replace("tab", "\t")
            return f"Liste der Anlieger\n{sign.join(heads)}\n", [sign.join(row) + "\n" for row in ROWS], ""
        case "markdown":
            body = ["| " + " | ".join(row) + " |\n" for row in ROWS]
            return "Hier die Liste:\n\n| " + " | ".join(heads) + " |\n|" + "---|" * len(heads) + "\n", body, ""
        case "aligned":
            return aligned(heads), [aligned(row) for row in ROWS], ""
        case "html":
            return "<table>" + html(heads, "th"), [html(row, "td") for row in ROWS], "</table>"
        case "html with two head rows":
            title = "<TABLE border=1><thead><tr><th colspan=7>Anlieger</th></tr>\n"
            return title + html(heads, "th", "\n  "), [html(row, "td", "\n  ") for row in ROWS], "</TABLE>"
        case "html without marked heads":
            heads = [f"<b>{head}</b>" for head in heads]
            return "<table>\n" + html(heads, "td"), [html(row, "td") + "\n" for row in ROWS], "</table>"
    raise ValueError(kind)


KINDS = (
    "csv ;",
    "csv ,",
    "csv tab",
    "markdown",
    "aligned",
    "html",
    "html with two head rows",
    "html without marked heads",
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("count", [FEW, pytest.param(len(ROWS), marks=pytest.mark.slow)])
def test_every_cell_of_every_row_is_found(analyzer, kind, count):
    above, body, below = table(kind)
    text = above + "".join(body[:count]) + below
    covered = {at for each in analyzer.analyse(text) if each.score >= 0.5 for at in range(each.start, each.end)}
    missed = []
    begin = len(above)
    for row, line in zip(ROWS[:count], body, strict=False):
        at = begin
        for cell in row:
            at = text.index(cell, at) + len(cell)
            if cell is not row[0] and not covered.issuperset(range(at - len(cell), at)):
                missed.append((row[0], cell))
        begin += len(line)
    assert missed == []


def test_a_list_under_one_key(analyzer):
    text = '{"titel": "Anlieger", "nachname": [' + ",\n".join(f'"{row[1]}"' for row in ROWS) + "]}"
    found = [text[each.start : each.end] for each in analyzer.analyse(text)]
    assert found == [row[1] for row in ROWS]


@pytest.mark.parametrize("kind", KINDS)
def test_fields_are_those_of_the_table_in_one_piece(kind):
    above, body, below = table(kind)
    text = above + "".join(body) + below

    def found(piece: str) -> list[Finding]:
        return [Finding(each.start, each.end, "PERSON", 1.0, each.key) for each in fields(plain(piece)) if each.key]

    whole = {each for each in found(text) if each.recognizer in {"nachname", "kundennummer"}}
    assert len(whole) == 2 * len(ROWS)
    for size in (900, 2500):
        pieces = stitch((chunk, found(chunk.of(text))) for chunk in split(text, size))
        assert {each for each in pieces if each.recognizer in {"nachname", "kundennummer"}} == whole


def test_a_table_ends():
    text = "Nachname;Ort\n" + "Kurz;Bonn\n" * 20 + "\nEin Satz; und noch einer.\n" + "Wort " * 50
    assert Headings(text).at(100) is not None
    headings = Headings(text)
    assert [headings.at(position) is not None for position in (20, 100, len(text) - 10)] == [True, True, False]
    text = "<table><tr><th>Name</th></tr>" + "<tr><td>Kurz</td></tr>" * 20 + "</table><p>" + "Wort " * 50
    headings = Headings(text)
    assert [headings.at(position) is not None for position in (100, 200, len(text) - 10)] == [True, True, False]
    text = '{"name": ["' + 'a", "' * 50 + '"], "text": "' + "Wort " * 50
    headings = Headings(text)
    assert [headings.at(position) is not None for position in (100, 200, len(text) - 10)] == [True, True, False]


def test_the_next_table_has_its_own_head():
    text = "Name;Ort\n" + "Kurz;Bonn\n" * 30 + "\nIBAN;Betrag in Euro\n" + "DE02;1\n" * 60
    heading = Headings(text).at(len(text) - 5)
    assert heading is not None
    assert text[heading.start : heading.end] == "IBAN;Betrag in Euro\n"


def test_rows_that_are_too_long_are_cut_like_any_text():
    text = "Name;Text\n" + ("Kurz;" + "Wort " * 700 + "\n") * 5
    chunks = split(text, 1000)
    far = [chunk for chunk in chunks if (chunk.first - 10) % 3506 > LONGEST_ROW]
    assert far
    assert all(chunk.head_end == 0 for chunk in far)
    assert all(chunk.last - chunk.first <= 1000 + 2 * OVERLAP + 2 * LONGEST_ROW for chunk in chunks)


@pytest.mark.parametrize(
    "unit",
    [
        "a;b\n",
        "Name;b\n",
        "|",
        "\t",
        "\n",
        "  \n",
        "<tr>",
        "<th>",
        "<table>",
        "<table><tr>",
        '"k": [',
        '["a",',
        "]",
        "x",
    ],
)
def test_cutting_stays_cheap(unit):
    text = unit * (2_000_000 // len(unit))
    begin = time.thread_time()
    chunks = split(text, 4000)
    assert time.thread_time() - begin < 2, "for 2,000,000 characters"
    assert sum(chunk.last - chunk.first for chunk in chunks) < 3 * len(text)
