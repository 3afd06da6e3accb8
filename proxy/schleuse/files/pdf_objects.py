"""What lies in a PDF besides its pages: metadata, form fields, annotations, outlines, attachments, scripts.

Every object of the file is looked at, whether something refers to it or not, and every string in it is a text, but for
those of keys that only programs read.
"""

import io
import logging
import re
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    IndirectObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from schleuse.files.collector import Here, UnreadableError
from schleuse.files.formats import decode
from schleuse.files.plain import read_lines
from schleuse.files.xmlread import read_xml
from schleuse.model import PlaceKind, Unread

MAX_OBJECTS = 100_000
_DEPTH = 50
_TECHNICAL = frozenset(
    [
        "/ID",
        "/CreationDate",
        "/ModDate",
        "/M",
        "/DA",
        "/Lang",
        "/Registry",
        "/Ordering",
        "/CharSet",
        "/Panose",
        "/Cert",
        "/ByteRange",
        "/OutputCondition",
        "/OutputConditionIdentifier",
        "/CheckSum",
        "/DR",
        "/Indexed",
        "/ColorSpace",
        "/Lookup",
        "/LastModified",
    ]
)
_TEXTUAL = frozenset({"/JS", "/RC", "/RV", "/XFA", "/V", "/DV"})
"""Keys whose value may be a stream of text."""
_COLOURS = frozenset({"/Indexed", "/Separation", "/DeviceN", "/ICCBased", "/CalRGB", "/CalGray", "/Lab"})
"""First items of arrays that describe colours; their strings are tables of numbers."""
_DATE = re.compile(r"D:\d{4}")
_PLAYED = frozenset({"/Sound", "/Movie", "/RichMedia", "/Screen", "/3D"})

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_objects(content: bytes, here: Here, seen: set[str], pages: int) -> None:
    """Add all strings of a PDF that are not in ``seen`` yet (and put them there), and read what is attached.

    ``pages``: as many as another reader found; a different number is a broken file.
    """
    try:
        _Objects(content, here, seen, pages).read()
    except (PyPdfError, RecursionError, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError):
        here.miss(Unread.BROKEN)


class _Objects:
    def __init__(self, content: bytes, here: Here, seen: set[str], pages: int) -> None:
        self._reader = PdfReader(io.BytesIO(content), strict=False)
        if self._reader.is_encrypted and not self._reader.decrypt(""):
            raise UnreadableError(Unread.ENCRYPTED)
        self._here = here
        self._seen = seen
        self._textual: dict[int, Here] = {}
        self._forms: list[int] = []
        self._attached: dict[int, str] = {}
        if len(self._reader.pages) != pages:
            here.miss(Unread.BROKEN)
        self._page_of = {
            reference.idnum: number
            for number, page in enumerate(self._reader.pages, 1)
            for reference in _references(page.get("/Annots"))
        }

    def read(self) -> None:
        numbers = sorted({*self._reader.xref_objStm, *(n for ids in self._reader.xref.values() for n in ids)})
        if len(numbers) > MAX_OBJECTS:
            raise UnreadableError(Unread.TOO_MANY)
        streams: dict[int, StreamObject] = {}
        for number in numbers:
            try:
                value = self._reader.get_object(number)
            except PyPdfError:
                continue  # listed, but not there: nothing can show it
            if isinstance(value, PdfObject):
                self._object(number, value)
            if isinstance(value, StreamObject):
                streams[number] = value
        self._object(0, self._reader.trailer)
        for number, stream in streams.items():
            self._stream(number, stream)
        if self._forms:
            joined = b"\n".join(streams[number].get_data() for number in self._forms if number in streams)
            self._markup(joined, self._here.at(PlaceKind.FIELD))
        self._here.collector.close()

    def _object(self, number: int, value: PdfObject) -> None:
        here = self._place(number, value)
        todo: list[tuple[str, PdfObject, int]] = [("", value, 0)]
        while todo:
            key, item, depth = todo.pop()
            if depth > _DEPTH or key in _TECHNICAL:
                continue
            if isinstance(item, DictionaryObject):
                self._dictionary(item)
                todo += [(str(name), inner, depth + 1) for name, inner in item.items()]
            elif isinstance(item, ArrayObject):
                if key == "/XFA":
                    self._forms += [reference.idnum for reference in _references(item)]
                    continue
                if not (item and str(item[0]) in _COLOURS):
                    todo += [(key, inner, depth + 1) for inner in item]
            elif isinstance(item, IndirectObject) and key in _TEXTUAL:
                self._textual[item.idnum] = here
            elif isinstance(item, TextStringObject | ByteStringObject):
                self._string(key, item, here)

    def _dictionary(self, item: DictionaryObject) -> None:
        files = item.raw_get("/EF") if "/EF" in item else None
        if isinstance(files, IndirectObject):
            files = files.get_object()
        if isinstance(files, DictionaryObject):
            name = item.get("/UF", item.get("/F", ""))
            self._attached |= {reference.idnum: str(name) for reference in _references(ArrayObject(files.values()))}
        if {str(item.get("/Type", "")), str(item.get("/Subtype", ""))} & _PLAYED:
            self._here.miss(Unread.SOUND)

    def _place(self, number: int, value: PdfObject) -> Here:
        if number in self._page_of:
            page = self._here.at(PlaceKind.PAGE, self._page_of[number])
            is_field = isinstance(value, DictionaryObject) and value.get("/Subtype") == "/Widget"
            return page.at(PlaceKind.FIELD if is_field else PlaceKind.COMMENT)
        if isinstance(value, DictionaryObject) and "/FT" in value:
            return self._here.at(PlaceKind.FIELD)
        return self._here.at(PlaceKind.METADATA)

    def _string(self, key: str, item: TextStringObject | ByteStringObject, here: Here) -> None:
        text = decode(bytes(item)) if isinstance(item, ByteStringObject) else str(item)
        if text is None or not text.strip() or _DATE.match(text) or "\x00" in text or text in self._seen:
            return
        self._seen.add(text)
        here.line(f"{key.lstrip('/')}: {text}")

    def _stream(self, number: int, stream: StreamObject) -> None:
        kind, subtype = str(stream.get("/Type", "")), str(stream.get("/Subtype", ""))
        if number in self._attached or kind == "/EmbeddedFile":
            content = self._data(stream)
            self._here.inside(content, self._attached.get(number, ""), PlaceKind.ATTACHMENT)
        elif kind == "/Metadata" or subtype == "/XML":
            self._markup(self._data(stream), self._here.at(PlaceKind.METADATA))
        elif number in self._textual:
            text = decode(self._data(stream))
            if text is not None:
                self._textual[number].text(text)

    def _data(self, stream: StreamObject) -> bytes:
        content = stream.get_data()
        self._here.collector.unpack(len(content))
        return content

    def _markup(self, content: bytes, here: Here) -> None:
        """Read XML; what is not well-formed, line by line."""
        try:
            read_xml(content, here, lined=False)
        except UnreadableError:
            read_lines(content.decode("utf-8", "replace"), here)


def _references(value: PdfObject | None) -> Iterator[IndirectObject]:
    if isinstance(value, IndirectObject):
        value = value.get_object()
    for item in value if isinstance(value, ArrayObject) else ():
        if isinstance(item, IndirectObject):
            yield item
