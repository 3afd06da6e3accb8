"""HTML: what a person sees, and what the source says besides (comments, alternative texts, hidden values)."""

import base64
import binascii
import re
from html.parser import HTMLParser
from urllib.parse import unquote_to_bytes

from schleuse.files.collector import Here, UnreadableError
from schleuse.files.formats import decode
from schleuse.model import PlaceKind, Unread

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_CELLS = frozenset({"td", "th"})
_TECHNICAL = frozenset(
    [
        "align",
        "border",
        "bgcolor",
        "cellpadding",
        "cellspacing",
        "charset",
        "class",
        "color",
        "cols",
        "colspan",
        "dir",
        "face",
        "height",
        "hspace",
        "http-equiv",
        "id",
        "lang",
        "language",
        "media",
        "method",
        "rel",
        "rev",
        "role",
        "rows",
        "rowspan",
        "size",
        "sizes",
        "style",
        "tabindex",
        "target",
        "type",
        "valign",
        "vspace",
        "width",
        "xmlns",
    ]
)
_DATA_URL = re.compile(
    r"\s*data:([\w.+-]+/[\w.+-]+)?((?:;[\w.-]+=[^;,]{0,80})*)(;base64)?,(.*)", re.IGNORECASE | re.DOTALL
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
_MAX_DECLARATION = 2000


def read_html(content: bytes, here: Here) -> None:
    """Read HTML; places are the lines of its source."""
    read_source(_decode(content), here)


def read_source(text: str, here: Here) -> None:
    """Read HTML that is decoded already."""
    reader = _Reader(here)
    reader.feed(text)
    reader.close()
    here.collector.close()


def _decode(content: bytes) -> str:
    match = _CHARSET.search(content[:4096])
    if match and not content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return content.decode(match[1].decode())
        except (LookupError, UnicodeDecodeError):
            pass
    text = decode(content)
    if text is None:
        raise UnreadableError(Unread.UNKNOWN)
    return text


class _Reader(HTMLParser):
    def __init__(self, here: Here) -> None:
        super().__init__(convert_charrefs=True)
        self._here = here
        self._cell = False

    def _at_line(self) -> Here:
        return self._here.at(PlaceKind.LINE, self.getpos()[0])

    def _add(self, text: str) -> None:
        self._here.collector.piece(text, self._at_line().place)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _CELLS:
            self._add(" | " if self._cell else "\n")
            self._cell = True
        elif tag in _BLOCKS:
            self._add("\n")
            self._cell = self._cell and tag != "tr"
        for name, value in attrs:
            if value and name not in _TECHNICAL:
                self._attribute(name, value)

    def _attribute(self, name: str, value: str) -> None:
        match = _DATA_URL.match(value)
        if match is None:
            self._add(f"\n{name}: {value}\n")
            return
        content = unquote_to_bytes(match[4])
        if match[3]:
            try:
                content = base64.b64decode(content + b"=" * (-len(content) % 4))
            except (binascii.Error, ValueError):
                self._at_line().miss(Unread.BROKEN)
                return
        self._here.collector.close()
        self._at_line().inside(content, "", PlaceKind.ATTACHMENT)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._add("\n")

    def handle_data(self, data: str) -> None:
        first = self.getpos()[0]
        for offset, line in enumerate(data.splitlines(keepends=True)):
            self._here.collector.piece(line, self._here.at(PlaceKind.LINE, first + offset).place)

    def handle_comment(self, data: str) -> None:
        self._add(f"\n{data}\n")

    def handle_decl(self, decl: str) -> None:
        if len(decl) > _MAX_DECLARATION or "[" in decl:
            self._add(f"\n{decl}\n")

    def handle_pi(self, data: str) -> None:
        self._add(f"\n{data}\n")

    def unknown_decl(self, data: str) -> None:
        self._add(f"\n{data}\n")
