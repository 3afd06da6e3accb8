"""Open the files of a request: their texts are judged like all others, and what cannot be read is said."""

import hashlib
from typing import Protocol

from schleuse.model import AttachmentKind, FileReading, Unread
from schleuse.services.extraction import Extraction


class FileReader(Protocol):
    """Reads files of any format."""

    async def read(self, content: bytes, name: str = "") -> FileReading:
        """Return what is in a file; raise :class:`schleuse.model.InspectionError` if that cannot be tried."""
        ...


async def open_files(extraction: Extraction, reader: FileReader | None) -> Extraction:
    """Return the request with the texts of its files; the same bytes are read once.

    Without a reader no file is read.

    Raises:
        InspectionError: files cannot be read now.

    """
    readings: list[FileReading | None] = []
    known: dict[bytes, FileReading] = {}
    for item in extraction.attachments:
        if item.announced:
            readings.append(None)
        elif item.opened:
            readings.append(FileReading("lines"))
        elif item.kind is AttachmentKind.AUDIO:
            readings.append(FileReading("sound", (), ((Unread.SOUND, ()),)))
        elif item.content is None:
            readings.append(FileReading("other", (), ((Unread.PIECE, ()),)))
        elif reader is None:
            readings.append(FileReading("other", (), ((Unread.UNKNOWN, ()),)))
        else:
            digest = hashlib.blake2b(item.content).digest()
            if digest not in known:
                known[digest] = await reader.read(item.content, item.name)
            readings.append(known[digest])
    return extraction.opened(readings)
