"""OpenDocument texts, spreadsheets and presentations (ISO/IEC 26300)."""

from schleuse.files.archive import Archive, check
from schleuse.files.collector import Here, UnreadableError
from schleuse.files.formats import Format, recognise
from schleuse.files.images import is_thumbnail
from schleuse.files.spreadsheet import MOST_GAPS, column_letters
from schleuse.files.tables import Table
from schleuse.files.xmlread import Attributes, Handler, parse, read_xml
from schleuse.model import Place, PlaceKind, Step, Unread

_CELLS = frozenset({"table-cell", "covered-table-cell"})
_SPACES = 100
"""Blanks in a row that are written out."""
_TOLD = frozenset(
    [
        "condition",
        "current-value",
        "date-value",
        "description",
        "display-name",
        "formula",
        "help-message",
        "href",
        "input-message",
        "label",
        "message-type",
        "name",
        "string-value",
        "title",
        "value",
        "author",
        "macro-name",
        "event-name",
    ]
)
_NAMED = frozenset(
    {"table", "frame", "page", "bookmark", "section", "named-range", "text-box", "user-defined", "shape"}
)
_SILENT = ("META-INF/", "Configurations2/", "settings.xml", "mimetype", "layout-cache", "manifest.rdf", "Fonts/")
_MACROS = ("Basic/", "Scripts/")


def read_odf(archive: Archive, here: Here) -> None:
    """Read an OpenDocument file; places are its cells, slides or paragraphs."""
    check(archive, here)
    if "META-INF/manifest.xml" in archive.names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise UnreadableError(Unread.ENCRYPTED)
    for entry in archive.entries:
        try:
            _part(entry.filename, archive, here)
        except UnreadableError as error:
            here.miss(error.why)
            if error.why in {Unread.TOO_LARGE, Unread.TOO_MANY}:
                return
    here.collector.close()


def _part(name: str, archive: Archive, here: Here) -> None:
    if name.startswith(_SILENT):
        return
    if name.startswith(_MACROS):
        here.miss(Unread.MACRO)
        return
    content = archive.read(name)
    if name.endswith("content.xml"):
        parse(content, _Content(here))
        here.collector.close()
    elif name.endswith("styles.xml"):
        parse(content, _Content(here.at(PlaceKind.HEADER)))
        here.collector.close()
    elif name.endswith((".xml", ".rdf")):
        read_xml(content, here.at(PlaceKind.METADATA), lined=False)
    elif recognise(content) is not Format.IMAGE:
        here.inside(content, "", PlaceKind.ATTACHMENT)
    elif not is_thumbnail(name, content):
        here.inside(content, "", PlaceKind.PICTURE)


class _Content(Handler):
    """Paragraphs as lines; cells of spreadsheets with their places."""

    def __init__(self, here: Here) -> None:
        self._outer = here
        self._now = [here]
        self._paragraph = 0
        self._sheets: _Sheets | None = None
        self._path: list[str] = []

    @property
    def _here(self) -> Here:
        return self._now[-1]

    def start(self, name: str, attributes: Attributes) -> None:
        """Take in an element."""
        self._path.append(name)
        self._now.append(self._place(name, attributes))
        if name == "spreadsheet":
            self._sheets = _Sheets(self._outer)
        if self._sheets:
            self._sheets.start(name, attributes)
        if name == "s":
            self._add(" " * min(_SPACES, _count(attributes.get("c", "1"))))
        elif name in {"tab", "line-break"}:
            self._add("\t" if name == "tab" else "\n")
        if "style" not in name and not name.endswith("-properties") and not (self._sheets and name in _CELLS):
            for key, value in attributes.items():
                if value and key in _TOLD and (key != "name" or name in _NAMED):
                    self._tell(f"{key}: {value}")

    def _tell(self, text: str) -> None:
        if self._sheets:
            self._sheets.note(text)
        else:
            self._here.collector.piece(f"\n{text}\n", self._here.place)

    def _place(self, name: str, attributes: Attributes) -> Here:
        here = self._here
        if name == "page":
            self._paragraph += 1
            return self._outer.at(PlaceKind.SLIDE, self._paragraph)
        if name in {"p", "h"} and here is self._outer and not self._sheets:
            self._paragraph += 1
            return here.at(PlaceKind.PARAGRAPH, self._paragraph)
        kinds = {
            "annotation": PlaceKind.COMMENT, "note": PlaceKind.FOOTNOTE, "notes": PlaceKind.NOTES,
            "tracked-changes": PlaceKind.CHANGE,
        }  # fmt: skip
        return here.at(kinds[name]) if name in kinds else here

    def end(self, name: str) -> None:
        """Leave an element."""
        here = self._now.pop()
        self._path.pop()
        if self._sheets:
            self._sheets.end(name)
            if name == "spreadsheet":
                self._sheets = None
        elif name in {"p", "h", "table-row", "creator", "title"}:
            here.collector.piece("\n", here.place)
        elif name == "table-cell":
            here.collector.piece(" | ", here.place)

    def text(self, data: str) -> None:
        """Take in a text."""
        self._add(data)

    def remark(self, data: str) -> None:
        """Take in what no office program shows."""
        self._tell(data)

    def _add(self, text: str) -> None:
        if self._sheets:
            self._sheets.text(text, annotated="annotation" in self._path)
        else:
            self._here.collector.piece(text, self._here.place)


