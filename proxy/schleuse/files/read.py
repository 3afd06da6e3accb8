"""Read a file of any format: the one way in, for worker processes.

What comes from outside may be made to break what reads it, so nobody calls this in a process that must live: see
:mod:`schleuse.files.readers`.
"""

import struct
import zlib
from collections.abc import Callable
from importlib import import_module

from schleuse.files.archive import Archive, read_zip
from schleuse.files.collector import Collector, Here, UnreadableError
from schleuse.files.formats import Format, contradicts, recognise
from schleuse.model import FileReading, Unread

_READERS: dict[Format, tuple[str, str]] = {
    Format.PDF: ("pdf", "read_pdf"),
    Format.OLE: ("outlook", "read_compound"),
    Format.RTF: ("rtf", "read_rtf"),
    Format.HTML: ("markup", "read_html"),
    Format.XML: ("xmlread", "read_xml"),
    Format.EML: ("mail", "read_mail"),
    Format.TEXT: ("plain", "read_text"),
    Format.IMAGE: ("images", "read_image"),
}
"""Modules are loaded when a file needs them."""
_ZIPPED: dict[Format, tuple[str, str]] = {
    Format.DOCX: ("office", "read_docx"),
    Format.PPTX: ("office", "read_pptx"),
    Format.XLSX: ("spreadsheet", "read_xlsx"),
    Format.ODF: ("opendocument", "read_odf"),
}
_FAULTS = (
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError, AssertionError, OSError,
    EOFError, StopIteration, SyntaxError, struct.error, zlib.error,
)  # fmt: skip
"""What libraries raise on files that are not what they should be."""


def load_all() -> None:
    """Load every reader now rather than when a file needs it."""
    for module, function in (*_READERS.values(), *_ZIPPED.values()):
        _load(module, function)


def read(content: bytes, name: str = "", *, ocr: bool = False) -> FileReading:
    """Read a file.

    Args:
        content: the whole file.
        name: its name; only its ending matters, and only to tell a file that is not what it says.
        ocr: whether Tesseract may be asked for the text in pictures.

    """
    collector = Collector()
    found = _read(content, name, Here(collector, _read_inside, ocr))
    collector.close()
    return FileReading(found.value, tuple(collector.texts), tuple(collector.unread))


def _read_inside(content: bytes, name: str, here: Here) -> None:
    _read(content, name, here)


def _read(content: bytes, name: str, here: Here) -> Format:
    found = Format.OTHER
    try:
        found = recognise(content)
        archive = Archive(content, here.collector) if found is Format.ZIP else None
        if archive:
            found = archive.format()
        if contradicts(name, found):
            here.miss(Unread.MISMATCH)
        if archive:
            _zipped(found)(archive, here)
        else:
            _plain(found)(content, here)
    except UnreadableError as error:
        here.miss(error.why)
    except _FAULTS:
        here.miss(Unread.BROKEN)
    here.collector.close()
    return found


def _plain(found: Format) -> Callable[[bytes, Here], None]:
    if found not in _READERS:
        raise UnreadableError(Unread.SOUND if found is Format.SOUND else Unread.UNKNOWN)
    return _load(*_READERS[found])


def _zipped(found: Format) -> Callable[[Archive, Here], None]:
    return _load(*_ZIPPED[found]) if found in _ZIPPED else read_zip


def _load(module: str, function: str) -> Callable[..., None]:
    reader: Callable[..., None] = getattr(import_module(f"schleuse.files.{module}"), function)
    return reader
