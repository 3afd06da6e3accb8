"""Under which heading the middle of a long text stands: the head row of its table, the key of its list.

A long text is analysed in pieces. The piece that begins with row 300 of a table must know that its second column is
headed "Vorname", so :mod:`schleuse.detection.chunks` puts the head row in front of it. Followed are the tables that
:mod:`schleuse.detection.fields` reads (CSV, tabs, Markdown, HTML) and JSON lists of texts. One pass over the text,
a few cheap steps a line, because the gateway does this in its event loop.
"""

import re
from typing import NamedTuple

from schleuse.detection.fields import LONGEST_LINE, SEPARATORS, is_rule, table_head

LONGEST_ROW = 2_000
"""Characters; a table with longer rows is cut like any text."""
_TOP_LINES = 5
"""Lines at the top of a block among which the head row is looked for: a title may stand above it."""
_KEY_OF_LIST = re.compile(r'"[^"\n\\:{}\[\]]{1,40}"\s{0,8}:\s{0,8}\[\Z')
_FIRST_ITEM = re.compile(r'\s{0,40}"')


class _Rows(NamedTuple):
    """How the rows of a kind of table are told apart."""

    begin: re.Pattern[str]
    """Matches the empty string where a row begins."""
    end: re.Pattern[str]


_LINES = _Rows(re.compile(r"(?<=\n)"), re.compile(r"\n"))
_HTML = _Rows(re.compile(r"(?=<tr\b)", re.IGNORECASE), re.compile(r"</tr\s{0,9}>", re.IGNORECASE))
_ITEMS = _Rows(re.compile(r'(?<=",)'), re.compile(r'",'))


class Heading(NamedTuple):
    """A stretch of the text that names what comes behind it."""

    start: int
    end: int
    rows: _Rows

    def whole_rows(self, text: str, first: int, last: int) -> tuple[int, int] | None:
        """Return a span behind the heading widened to whole rows; ``None`` where a row is too long for that."""
        floor = max(self.end, first - LONGEST_ROW)
        begins = [match.start() for match in self.rows.begin.finditer(text, floor, first + 3) if match.start() <= first]
        ending = self.rows.end.search(text, last, last + LONGEST_ROW)
        if not begins and first != self.end:
            return None
        return (begins[-1] if begins else first), (ending.end() if ending else last)


class Headings:
    """Follows tables and lists through a text. To be asked for ever later positions."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._line = 0
        """Start of the line up to which lines were followed."""
        self._sign = ""
        """What separates the cells of the lines in front of it."""
        self._head: Heading | None = None
        self._html: Heading | None = None
        self._list: Heading | None = None

    def at(self, position: int) -> Heading | None:
        """Return the heading under which a position stands, if there is one before it."""
        self._follow_lines(position)
        self._follow_html(position)
        self._follow_list(position)
        self._position = position
        return next((one for one in (self._list, self._head, self._html) if one and one.start < position), None)

    # --- lines -------------------------------------------------------------------------------------------

    def _follow_lines(self, position: int) -> None:
        text = self._text
        end = text.rfind("\n", self._line, position) + 1
        if end <= self._line:
            return
        if not self._sign or self._top(end, self._sign) > self._line:
            last = text[max(self._line, text.rfind("\n", self._line, end - 1) + 1) : end - 1]
            self._sign = next((sign for sign in SEPARATORS if sign in last), "")
            self._head = self._head_row(self._top(end, self._sign), end) if self._sign else None
        self._line = end

    def _top(self, end: int, sign: str) -> int:
        """Return where the lines that hold a separator and reach to an end begin."""
        text, floor, begin = self._text, self._line, end
        while begin > floor:
            before = max(floor, text.rfind("\n", floor, begin - 1) + 1)
            if begin - before > LONGEST_LINE or text.find(sign, before, begin) < 0:
                break
            begin = before
        return begin

    def _head_row(self, start: int, end: int) -> Heading | None:
        text = self._text
        for _ in range(_TOP_LINES):
            newline = text.find("\n", start, end)
            if newline < 0:
                return None
            if table_head(text[start:newline]):
                rule = text.find("\n", newline + 1, newline + LONGEST_ROW)
                behind = rule + 1 if rule > 0 and is_rule(text[newline + 1 : rule]) else newline + 1
                return Heading(start, behind, _LINES) if behind - start <= LONGEST_ROW else None
            start = newline + 1
        return None

    # --- HTML --------------------------------------------------------------------------------------------

    def _follow_html(self, position: int) -> None:
        opened, closed = self._last("<table", position), self._last("</table", position)
        head = max(self._last("<th>", position), self._last("<th ", position))
        if closed > max(opened, head):
            self._html = None
        elif opened >= 0:
            self._html = self._head_rows(opened)
        elif head >= 0 and self._html is None:  # a table without its opening tag
            rows = [match.start() for match in _HTML.begin.finditer(self._text, max(0, head - LONGEST_ROW), head)]
            self._html = self._head_rows(rows[-1]) if rows else None

    def _last(self, tag: str, position: int) -> int:
        begin = max(0, self._position - len(tag))
        return max(self._text.rfind(each, begin, position) for each in (tag, tag.upper()))

    def _head_rows(self, start: int) -> Heading | None:
        """Return the first row from a place on, with the further rows of headings below it."""
        text, limit = self._text, start + LONGEST_ROW
        begin = _HTML.begin.search(text, start, limit)
        end = begin and _HTML.end.search(text, begin.start(), limit)
        if not begin or not end:
            return None
        behind = end.end()
        while (end := _HTML.end.search(text, behind, limit)) and "<td" not in text[behind : end.end()].lower():
            behind = end.end()
        return Heading(begin.start(), behind, _HTML)

    # --- lists -------------------------------------------------------------------------------------------

    def _follow_list(self, position: int) -> None:
        text = self._text
        opened, closed = (text.rfind(sign, self._position, position) for sign in "[]")
        if closed > opened:
            self._list = None
        elif opened >= 0:
            key = _KEY_OF_LIST.search(text, max(0, opened - 60), opened + 1)
            named = key and _FIRST_ITEM.match(text, opened + 1)
            self._list = Heading(key.start(), opened + 1, _ITEMS) if key and named else None
