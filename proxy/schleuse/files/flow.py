"""Running text in office XML (ECMA-376: WordprocessingML, DrawingML, and what stands in parts around them)."""

from collections.abc import Callable

from schleuse.files.collector import Here
from schleuse.files.xmlread import Attributes, Handler, parse
from schleuse.model import PlaceKind

_TOLD = frozenset(
    [
        "alt",
        "author",
        "caption",
        "command",
        "comment",
        "connection",
        "description",
        "descr",
        "display",
        "displayName",
        "displayText",
        "error",
        "errorTitle",
        "initials",
        "instr",
        "prompt",
        "promptTitle",
        "refreshedBy",
        "sourceFile",
        "string",
        "title",
        "tooltip",
        "url",
        "userId",
        "userName",
        "v",
    ]
)
"""Attributes in which people, or programs in their name, write."""
_NAMED = frozenset(
    [
        "author",
        "cacheField",
        "cmAuthor",
        "cNvPr",
        "connection",
        "custShow",
        "definedName",
        "docPr",
        "docVar",
        "person",
        "property",
        "section",
        "sheet",
        "table",
        "tableColumn",
        "tag",
    ]
)
"""Elements whose ``name`` people give."""
_VALUED = frozenset(
    [
        "addressFieldName",
        "alias",
        "connectString",
        "default",
        "docVar",
        "helpText",
        "listEntry",
        "mailSubject",
        "query",
        "statusText",
        "tag",
    ]
)
"""Elements whose ``val`` people give."""
_MEASURES = frozenset(
    {
        "posOffset",
        "align",
        "pctWidth",
        "pctHeight",
        "pctPosHOffset",
        "pctPosVOffset",
        "formatCode",
        "Anchor",
        "AutoFill",
        "Row",
        "Column",
    }
)
_DELETED = frozenset({"delText", "delInstrText"})
_BLOCKS = frozenset({"p", "comment", "text", "si", "pt", "author"})


class Flow(Handler):
    """Writes paragraphs, cells and rows as lines; places come from a function that is asked for every paragraph."""

    def __init__(self, here: Here, place: Callable[[], Here] | None = None) -> None:
        self._here = here
        self._place = place
        self._now = here
        self._path: list[str] = []
        self._cells = 0
        self._filled = False

    def _add(self, text: str) -> None:
        self._here.collector.piece(text, self._now.place)

    def start(self, name: str, attributes: Attributes) -> None:
        """Take in an element."""
        self._path.append(name)
        if name == "p":
            self._now = self._place() if self._place else self._now
            if self._cells and self._filled:
                self._add(", ")
        elif name == "tc":
            self._cells += 1
            self._filled = False
        elif name == "tab" and not attributes:
            self._add("\t")
        elif name in {"br", "cr"}:
            self._add("\n" if not self._cells else " ")
        elif name == "noBreakHyphen":
            self._add("-")
        for key, value in attributes.items():
            named = key == "name" and name in _NAMED
            valued = key == "val" and name in _VALUED
            external = key == "Target" and attributes.get("TargetMode") == "External"
            if value and (key in _TOLD or named or valued or external):
                self._add(f"\n{key}: {value}\n")

    def end(self, name: str) -> None:
        """Leave an element."""
        self._path.pop()
        if name == "tc":
            self._cells -= 1
            self._add(" | ")
        elif name == "tr" and not self._cells:
            self._add("\n")
        elif name in _BLOCKS and not self._cells:
            self._add("\n")

    def text(self, data: str) -> None:
        """Take in a text, whatever element it stands in."""
        inside = self._path[-1]
        if inside in _MEASURES or (not data.strip(" \n\r\t") and inside not in {"t", "delText"}):
            return
        self._filled = True
        if inside in _DELETED:
            self._here.collector.piece(data, self._now.at(PlaceKind.CHANGE).place)
        else:
            self._add(data if inside != "v" else f"{data}\n")

    def remark(self, data: str) -> None:
        """Take in what no office program shows."""
        self._here.at(PlaceKind.METADATA).line(data)


def read_flow(content: bytes, here: Here) -> None:
    """Read a part that stands at one place as a whole."""
    parse(content, Flow(here))
    here.collector.close()
