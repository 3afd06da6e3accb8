"""Tables as text, so that the detection sees the heading of every value, however long the table is."""

import re
from collections.abc import Sequence

from schleuse.files.collector import Collector
from schleuse.model import Place

BLOCK = 3000
"""Characters after which the heading is repeated: less than the pieces that the detection reads at a time."""
COLUMN = " | "

_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"\d{4}")


def heading(cell: str) -> bool:
    """Whether a cell can be a heading: a word or two and no number."""
    cell = cell.strip().strip('"')
    return not cell or (len(cell) <= 60 and _LETTER.search(cell) is not None and _NUMBER.search(cell) is None)


class Table:
    """Writes rows into a collector; the first row of headings is repeated at the top of every block."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector
        self._head: list[tuple[str, Place]] = []
        self._length = 0
        self._rows = 0
        collector.close()

    def line(self, text: str, place: Place) -> None:
        """Add a row whose columns are divided already."""
        self._add([(text, place)], is_head=self._rows == 0)

    def row(self, cells: Sequence[tuple[str, Place]]) -> None:
        """Add a row. Line breaks inside a cell become blanks."""
        filled = [text for text, _ in cells if text.strip()]
        is_head = not self._head and len(filled) > 1 and all(map(heading, filled))
        row: list[tuple[str, Place]] = []
        for text, place in cells:
            if row:
                row.append((COLUMN, place))
            row.append((" ".join(text.split()), place))
        self._add(row, is_head=is_head)

    def _add(self, row: list[tuple[str, Place]], *, is_head: bool) -> None:
        size = sum(len(text) for text, _ in row)
        if self._length and self._length + size > BLOCK:
            self._collector.close()
            self._length = 0
            self._write(self._head)
        if is_head:
            self._head = row
        self._write(row)
        self._rows += 1

    def _write(self, row: list[tuple[str, Place]]) -> None:
        if not row:
            return
        for text, place in row:
            self._collector.piece(text, place)
            self._length += len(text)
        self._collector.piece("\n", row[-1][1])

    def close(self) -> None:
        """End the table."""
        self._collector.close()
