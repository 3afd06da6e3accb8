"""Rich Text Format (Word 2007 Rich Text Format Specification 1.9.1)."""

import re
from dataclasses import dataclass, replace

from schleuse.files.collector import Here, UnreadableError
from schleuse.files.formats import Format, recognise
from schleuse.model import PlaceKind, Unread

MAX_GROUPS = 1000
"""Groups in each other."""

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z'])"
    r"|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)|(?P<odd>\\)",
    re.DOTALL,
)
_SILENT = frozenset(
    [
        "fonttbl",
        "colortbl",
        "stylesheet",
        "listtable",
        "listoverridetable",
        "rsidtbl",
        "generator",
        "themedata",
        "colorschememapping",
        "latentstyles",
        "datastore",
        "xmlnstbl",
        "mmathPr",
        "nonshppict",
        "pgptbl",
        "listpicture",
        "objclass",
        "blipuid",
        "panose",
        "falt",
    ]
)
"""Destinations that hold fonts, colours and formats, or a picture a second time for old programs."""
_PLACES = {
    "info": PlaceKind.METADATA,
    "revtbl": PlaceKind.METADATA,
    "userprops": PlaceKind.METADATA,
    "annotation": PlaceKind.COMMENT,
    "atnauthor": PlaceKind.COMMENT,
    "atnid": PlaceKind.COMMENT,
    "footnote": PlaceKind.FOOTNOTE,
    **dict.fromkeys(
        ("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"), PlaceKind.HEADER
    ),
}
_BREAKS = frozenset({"par", "line", "row", "sect", "page", "column", "nestrow"})
_SIGNS = {
    "tab": "\t", "cell": " | ", "nestcell": " | ", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’",
    "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_CHARSETS = {
    0: "cp1252", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 238: "cp1250",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group."""

    here: Here
    kind: str = "text"
    """``text``, ``silent``, ``fonts`` or ``hex`` (a picture or object)."""
    skip: int = 1
    """Characters that stand for a \\u in old programs."""
    codec: str = "cp1252"


def read_rtf(content: bytes, here: Here) -> None:
    """Read an RTF file; places are its paragraphs."""
    reader = _Reader(content.decode("latin-1"), here)
    reader.read()
    here.collector.close()


class _Reader:
    def __init__(self, source: str, here: Here) -> None:
        self._source = source
        self._body = here
        self._paragraph = 1
        self._state = _State(here.at(PlaceKind.PARAGRAPH, 1))
        self._outer: list[_State] = []
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._bytes = bytearray()
        self._hex: list[str] = []
        self._unit = 0
        self._ignore = 0

    def read(self) -> None:
        position, end = 0, len(self._source)
        begun = False
        while position < end:
            match = _TOKEN.match(self._source, position)
            if match is None:
                raise UnreadableError(Unread.BROKEN)
            position = match.end()
            if match["word"] == "bin":
                position += max(0, int(match["number"] or 0))
                self._body.miss(Unread.EMBEDDED)
            self._token(match)
            begun = begun or bool(self._outer)
            if begun and not self._outer:
                break
        if self._outer:
            raise UnreadableError(Unread.BROKEN)
        self._flush()
        if self._source[position:].strip("\x00\r\n\t "):
            self._body.miss(Unread.EMBEDDED)

    def _token(self, match: re.Match[str]) -> None:
        if match["hex"]:
            if self._ignore:
                self._ignore -= 1
            else:
                self._bytes.append(int(match["hex"], 16))
            return
        if match["text"]:
            text = match["text"][self._ignore :]
            self._ignore = max(0, self._ignore - len(match["text"]))
            if text:
                self._write(text)
            return
        self._flush()
        if match["brace"]:
            self._ignore = 0
            self._group(match["brace"])
        elif match["word"]:
            self._word(match["word"], int(match["number"]) if match["number"] else None)
        elif match["sign"]:
            self._write({"~": " ", "_": "-", "\n": "\n", "\r": "\n"}.get(match["sign"], _literal(match["sign"])))

    def _group(self, brace: str) -> None:
        if brace == "{":
            if len(self._outer) >= MAX_GROUPS:
                raise UnreadableError(Unread.BROKEN)
            self._outer.append(self._state)
        elif self._outer:
            left, self._state = self._state, self._outer.pop()
            if left.kind == "hex" and self._state.kind != "hex":
                self._picture()
            if left.here.place != self._state.here.place:
                self._body.collector.piece("\n", left.here.place)

    def _word(self, word: str, number: int | None) -> None:
        state = self._state
        if word in _SILENT:
            self._state = replace(state, kind="fonts" if word == "fonttbl" else "silent")
        elif word in {"pict", "objdata"} and state.kind == "text":
            self._state = replace(state, kind="hex")
        elif word in _PLACES:
            self._state = replace(state, here=self._body.at(_PLACES[word]))
        elif word in _BREAKS:
            self._write("\n")
            if word == "par":
                self._next_paragraph()
        elif word in _SIGNS:
            self._write(_SIGNS[word])
        elif number is not None:
            self._numbered(word, number)

    def _numbered(self, word: str, number: int) -> None:
        state = self._state
        if word == "u":
            self._character(number % 0x10000)
            self._ignore = state.skip
        elif word == "uc":
            self._state = replace(state, skip=max(0, min(number, 10)))
        elif word == "ansicpg":
            self._state = replace(state, codec=f"cp{number}")
            self._outer = [replace(outer, codec=f"cp{number}") for outer in self._outer]
        elif word == "f":
            self._font = number
            if state.kind == "text" and number in self._fonts:
                self._state = replace(state, codec=self._fonts[number])
        elif word == "fcharset" and state.kind == "fonts" and number in _CHARSETS:
            self._fonts[self._font] = _CHARSETS[number]

    def _character(self, unit: int) -> None:
        if 0xD800 <= unit < 0xDC00:
            self._unit = unit
            return
        units = [self._unit, unit] if self._unit else [unit]
        self._unit = 0
        raw = b"".join(one.to_bytes(2, "little") for one in units)
        self._write(raw.decode("utf-16-le", "replace"))

    def _next_paragraph(self) -> None:
        if self._state.here.place and self._state.here.place[-1].kind is PlaceKind.PARAGRAPH:
            self._paragraph += 1
            there = self._body.at(PlaceKind.PARAGRAPH, self._paragraph)
            self._state = replace(self._state, here=there)
            self._outer = [
                replace(outer, here=there) if outer.here.place[-1].kind is PlaceKind.PARAGRAPH else outer
                for outer in self._outer
            ]

    def _flush(self) -> None:
        """Write the characters that were given as bytes."""
        if not self._bytes:
            return
        raw, self._bytes = bytes(self._bytes), bytearray()
        try:
            self._write(raw.decode(self._state.codec, "replace"))
        except LookupError:
            self._write(raw.decode("cp1252", "replace"))

    def _write(self, text: str) -> None:
        if self._bytes:
            self._flush()
        if self._state.kind == "text":
            self._body.collector.piece(text, self._state.here.place)
        elif self._state.kind == "hex":
            self._hex.append(text)

    def _picture(self) -> None:
        digits, self._hex = "".join("".join(self._hex).split()), []
        try:
            content = bytes.fromhex(digits)
        except ValueError:
            content = b""
        if recognise(content) is Format.IMAGE:
            self._body.collector.close()
            self._body.inside(content, "", PlaceKind.PICTURE)
        else:
            self._body.miss(Unread.PICTURE if content and content[:2] != b"\x01\x05" else Unread.EMBEDDED)


def _literal(sign: str) -> str:
    return sign if sign in "\\{}" else ""
