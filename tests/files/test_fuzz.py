"""Whatever is done to a file, its reader ends, and says what it could not read rather than raise."""

import random

import pytest

from schleuse.files.read import read
from tests.files.documents import encoded, mail, odf, outlook, unread, word, written
from tests.files.test_formats import FILES

BASE = {
    **FILES,
    "mail in parts": mail("x", html="<p>y</p>", attachments={"a.docx": word("x")}),
    "rich text": rb"{\rtf1\ansi{\info{\author E}}\pard Gr\'fc\'dfe \u252?\par{\pict\pngblip 8950}}",
    "message": outlook("x", "y", {"__substg1.0_10130102": b"<html>x</html>"}),
    "sheets": odf("spreadsheet", "<table:table><table:table-row><table:table-cell/></table:table-row></table:table>"),
}


def spoilt(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice([1, 3, 12])):
        if not changed:
            break
        at = chance.randrange(len(changed))
        match chance.randrange(4):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                del changed[at : at + chance.randrange(1, 60)]
            case 2:
                changed[at:at] = changed[max(0, at - 50) : at]
            case 3:
                changed[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", bytes(4), b"9999", b"<!--", b"]]>"])
    return bytes(changed)


@pytest.mark.parametrize("name", BASE)
def test_spoilt_files_are_read_or_not_read(name: str) -> None:
    chance = random.Random(name)
    for _ in range(60):
        read(spoilt(BASE[name], chance), "a.pdf")


def test_a_chunk_of_nonsense_in_a_picture() -> None:
    picture = encoded(written("Text"))
    length = picture.index(b"IDAT") - 4
    assert unread(read(picture[:length] + bytes(4) + picture[length + 4 :])) == ["broken"]


def test_layers_that_are_switched_off_are_read() -> None:
    """Text of an optional content group (ISO 32000, 8.11) that no viewer shows."""
    stream = b"/OC /L BDC BT /F1 12 Tf 72 700 Td (Frau Ulrike Verborgen) Tj ET EMC"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[5 0 R]/D<</OFF[5 0 R]>>>>>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 6 0 R>>"
        b"/Properties<</L 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/OCG/Name(Ebene)>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 7\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Root 1 0 R/Size 7>>\nstartxref\n%d\n%%%%EOF\n" % start
    assert "Frau Ulrike Verborgen" in "".join(text.text for text in read(bytes(out)).texts)
