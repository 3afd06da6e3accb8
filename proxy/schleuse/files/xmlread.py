"""XML, read event by event: no entities of its own, nothing from outside, bounded in depth."""

from collections.abc import Callable, Mapping
from xml.parsers import expat

from schleuse.files.collector import Here, UnreadableError
from schleuse.model import PlaceKind, Unread

MAX_DEPTH = 1000
"""Elements in each other."""

type Attributes = Mapping[str, str]
"""By local name (relations: with ``r:``); where two namespaces have the same name in one element, the last."""


def _local(name: str) -> str:
    """Return the name of an element without its namespace."""
    return name.rpartition(" ")[2]


def _attribute(name: str) -> str:
    """Return the name of an attribute without its namespace; ``r:id`` for a relation (ECMA-376, part 1, 22.8.2.1)."""
    namespace, _, rest = name.rpartition(" ")
    return f"r:{rest}" if namespace.endswith("/relationships") else rest


class Handler:
    """What is done with elements and texts; names are local. The default is to do nothing."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Text of an element; several calls may bring one text."""

    def remark(self, data: str) -> None:
        """A comment, or an instruction for programs."""


def parse(
    content: bytes, handler: Handler, *, doctype: bool = False, line: Callable[[int], None] | None = None
) -> None:
    """Read a document.

    Args:
        content: the document.
        handler: is told what comes.
        doctype: whether a document type without entities may be named (SVG, feeds); office files never have one.
        line: is told the line before every start tag and text.

    Raises:
        UnreadableError: ``BROKEN``: not well-formed, entities are declared, or too deep.

    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def refuse(*_: object) -> int:
        raise UnreadableError(Unread.BROKEN)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            refuse()
        if line:
            line(parser.CurrentLineNumber)
        handler.start(_local(name), {_attribute(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(_local(name))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.CommentHandler = handler.remark
    parser.ProcessingInstructionHandler = lambda target, data: handler.remark(f"{target} {data}")
    parser.EntityDeclHandler = refuse
    parser.SkippedEntityHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    if not doctype:
        parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        raise UnreadableError(Unread.BROKEN) from None


class _Everything(Handler):
    """Reads an XML document of unknown meaning: texts, and the values of all attributes."""

    def __init__(self, here: Here) -> None:
        self._here = here
        self._place = here
        self._path: list[str] = []
        self.drawn = False

    def line(self, number: int) -> None:
        """Take note of the line."""
        self._place = self._here.at(PlaceKind.LINE, number)

    def start(self, name: str, attributes: Attributes) -> None:
        """Add the attributes as "name: value"."""
        self._path.append(name)
        self.drawn = self.drawn or name in {"path", "image", "foreignObject"}
        for key, value in attributes.items():
            if name not in {"path", "polygon", "polyline"} or key not in {"d", "points"}:
                self._place.line(f"{key}: {value}")

    def end(self, name: str) -> None:
        """Leave the element."""
        self._path.pop()

    def text(self, data: str) -> None:
        """Add a text as "element: text", so that the detection sees what it is called."""
        if data.strip():
            self._place.line(f"{self._path[-1]}: {data.strip()}")

    def remark(self, data: str) -> None:
        """Add a comment."""
        self._place.line(data)


def read_xml(content: bytes, here: Here, *, lined: bool = True) -> None:
    """Read XML of any kind; places are its lines, if ``lined``. What SVG draws is a picture.

    Raises:
        UnreadableError: see :func:`parse`.

    """
    handler = _Everything(here)
    parse(content, handler, doctype=True, line=handler.line if lined else None)
    here.collector.close()
    if handler.drawn:
        here.miss(Unread.PICTURE)
