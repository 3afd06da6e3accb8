"""Named values in structured text: table cells under their heading, form lines, JSON and XML values, log fields.

A column headed "Nachname" makes its cells names; a JSON key "rvnr" labels its value. This module finds such values
and their names, for CSV (``,`` ``;`` tab), Markdown and plain ``|`` tables, HTML tables, JSON, XML elements and
attributes, ``key=value`` logs and ``Key: value`` forms. It knows no key; recognizers ask with their own patterns.
Linear, every quantifier bounded.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from schleuse.detection.normalise import View


class Field(NamedTuple):
    """A value with its name; offsets into the view."""

    key: str
    """Lower case, words apart by blanks (``steuer id``, ``holder name``)."""
    start: int
    end: int
    row: int
    """Number of the table row or line; values of one row belong together."""
    kind: str
    """``cell`` (table), ``json``, ``xml`` or ``form``."""


_CAMEL = re.compile(r"(?<=[a-zäöüß])(?=[A-ZÄÖÜ])")
_KEY_JUNK = re.compile(r"[\s_.:*\"'`()\[\]/]+")
_JSON = re.compile(
    r'"([^"\n\\:{}\[\]]{1,40})"\s{0,8}:\s{0,8}(?:"((?:[^"\\\n]|\\.){1,300})"|\[([^\[\]{}]{1,6000})(?:\]|\Z)|([\w.+-]{1,60}))'
)
_JSON_ITEM = re.compile(r'"((?:[^"\\\n]|\\.){1,300})"')
_XML_ELEMENT = re.compile(r"<([\w:.-]{1,40})(?:\s[^<>\n]{0,200})?>([^<>\n]{1,300})</")
_XML_ATTRIBUTE = re.compile(r"(?<![\w:.-])([A-Za-z_][\w:.-]{0,39})=(?:\"([^\"\n]{1,300})\"|'([^'\n]{1,300})')")
_FORM = re.compile(r"[ \t]{0,12}(?::(?!//|\\)|=(?!=|>))[ \t]{0,8}(?=[^\s=])")
_FORM_KEY = re.compile(r"[^\W\d_][^\n:=|;{}<>\"\t]{0,44}\Z")
_FORM_VALUE = re.compile(r"[^\n|;]{1,200}")
_BOX = re.compile(
    r"^[ \t]{0,8}(?:\d{1,2}\.? )?([^\W\d_][\w./ -]{1,30}?)(?: {2,12}|\t)([^\n]{1,120}?)[ \t]*$", re.MULTILINE
)
_HTML_ROW = re.compile(r"<tr\b[^>]{0,200}>(.{1,4000}?)</tr>", re.IGNORECASE | re.DOTALL)
_HTML_CELL = re.compile(
    r"<t([hd])\b[^>]{0,200}>(?:\s{0,20}<(?:b|strong|i|em|u|p|div|span|font|a)\b[^<>]{0,200}>){0,4}\s{0,20}([^<]{0,300})",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"[^"\n]{0,300}"')
_RULE = re.compile(r"[\s|:+=-]+")
WIDE = "  "
"""Two blanks or more part the columns of an aligned table."""
SEPARATORS = ("|", "\t", ";", WIDE, ",")
"""What parts the cells of a line, strongest first."""
_GAP = re.compile(r" {2,}")
LONGEST_LINE = 4000
"""Characters; a longer line is no row of a table."""


_USUAL = re.compile(
    r"(?i)(?<![^\W\d_])(?:\w{0,12}name|geb(?:\.|urts\w{1,8}|dat)?|dob|iban|e-?mail|tel(?:efon)?|handy|mobil|anschrift|adresse"
    r"|stra(?:ß|ss)e|plz|\w{0,10}(?:nr|nummer|id)|kennzeichen|az|aktenzeichen|ip|mac|user|nutzer|login|host|lat|lon|kind|kz"
    r"|betrag|konto|datum|verstorbene.{0,3}|eigentümer|halter|grab)(?![^\W\d_])"
)
"""Headings that tell a table from prose with commas."""


def key_of(raw: str) -> str:
    """Return a heading or key in the form that recognizers compare: ``Steuer_ID`` and ``steuerId`` → ``steuer id``."""
    return _KEY_JUNK.sub(" ", _CAMEL.sub(" ", raw)).strip().lower()


@lru_cache(maxsize=16)
def fields(view: View) -> tuple[Field, ...]:
    """Return all named values of a view, sorted by start."""
    text = view.flat
    found: list[Field] = []
    if "<" in text or '="' in text or "='" in text:
        found.extend(_xml(text))
    if '"' in text:
        found.extend(_json(text))
    if ":" in text or "=" in text:
        found.extend(_form(text))
    if "  " in text or "\t" in text:
        found.extend(_boxes(text))
    if "\n" in text:
        found.extend(_tables(text))
    found.sort(key=lambda field: (field.start, -field.end))
    return tuple(found)


@lru_cache(maxsize=16)
def _starts(view: View) -> tuple[tuple[int, ...], tuple[Field, ...]]:
    tight = tuple(field for field in fields(view) if field.kind != "form")
    return tuple(field.start for field in tight), tight


def heading(view: View, start: int) -> str:
    """Return the key of the cell, JSON or XML value in which an offset lies, or an empty string."""
    starts, tight = _starts(view)
    index = bisect_right(starts, start) - 1
    while index >= 0 and index >= bisect_right(starts, start) - 3:
        field = tight[index]
        if field.start <= start < field.end:
            return field.key
        index -= 1
    return ""


def _line(text: str, position: int) -> int:
    # A number that is the same for positions on one line and cheap to get.
    return text.rfind("\n", 0, position) + 1


def _json(text: str) -> Iterator[Field]:
    for match in _JSON.finditer(text):
        key, row = key_of(match[1]), match.start()
        if match[2] is not None:
            yield Field(key, match.start(2), match.end(2), row, "json")
        elif match[3] is not None:
            for item in _JSON_ITEM.finditer(text, match.start(3), match.end(3)):
                yield Field(key, item.start(1), item.end(1), row, "json")
        else:
            yield Field(key, match.start(4), match.end(4), row, "json")


def _xml(text: str) -> Iterator[Field]:
    for match in _XML_ELEMENT.finditer(text):
        key = key_of(match[1].rpartition(":")[2])
        if key not in {"td", "th", "p", "b", "i", "span", "div", "a", "li"}:
            yield Field(key, match.start(2), match.end(2), match.start(), "xml")
    for match in _XML_ATTRIBUTE.finditer(text):
        group = 2 if match[2] is not None else 3
        yield Field(key_of(match[1]), match.start(group), match.end(group), match.start(), "xml")
    headings: list[str] = []
    behind = 0
    for row in _HTML_ROW.finditer(text):
        cells = list(_HTML_CELL.finditer(text, row.start(1), row.end(1)))
        top = behind == 0 or "</table" in text[behind : row.start()].lower()
        behind = row.end()
        if cells and (all(cell[1] in "hH" for cell in cells) or (top and _is_head([cell[2] for cell in cells]))):
            headings = [key_of(cell[2]) for cell in cells]
            continue
        if top:
            headings = []
        for key, cell in zip(headings, cells, strict=False):
            if cell[2].strip():
                yield Field(key, cell.start(2), cell.end(2), row.start(), "cell")


def _form(text: str) -> Iterator[Field]:
    for sign in _FORM.finditer(text):
        floor = max(text.rfind("\n", max(0, sign.start() - 46), sign.start()) + 1, sign.start() - 46, 0)
        key = _FORM_KEY.search(text, floor, sign.start())
        value = _FORM_VALUE.match(text, sign.end())
        if key and value and (name := _last_label(key.group())):
            end = value.start() + len(value.group().rstrip())
            yield Field(name, value.start(), end, _line(text, sign.start()), "form")


_BREAK = re.compile(r"[,(!?]|\.\s+(?=[A-ZÄÖÜ])|\s{2,}")


def _last_label(raw: str) -> str:
    # Of "Bitte prüfen, Name" the key is "Name"; of "Herr X (Vater). Tel." it is "Tel".
    return key_of(_BREAK.split(raw)[-1])


def _boxes(text: str) -> Iterator[Field]:
    for match in _BOX.finditer(text):
        yield Field(key_of(match[1]), match.start(2), match.end(2), match.start(), "form")


def _tables(text: str) -> Iterator[Field]:
    keys: list[str] = []
    separator = ""
    lefts: list[int] = []
    start = 0
    for line in text.split("\n"):
        begin, start = start, start + len(line) + 1
        if len(line) > LONGEST_LINE:
            keys = []
            continue
        if keys:
            cells = _cells(line, separator)
            if is_rule(line):
                continue
            if len(cells) >= 2 and len(cells) >= len(keys) - 2:
                named = enumerate(cells) if separator != WIDE else _by_column(lefts, cells)
                for column, (left, right) in named:
                    if left < right and column < len(keys):
                        yield Field(keys[column], begin + left, begin + right, begin, "cell")
                continue
            keys = []
        if head := table_head(line):
            separator, cells = head
            keys = [key_of(line[left:right]) for left, right in cells]
            lefts = [left for left, _ in cells]


def _by_column(lefts: list[int], cells: list[tuple[int, int]]) -> Iterator[tuple[int, tuple[int, int]]]:
    """Say under which heading the cells of an aligned table stand, where one of them may be empty."""
    if len(cells) == len(lefts):
        yield from enumerate(cells)
        return
    for cell in cells:
        yield max(0, bisect_right(lefts, cell[0] + 1) - 1), cell


def table_head(line: str) -> tuple[str, list[tuple[int, int]]] | None:
    """Return the separator and the cells of a line that can be the head row of a table."""
    separator = next((sign for sign in SEPARATORS if sign in line), "")
    if not separator or len(line) > LONGEST_LINE:
        return None
    cells = _cells(line, separator)
    sure = separator in "|\t" or _USUAL.search(line) is not None
    fewest = 3 if separator == WIDE else 2  # two columns, aligned, are a form: "Name   Beispiel"
    if len(cells) < fewest or not sure or not all(_is_heading(line[left:right]) for left, right in cells):
        return None
    return separator, cells


def is_rule(line: str) -> bool:
    """Whether a line only parts the head row from the others (``|---|---|``)."""
    return _RULE.fullmatch(line) is not None


def _is_head(cells: list[str]) -> bool:
    """Whether the first row of a table without marked headings names its columns."""
    return len(cells) >= 2 and all(map(_is_heading, cells)) and any(map(_USUAL.search, cells))


def _is_heading(cell: str) -> bool:
    # Headings are short and (nearly) without digits: "IBAN", "G26 bis", "verstorbene(r)", "FS-Nr.".
    return (
        len(cell) <= 32
        and sum(map(str.isdigit, cell)) <= 2
        and cell[:1] not in "<{["
        and not cell.endswith((".", "?", "!"))
    ) or (cell.endswith(".") and 1 < len(cell) <= 12 and " " not in cell)


def _cells(line: str, separator: str) -> list[tuple[int, int]]:
    masked = _QUOTED.sub(lambda match: '"' + "x" * (len(match[0]) - 2) + '"', line) if '"' in line else line
    cells: list[tuple[int, int]] = []
    position = 0
    if separator == WIDE:
        edges = [(0, 0), *(gap.span() for gap in _GAP.finditer(line)), (len(line.rstrip()), len(line))]
        spans = [(left, right) for (_, left), (right, _) in pairwise(edges)]
        return [(left, right) for left, right in spans if left < right]
    pieces = masked.split(separator)
    if separator == "|":
        # Markdown: bars at both ends are a frame, no empty cells.
        if not pieces[-1].strip():
            pieces.pop()
        if pieces and not pieces[0].strip():
            position = len(pieces.pop(0)) + 1
    for piece in pieces:
        left = position + len(piece) - len(piece.lstrip(' "'))
        right = position + len(piece.rstrip(' "\r'))
        cells.append((left, max(left, right)))
        position += len(piece) + 1
    return cells
