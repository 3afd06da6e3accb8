"""Pictures: what cameras write beside them, what is in them, and what cannot be recognised."""

import io

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen import canvas

from schleuse.files import images, ocr
from schleuse.files.read import read
from tests.files.documents import TAX, encoded, pdf, places, unread, whole, word, written

TESSERACT = pytest.mark.skipif(not ocr.available(), reason="Tesseract with its German model is not installed")
LETTER = (
    f"Sehr geehrte Damen und Herren,\nder Bescheid mit der {TAX}\nist noch nicht eingegangen.\nMit freundlichen Grüßen"
)


def test_without_ocr_a_picture_is_not_read():
    assert unread(read(encoded(written("Text")))) == ["picture"]
    assert unread(read(encoded(written("Text"), "JPEG"), "a.jpg")) == ["picture"]


def test_nothing_in_it_is_nothing_to_read():
    assert unread(read(encoded(Image.new("RGB", (800, 600), "white")))) == []
    assert unread(read(encoded(Image.new("L", (800, 4))))) == []
    assert unread(read(encoded(Image.new("RGBA", (80, 80), (9, 9, 9, 0))))) == []


def test_what_is_written_beside_a_picture():
    exif = Image.Exif()
    exif[0x013B] = "Ulrike Fotografin"
    exif[0x010E] = "Antrag"
    exif[0x9C9D] = "Anton\0".encode("utf-16-le")
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 20.0, 24.0), 3: "E", 4: (12.0, 22.0, 12.0)})
    reading = read(encoded(written("x"), "JPEG", exif=exif, comment=b"Kommentar Petra"))
    text = whole(reading)
    for expected in ("Ulrike Fotografin", "Antrag", "Anton", "Kommentar Petra", "51.34000, 12.37000"):
        assert expected in text
    assert places(reading, "Ulrike Fotografin") == ["metadata"]


def test_texts_in_png():
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "Erika Autorin")
    info.add_itxt("Description", "Akte Anton", zip=True)
    assert {"Author: Erika Autorin", "Description: Akte Anton"} <= set(
        whole(read(encoded(written("x"), pnginfo=info))).split("\n")
    )


def test_every_frame_counts():
    frames = [written("eins"), written("zwei")]
    tiff = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert unread(read(tiff)) == ["picture", "picture page:2"]


def test_bombs_and_broken_pictures(monkeypatch: pytest.MonkeyPatch):
    assert unread(read(encoded(written("Text"))[:200])) == ["broken"]
    assert unread(read(b"\x89PNG\r\n\x1a\n" + bytes(50))) == ["unknown"]
    assert unread(read(b"\x00\x00\x00\x18ftypheic" + bytes(50))) == ["unknown"]
    picture = encoded(written("Text"))
    monkeypatch.setattr(images, "MAX_PIXELS", 1000)
    assert unread(read(picture)) == ["too_large"]
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    assert unread(read(picture)) == ["too_large"]


def test_the_table_of_tesseract():
    head = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    row = "5\t1\t1\t1\t{}\t1\t0\t0\t9\t9\t{}\t{}\n"
    assert ocr.read_table(
        head + row.format(1, 96, "Guten") + row.format(1, 95, "Tag") + row.format(2, 91, "Ulrike")
    ) == (ocr.Recognised(("Guten Tag", "Ulrike"), legible=True))
    unsure = ocr.read_table(head + row.format(1, 96, "Guten") + row.format(1, 12, "T%§!"))
    assert unsure.lines == ("Guten T%§!",)
    assert not unsure.legible
    assert not ocr.read_table(head).legible
    assert not ocr.read_table("").legible


@TESSERACT
def test_text_in_a_picture_is_read():
    reading = read(encoded(written(LETTER)), ocr=True)
    assert unread(reading) == []
    assert places(reading, "86 095 742 719") == [""]


@TESSERACT
def test_a_scanned_page_is_read_with_its_number():
    reading = read(pdf("Erste Seite", picture=written(LETTER, height=1754)), ocr=True)
    assert unread(reading) == []
    assert places(reading, "86 095 742 719") == ["page:2"]


@TESSERACT
def test_a_picture_in_a_document_is_read():
    import docx

    document = docx.Document(io.BytesIO(word("Anlage")))
    document.add_picture(io.BytesIO(encoded(written(LETTER))))
    from tests.files.documents import saved

    reading = read(saved(document), ocr=True)
    assert places(reading, "86 095 742 719")[0].startswith("picture")


@TESSERACT
def test_a_picture_without_text_stays_unread():
    picture = Image.effect_noise((900, 700), 90)
    ImageDraw.Draw(picture).ellipse((200, 100, 600, 600), fill=180)
    assert unread(read(encoded(picture), ocr=True)) == ["picture"]


@TESSERACT
def test_letters_that_are_drawn_are_recognised_from_the_page():
    strokes = drawn_letters("86 095 742 719")
    assert unread(read(strokes)) == ["glyphs page:1"]
    assert places(read(strokes, ocr=True), "86 095 742 719") == ["page:1"]


def drawn_letters(text: str) -> bytes:
    """A PDF whose letters are filled curves: the dots of a picture of them, each a small circle."""
    mask = ImageFont.load_default(40).getmask(f"Die Nummer ist {text} laut Schreiben")
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=(mask.size[0] + 200, 300))
    for at in range(mask.size[0] * mask.size[1]):
        x, y = at % mask.size[0], at // mask.size[0]
        if mask.getpixel((x, y)) > 100:
            sheet.circle(100 + x, 200 - y, 0.7, stroke=0, fill=1)
    sheet.save()
    return out.getvalue()