class _Sheets:
    """The tables of a spreadsheet."""

    def __init__(self, here: Here) -> None:
        self._here = here
        self._sheet = here
        self._table: Table | None = None
        self._row: list[tuple[str, Place]] = []
        self._notes: list[tuple[str, Place]] = []
        self._rows = self._columns = 0
        self._repeated = 1
        self._cell: list[str] | None = None
        self._value = self._formula = ""
        self._gap = 1
        self._comment: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        """Take in an element."""
        if name == "table":
            self._sheet = self._here.at(PlaceKind.SHEET, attributes.get("name", ""))
            self._table = Table(self._here.collector)
            self._rows = 0
        elif name == "table-row":
            self._row, self._columns = [], 0
            self._rows += 1
            self._repeated = _count(attributes.get("number-rows-repeated", "1"))
        elif name in _CELLS:
            self._columns += 1
            self._cell, self._comment = [], []
            self._value = attributes.get("date-value", attributes.get("value", attributes.get("string-value", "")))
            self._formula = attributes.get("formula", "")
            self._gap = _count(attributes.get("number-columns-repeated", "1"))

    def end(self, name: str) -> None:
        """Leave an element."""
        if name in _CELLS and self._cell is not None:
            self._close_cell()
        elif name == "table-row":
            if self._table and any(text for text, _ in self._row):
                self._table.row(self._row)
            self._rows += self._repeated - 1
        elif name in {"table", "spreadsheet"}:
            if self._table:
                self._table.close()
                self._table = None
            for text, place in self._notes:
                self._here.collector.piece(f"{text}\n", place)
            self._here.collector.close()
            self._notes = []
        elif name == "p" and self._cell:
            self._cell.append(" ")

    def _close_cell(self) -> None:
        assert self._cell is not None
        shown = "".join(self._cell).strip()
        place = self._sheet.at(PlaceKind.CELL, f"{column_letters(self._columns)}{self._rows}").place
        if self._value and self._value not in shown and _digits(self._value) != _digits(shown):
            shown = f"{shown} {self._value}".strip()
        if '"' in self._formula:
            shown = f"{shown} ={self._formula}"
        if shown or self._gap <= MOST_GAPS:
            self._row += [(shown, place)] * (1 if shown else self._gap)
        if self._comment:
            self._notes.append(("".join(self._comment), (*place, Step(PlaceKind.COMMENT))))
        self._columns += self._gap - 1
        self._cell = None

    def text(self, data: str, *, annotated: bool) -> None:
        """Take in a text."""
        if annotated:
            self._comment.append(data)
        elif self._cell is not None:
            self._cell.append(data)
        else:
            self.note(data)

    def note(self, text: str) -> None:
        """Keep a text that stands in no cell until the table ends."""
        if text.strip():
            self._notes.append((text, self._sheet.place))


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 8 else 1


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())
