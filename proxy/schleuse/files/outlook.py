"""Compound files (MS-CFB): Outlook messages (MS-OXMSG) are read; old and encrypted office files are told apart."""

import io
import re
import struct

import olefile

from schleuse.files.collector import Here, UnreadableError
from schleuse.files.markup import read_html
from schleuse.files.rtf import read_rtf
from schleuse.model import PlaceKind, Unread

MAX_STREAMS = 20_000
MAX_DEPTH = 8
"""Storages in each other (two for every message in a message)."""
_OLD_OFFICE = frozenset({"worddocument", "workbook", "book", "powerpoint document"})
_PROPERTY = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})(?:-[0-9A-F]{8})?", re.IGNORECASE)
_UNICODE, _STRING8, _BINARY = "001f", "001e", "0102"
_PROPERTIES, _EMBEDDED = "__properties_version1.0", "__substg1.0_3701000D"
_HTML, _RTF, _ATTACHED, _FILE_NAMES = "1013", "1009", "3701", ("3707", "3704", "3001")

_LZFU = struct.Struct("<IIII")
_COMPRESSED, _STORED = 0x75465A4C, 0x414C454D
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor"
    b" MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
    b"\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What every compressed text begins with (MS-OXRTFCP 2.1.2.1)."""

type Path = tuple[str, ...]


def read_compound(content: bytes, here: Here) -> None:
    """Read a compound file, if it is an Outlook message."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as file:
            paths = [tuple(path) for path in file.listdir()]
            if len(paths) > MAX_STREAMS:
                raise UnreadableError(Unread.TOO_MANY)
            names = {path[-1].lower() for path in paths}
            if "encryptedpackage" in names:
                raise UnreadableError(Unread.ENCRYPTED)
            if names & _OLD_OFFICE:
                raise UnreadableError(Unread.OLD_OFFICE)
            if (_PROPERTIES,) not in paths:
                raise UnreadableError(Unread.UNKNOWN)
            _Message(file, paths).read((), here)
    except (OSError, struct.error, IndexError):
        raise UnreadableError(Unread.BROKEN) from None


class _Message:
    def __init__(self, file: olefile.OleFileIO, paths: list[Path]) -> None:
        self._file = file
        self._paths = paths

    def read(self, root: Path, here: Here) -> None:
        """Read the message in a storage: its strings, bodies and attachments."""
        attachments: dict[str, None] = {}
        for path in self._paths:
            if path[: len(root)] != root:
                continue
            inner = path[len(root) :]
            if inner[0].lower().startswith("__attach_version1.0_#"):
                attachments[inner[0]] = None
            elif not inner[0].lower().startswith("__nameid"):
                self._property(path, here)
        here.collector.close()
        for name in attachments:
            self._attachment((*root, name), here)

    def _property(self, path: Path, here: Here) -> None:
        match = _PROPERTY.fullmatch(path[-1])
        if match is None:
            return
        number, kind = match[1].lower(), match[2].lower()
        if kind[1:] == _UNICODE[1:]:
            here.at(PlaceKind.HEADER).line(self._stream(path).decode("utf-16-le", "replace").rstrip("\x00"))
        elif kind[1:] == _STRING8[1:]:
            here.at(PlaceKind.HEADER).line(self._stream(path).decode("cp1252", "replace").rstrip("\x00"))
        elif kind == _BINARY and number == _HTML:
            read_html(self._stream(path).rstrip(b"\0"), here)
        elif kind == _BINARY and number == _RTF:
            read_rtf(expand(self._stream(path)), here)

    def _attachment(self, storage: Path, here: Here) -> None:
        streams = {match[1].lower(): path for path in self._paths if (match := self._within(storage, path))}
        names = [
            self._stream(streams[number]).decode("utf-16-le", "replace") for number in _FILE_NAMES if number in streams
        ]
        for path in self._paths:
            if path[: len(storage)] == storage and len(path) == len(storage) + 1 and path != streams.get(_ATTACHED):
                self._property(path, here)
        here.collector.close()
        message = (*storage, _EMBEDDED)
        if (*message, _PROPERTIES) in self._paths:
            here.collector.enter()
            if len(storage) > MAX_DEPTH:
                raise UnreadableError(Unread.TOO_MANY)
            self.read(message, here)
        elif _ATTACHED in streams:
            here.inside(self._stream(streams[_ATTACHED]), names[0] if names else "", PlaceKind.ATTACHMENT)
        else:
            here.miss(Unread.EMBEDDED)

    def _within(self, storage: Path, path: Path) -> re.Match[str] | None:
        return _PROPERTY.fullmatch(path[-1]) if path[:-1] == storage else None

    def _stream(self, path: Path) -> bytes:
        with self._file.openstream(list(path)) as stream:
            content: bytes = stream.read()
        return content


def expand(content: bytes) -> bytes:
    """Return the text of a compressed RTF property (MS-OXRTFCP).

    Raises:
        UnreadableError: ``BROKEN`` or ``TOO_LARGE``.

    """
    if len(content) < _LZFU.size:
        raise UnreadableError(Unread.BROKEN)
    _, size, kind, _ = _LZFU.unpack_from(content)
    if size > 64 * max(len(content), 1024):
        raise UnreadableError(Unread.TOO_LARGE)
    if kind == _STORED:
        return content[_LZFU.size : _LZFU.size + size]
    if kind != _COMPRESSED:
        raise UnreadableError(Unread.BROKEN)
    window = bytearray(_DICTIONARY.ljust(4096, b" "))
    write, position, out = len(_DICTIONARY), _LZFU.size, bytearray()
    while position < len(content) and len(out) < size:
        control = content[position]
        position += 1
        for bit in range(8):
            if len(out) >= size or position >= len(content):
                break
            if control >> bit & 1:
                if position + 1 >= len(content):
                    raise UnreadableError(Unread.BROKEN)
                token = content[position] << 8 | content[position + 1]
                position += 2
                start = token >> 4
                if start == write % 4096:
                    return bytes(out)
                run = range(start, start + (token & 15) + 2)
            else:
                window[write % 4096] = content[position]
                out.append(content[position])
                position, write = position + 1, write + 1
                continue
            for index in run:
                byte = window[index % 4096]
                window[write % 4096] = byte
                out.append(byte)
                write += 1
    return bytes(out)
