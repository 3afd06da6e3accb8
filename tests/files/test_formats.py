"""A file is what its content says, and a name that says otherwise is suspect."""

import pytest

from schleuse.files.formats import Format, contradicts, recognise
from schleuse.files.read import read
from tests.files.documents import (
    CLEAN,
    TAX,
    encoded,
    excel,
    mail,
    odf,
    outlook,
    pdf,
    places,
    slides,
    unread,
    word,
    written,
    zipped,
)

FILES = {
    "pdf": pdf(CLEAN),
    "docx": word(CLEAN),
    "xlsx": excel({"A": [["x"]]}),
    "pptx": slides("x"),
    "odf": odf("text", "<text:p>x</text:p>"),
    "zip": zipped({"a.txt": b"x"}),
    "ole": outlook("x", "y"),
    "rtf": b"{\\rtf1 x}",
    "html": b"<html><p>x</p></html>",
    "xml": b'<?xml version="1.0"?><x/>',
    "eml": mail(CLEAN),
    "text": CLEAN.encode(),
    "image": encoded(written("x")),
    "sound": b"ID3\x03" + bytes(99),
    "other": bytes(range(256)),
}


@pytest.mark.parametrize("name", FILES)
def test_content_decides(name: str):
    assert read(FILES[name]).format == name
    assert set(FILES) == {one.value for one in Format}


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt", "pdf"), ("a.pdf", "docx"), ("a.docx", "xlsx"), ("a.png", "pdf"), ("a.csv", "zip"), ("A.PDF", "text")],
)
def test_another_ending(name: str, content: str):
    reading = read(FILES[content], name)
    assert "mismatch" in unread(reading)


def test_what_stands_in_a_file_with_another_ending_is_read_all_the_same():
    assert places(read(pdf(TAX), "a.docx"), TAX) == ["page:1"]


@pytest.mark.parametrize("name", ["", "a", "a.unbekannt", ".pdf/x", "a.md", "a.py", "a.csv"])
def test_names_that_say_nothing(name: str):
    assert not contradicts(name, Format.TEXT)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", Format.TEXT),
        (b"<p>Hallo</p>", Format.HTML),
        (b"Antwort: ja\nFrage: nein\n\nText", Format.TEXT),
        (b"From: a\nTo: b\nSubject: c\n\nText", Format.EML),
        (b"\xef\xbb\xbf{}", Format.TEXT),
        (b"\x00\x00\x00\x18ftypmp42", Format.SOUND),
        (b"\x00\x00\x00\x18ftypheic", Format.IMAGE),
        (b"RIFF\0\0\0\0WAVE", Format.SOUND),
        (b"RIFF\0\0\0\0WEBP", Format.IMAGE),
        (b"FORMULAR fuer den Antrag", Format.TEXT),
        (b"BMG, ID3 und GIF sind keine Bilder", Format.TEXT),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), Format.OTHER),
    ],
)
def test_small_signs(content: bytes, expected: Format):
    assert recognise(content) is expected
