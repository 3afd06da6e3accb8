"""What is found in one file while it is read, and the bounds that hold for the file as a whole."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from schleuse.model import FileText, Place, PlaceKind, Step, Unread

MAX_CHARACTERS = 2_000_000
"""Of all texts of a file. The detection of so many takes longer than a request may."""
MAX_UNPACKED = 256 * 1024 * 1024
"""Bytes that a file may unpack to, everything in it together."""
MAX_FILES = 2000
"""Files in a file, at all levels together."""
MAX_LEVELS = 3
"""Files in each other: a document in an archive in an archive is the last."""
MAX_PICTURES = 40
"""Pictures and pages whose text is recognised."""
_MANY_UNREAD = 200

_WORD = re.compile(r"[^\W_]")


class UnreadableError(Exception):
    """A file, or the part of it at hand, cannot be read."""

    def __init__(self, why: Unread) -> None:
        super().__init__(why.value)
        self.why = why


class Collector:
    """The texts of a file so far."""

    def __init__(self) -> None:
        self.texts: list[FileText] = []
        self.unread: dict[tuple[Unread, Place], None] = {}
        self._pieces: list[str] = []
        self._marks: list[tuple[int, Place]] = []
        self._length = 0
        self._beside: set[str] = set()
        self._characters = 0
        self._unpacked = 0
        self._files = 0
        self._pictures = 0

    def piece(self, text: str, place: Place) -> None:
        """Add a piece to the current text.

        Raises:
            UnreadableError: ``TOO_LARGE``.

        """
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS:
            raise UnreadableError(Unread.TOO_LARGE)
        if not text:
            return
        if not self._marks or self._marks[-1][1] != place:
            self._marks.append((self._length, place))
        self._pieces.append(text)
        self._length += len(text)

    def close(self) -> None:
        """End the current text; what comes next is not read together with it. White space alone is no text."""
        text, marks = "".join(self._pieces), tuple(self._marks)
        self._pieces, self._marks, self._length = [], [], 0
        if len(marks) == 1 and marks[0][1] and marks[0][1][-1].kind is PlaceKind.METADATA:
            text = self._new_lines(text)
        if _WORD.search(text):
            self.texts.append(FileText(text, marks))

    def _new_lines(self, text: str) -> str:
        """Return what no other text beside the content says: templates say the same over and over again."""
        lines = [line for line in dict.fromkeys(text.split("\n")) if line not in self._beside]
        self._beside.update(lines)
        return "\n".join(lines)

    def miss(self, why: Unread, place: Place) -> None:
        """Note what could not be read."""
        if len(self.unread) < _MANY_UNREAD:
            self.unread[why, place] = None

    def unpack(self, size: int) -> None:
        """Charge bytes that were unpacked.

        Raises:
            UnreadableError: ``TOO_LARGE``.

        """
        self._unpacked += size
        if self._unpacked > MAX_UNPACKED:
            raise UnreadableError(Unread.TOO_LARGE)

    def enter(self) -> None:
        """Count a file in the file.

        Raises:
            UnreadableError: ``TOO_MANY``.

        """
        self._files += 1
        if self._files > MAX_FILES:
            raise UnreadableError(Unread.TOO_MANY)

    def look(self) -> None:
        """Count a picture whose text is to be recognised.

        Raises:
            UnreadableError: ``TOO_MANY``.

        """
        self._pictures += 1
        if self._pictures > MAX_PICTURES:
            raise UnreadableError(Unread.TOO_MANY)


type ReadFile = Callable[[bytes, str, "Here"], None]


@dataclass(frozen=True, slots=True)
class Here:
    """Where a reader is: the place that it adds to, and the way to read what it finds inside."""

    collector: Collector
    read: ReadFile
    """Reads a file of any format at a place."""
    ocr: bool = False
    """Whether text in pictures can be recognised."""
    place: Place = ()
    level: int = 0
    _counts: dict[PlaceKind, int] = field(default_factory=dict)

    def at(self, kind: PlaceKind, name: str | int = "") -> "Here":
        """Return a place further in."""
        return replace(self, place=(*self.place, Step(kind, str(name))))

    def line(self, text: str) -> None:
        """Add a line or paragraph."""
        if text:
            self.collector.piece(text, self.place)
        self.collector.piece("\n", self.place)

    def text(self, text: str) -> None:
        """Add a text of its own."""
        self.collector.close()
        self.collector.piece(text, self.place)
        self.collector.close()

    def miss(self, why: Unread) -> None:
        """Note that something here could not be read."""
        self.collector.miss(why, self.place)

    def inside(self, content: bytes, name: str, kind: PlaceKind, number: int | None = None) -> None:
        """Read a file that lies in this one, as the next (or n-th) of its kind; its name is a text too.

        Raises:
            UnreadableError: ``TOO_LARGE`` or ``TOO_MANY`` for the whole file.

        """
        self._counts[kind] = self._counts.get(kind, 0) + 1
        there = self.at(kind, number or self._counts[kind])
        self.collector.enter()
        if name:
            there.at(PlaceKind.NAME).text(name)
        if self.level >= MAX_LEVELS:
            there.miss(Unread.TOO_MANY)
            return
        self.read(content, name, replace(there, level=self.level + 1, _counts={}))
