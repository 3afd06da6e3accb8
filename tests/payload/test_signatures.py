"""The first bytes of a file say what it is; words that begin like one do not."""

import pytest

from schleuse.payload.signatures import sniff


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\x05\x06" + bytes(18), "application/zip"),
        (b"BM\x36\x00\x0c\x00\x00\x00\x00\x00\x36", "image/bmp"),
        (b"RIFF\x10\0\0\0WEBP", "image/webp"),
        (b"RIFF\x10\0\0\0WAVE", "audio/wav"),
        (b"FORM\0\0\0\x10AIFF", "audio/aiff"),
        (b"ID3\x04\0", "audio/mpeg"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (b"\0\0\0\x18ftypisom", "video/mp4"),
        (b"", ""),
        (b"BMG und Meldewesen", ""),
        (b"FORMULAR zum Antrag", ""),
        (b"ID3 ist ein Ordner", ""),
        (b"RIFF am Strand heute", ""),
    ],
)
def test_sniff(head: bytes, expected: str):
    assert sniff(head) == expected
