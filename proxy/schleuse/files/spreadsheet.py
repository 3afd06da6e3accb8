"""Excel workbooks (ECMA-376, SpreadsheetML): every cell of every sheet, hidden or not."""

import re
from datetime import datetime, timedelta

from schleuse.files.archive import Archive
from schleuse.files.collector import Here, UnreadableError
from schleuse.files.flow import Flow, read_flow
from schleuse.files.package import Package
from schleuse.files.tables import Table
from schleuse.files.xmlread import Attributes, Handler, parse
from schleuse.model import Place, PlaceKind

MOST_GAPS = 200
"""Empty cells that are kept in a row, so that values stay under their headings."""
_DATES = frozenset({*range(14, 18), 22, *range(27, 37), *range(50, 59)})
"""Numbers of the formats that show dates without being described in the file (18.8.30)."""
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_ZEROS = re.compile(r"0{2,20}")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_SERIALS = range(1, 2_958_466)
"""Days from 1900 to 9999."""


def read_xlsx(archive: Archive, here: Here) -> None:
    """Read a workbook; places are its cells."""
    package = Package(archive, here)
    main = package.main()
    book = _Book()
    parse(package.archive.read(main), book)
    relations = package.relations(main)
    by_kind = dict(relations.values())
    formats, strings = _Formats(), _Strings()
    if by_kind.get("styles") in package.archive.names:
        parse(package.archive.read(by_kind["styles"]), formats)
    if by_kind.get("sharedStrings") in package.archive.names:
        parse(package.take(by_kind["sharedStrings"]), strings)
    for name, relation, hidden in book.sheets:
        part = relations.get(relation, ("", ""))[1]
        if not package.has(part):
            continue
        sheet = here.at(PlaceKind.HIDDEN_SHEET if hidden else PlaceKind.SHEET, name)
        parse(package.take(part), _Sheet(sheet, strings.texts, formats, since_1904=book.since_1904))
        here.collector.close()
        _around(package, part, sheet)
    for unused in strings.texts.unused():
        here.at(PlaceKind.METADATA).line(unused)
    here.collector.close()
    package.rest()


def _around(package: Package, part: str, sheet: Here) -> None:
    """Read what lies on a sheet besides its cells."""
    for kind in ("comments", "threadedComment", "drawing"):
        for target in package.related(part, kind):
            try:
                content = package.take(target)
                if kind == "drawing":
                    read_flow(content, sheet)
                else:
                    parse(content, _Comments(sheet))
            except UnreadableError as error:
                sheet.miss(error.why)
    sheet.collector.close()


class _Book(Handler):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.since_1904 = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), attributes.get("r:id", ""), hidden))
        elif name == "workbookPr":
            self.since_1904 = attributes.get("date1904") in {"1", "true"}


class _Formats(Handler):
    """How numbers are shown."""

    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._cells: list[int] = []
        self._inside = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self._codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside:
            self._cells.append(int(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        self._inside = self._inside and name != "cellXfs"

    def shown(self, value: str, style: int, *, since_1904: bool) -> str:
        """Return a number as a person reads it: whole numbers in full, dates as dates, leading zeros."""
        try:
            number = float(value)
        except ValueError:
            return value
        number_format = self._cells[style] if style < len(self._cells) else 0
        code = self._codes.get(number_format, "")
        if (number_format in _DATES or re.search("[dy]", _QUOTED.sub("", code).lower())) and int(number) in _SERIALS:
            first = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
            return f"{first + timedelta(days=number):%d.%m.%Y}"
        if number.is_integer() and abs(number) < 1e18:
            value = str(int(number))
        return value.zfill(len(code)) if _ZEROS.fullmatch(code) else value


class _Strings(Handler):
    """The strings that cells share."""

    def __init__(self) -> None:
        self.texts = _Used()
        self._pieces: list[str] | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "si":
            self._pieces = []

    def end(self, name: str) -> None:
        if name == "si" and self._pieces is not None:
            self.texts.append("".join(self._pieces))
            self._pieces = None

    def text(self, data: str) -> None:
        if self._pieces is not None:
            self._pieces.append(data)


class _Used(list[str]):
    """Strings by number, which remember which of them a cell shows."""

    def __init__(self) -> None:
        super().__init__()
        self._used: set[int] = set()

    def use(self, number: str) -> str:
        """Return a string."""
        index = int(number)
        if not 0 <= index < len(self):
            return number
        self._used.add(index)
        return self[index]

    def unused(self) -> list[str]:
        """Return the strings that no cell shows: left behind when cells were emptied."""
        return [text for index, text in enumerate(self) if index not in self._used]


class _Sheet(Flow):
    """Cells go into a table, everything around them is running text."""

    def __init__(self, here: Here, strings: _Used, formats: _Formats, *, since_1904: bool) -> None:
        super().__init__(here)
        self._sheet = here
        self._strings = strings
        self._formats = formats
        self._since_1904 = since_1904
        self._table: Table | None = None
        self._row: list[tuple[str, Place]] = []
        self._number = self._column = 0
        self._type = self._style = ""
        self._value: list[str] = []
        self._formula: list[str] = []
        self._cell_path: list[str] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheetData":
            self._table = Table(self._sheet.collector)
        elif self._table is None:
            super().start(name, attributes)
        elif name == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._row, self._column = [], 0
        elif name == "c":
            match = _REFERENCE.fullmatch(attributes.get("r", ""))
            self._column = _index(match[1]) if match else self._column + 1
            self._type, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._value, self._formula = [], []
        if self._table is not None:
            self._cell_path.append(name)

    def end(self, name: str) -> None:
        if self._table is None:
            super().end(name)
            return
        self._cell_path.pop()
        if name == "c":
            self._cell()
        elif name == "row" and self._row:
            self._table.row(self._row)
        elif name == "sheetData":
            self._table.close()
            self._table = None

    def text(self, data: str) -> None:
        if self._table is None:
            super().text(data)
        elif "f" in self._cell_path[-1:]:
            self._formula.append(data)
        elif self._cell_path[-1] in {"v", "t"}:
            self._value.append(data)

    def _cell(self) -> None:
        value = "".join(self._value)
        if self._type == "s" and value.strip():
            value = self._strings.use(value)
        elif self._type in {"n", "d"}:
            value = self._formats.shown(value, int(self._style), since_1904=self._since_1904)
        formula = "".join(self._formula)
        if '"' in formula:
            value = f"{value} ={formula}"
        gaps = self._column - 1 - len(self._row)
        there = self._sheet.at(PlaceKind.CELL, f"{column_letters(self._column)}{self._number}")
        if 0 < gaps <= MOST_GAPS:
            self._row += [("", there.place)] * gaps
        if value or gaps <= MOST_GAPS:
            self._row.append((value, there.place))


class _Comments(Flow):
    """Comments and their threads, each at its cell."""

    def __init__(self, here: Here) -> None:
        super().__init__(here)
        self._sheet = here

    def start(self, name: str, attributes: Attributes) -> None:
        if name in {"comment", "threadedComment"}:
            cell = _REFERENCE.match(attributes.get("ref", ""))
            self._now = self._sheet.at(PlaceKind.CELL, cell[0] if cell else "").at(PlaceKind.COMMENT)
        super().start(name, attributes)


def _index(letters: str) -> int:
    """Return the number of a column, from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
