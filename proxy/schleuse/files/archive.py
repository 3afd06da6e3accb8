"""ZIP archives (APPNOTE.TXT): bounded while they unpack, and without a byte that belongs to nothing."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from schleuse.files.collector import MAX_FILES, Collector, Here, UnreadableError
from schleuse.files.formats import Format
from schleuse.model import PlaceKind, Unread

_LOCAL = struct.Struct("<4s5H3I2H")
_DESCRIPTOR = 24
"""Bytes of the longest data descriptor, which may follow an entry."""
_PIECE = 1 << 16
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
_OFFICE = {
    Format.DOCX: re.compile(rb"(?:wordprocessingml|ms-word)\.[\w.]{1,60}\.main\+xml"),
    Format.XLSX: re.compile(rb"(?:spreadsheetml|ms-excel)\.[\w.]{1,60}\.main\+xml"),
    Format.PPTX: re.compile(rb"(?:presentationml|ms-powerpoint)\.[\w.]{1,60}\.main\+xml"),
}
"""Content type of the main part (ECMA-376, part 1); binary workbooks have another."""
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    struct.error,
    NotImplementedError,
    RuntimeError,
)


class Archive:
    """A ZIP archive in memory."""

    def __init__(self, content: bytes, collector: Collector) -> None:
        """Read the list of entries.

        Raises:
            UnreadableError: ``BROKEN`` or ``TOO_MANY``.

        """
        self._content = content
        self._collector = collector
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except _BROKEN:
            raise UnreadableError(Unread.BROKEN) from None
        entries = self._zip.infolist()
        if len(entries) > MAX_FILES:
            raise UnreadableError(Unread.TOO_MANY)
        self.entries = [entry for entry in entries if not entry.is_dir()]
        names = [entry.filename for entry in self.entries]
        self.names = frozenset(names)
        self.doubled = len(self.names) < len(names)
        """Whether two entries have one name, so that programs may differ about what is in it."""
        self.comments = [comment for comment in (self._zip.comment, *(entry.comment for entry in entries)) if comment]

    @property
    def hides(self) -> bool:
        """Whether there are bytes before, between or behind the entries that belong to none of them."""
        end = 0
        for entry in sorted(self._zip.infolist(), key=lambda entry: entry.header_offset):
            if entry.header_offset - end > (_DESCRIPTOR if end else 0):
                return True
            header = self._content[entry.header_offset : entry.header_offset + _LOCAL.size]
            if len(header) < _LOCAL.size:
                return True
            *_, name, extra = _LOCAL.unpack(header)
            end = entry.header_offset + _LOCAL.size + name + extra + entry.compress_size
        return self._zip.start_dir - end > (_DESCRIPTOR if end else 0)

    def read(self, entry: zipfile.ZipInfo | str) -> bytes:
        """Unpack one entry.

        Raises:
            UnreadableError: ``ENCRYPTED``, ``BROKEN``, ``UNKNOWN`` (compression), or ``TOO_LARGE`` for the whole file.

        """
        if isinstance(entry, str):
            try:
                entry = self._zip.getinfo(entry)
            except KeyError:
                raise UnreadableError(Unread.BROKEN) from None
        if entry.flag_bits & _ENCRYPTED:
            raise UnreadableError(Unread.ENCRYPTED)
        if entry.compress_type not in _METHODS:
            raise UnreadableError(Unread.UNKNOWN)
        return b"".join(self._unpack(entry))

    def _unpack(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        try:
            with self._zip.open(entry) as stream:
                while piece := stream.read(_PIECE):
                    self._collector.unpack(len(piece))
                    yield piece
        except _BROKEN:
            raise UnreadableError(Unread.BROKEN) from None

    def format(self) -> Format:
        """Return what the archive is: an office file, or just an archive.

        Raises:
            UnreadableError: see :meth:`read`.

        """
        if "[Content_Types].xml" in self.names:
            types = self.read("[Content_Types].xml")
            found = [office for office, main in _OFFICE.items() if main.search(types)]
            if found:
                return found[0]
        if "mimetype" in self.names and self.read("mimetype").startswith(b"application/vnd.oasis.opendocument."):
            return Format.ODF
        return Format.ZIP


def read_zip(archive: Archive, here: Here) -> None:
    """Read every file in an archive."""
    check(archive, here)
    for number, entry in enumerate(archive.entries, 1):
        try:
            content = archive.read(entry)
        except UnreadableError as error:
            there = here.at(PlaceKind.ENTRY, number)
            there.at(PlaceKind.NAME).text(entry.filename)
            there.miss(error.why)
            if error.why is Unread.TOO_LARGE:
                return
            continue
        here.inside(content, entry.filename, PlaceKind.ENTRY, number)


def check(archive: Archive, here: Here) -> None:
    """Note what makes any archive suspect, and add its comments."""
    if archive.hides:
        here.miss(Unread.EMBEDDED)
    if archive.doubled:
        here.miss(Unread.BROKEN)
    for comment in archive.comments:
        here.at(PlaceKind.COMMENT).text(comment.decode("utf-8", "replace"))
