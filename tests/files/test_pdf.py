"""PDF: pages, fields, annotations, metadata, attachments, earlier versions; and what makes one unreadable."""

import io

import pypdf
import pytest
from pypdf.actions import JavaScript
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, TextStringObject
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from schleuse.files import pdf as pdf_module
from schleuse.files.read import read
from tests.files.documents import CLEAN, TAX, pdf, places, read_all, unread, whole, written


def drawn(draw, **options: object) -> bytes:
    out = io.BytesIO()
    sheet = canvas.Canvas(out, pagesize=A4, **options)
    draw(sheet)
    sheet.save()
    return out.getvalue()


def changed(content: bytes, change) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_pages_and_metadata():
    reading = read_all(pdf(CLEAN, f"Überschrift\n{TAX}", author="Erika Autorin", title="Akte Anton"), "bescheid.pdf")
    assert reading.format == "pdf"
    assert places(reading, TAX) == ["page:2"]
    assert places(reading, "Erika Autorin") == ["metadata"]
    assert places(reading, "Akte Anton") == ["metadata"]


def test_what_the_eye_does_not_see():
    def draw(sheet: canvas.Canvas) -> None:
        text = sheet.beginText(72, 650)
        text.setTextRenderMode(3)
        text.textLine("Unsichtbares")
        sheet.drawText(text)
        sheet.setFillColorRGB(1, 1, 1)
        sheet.drawString(72, 600, "Weiß auf Weiß")
        sheet.drawString(5000, 600, "Daneben")

    assert {"Unsichtbares", "Weiß auf Weiß", "Daneben"} <= set(
        whole(read_all(drawn(draw))).replace("\n", "|").replace(" Daneben", "|Daneben").split("|")
    )


def test_fields_notes_links_and_bookmarks():
    def draw(sheet: canvas.Canvas) -> None:
        sheet.drawString(72, 700, CLEAN)
        sheet.showPage()
        sheet.acroForm.textfield(
            name="feld", value="Feldwert Ulrike", tooltip="Hinweis", x=72, y=500, width=200, height=20
        )
        sheet.textAnnotation("Notiz von Anton", Rect=[10, 10, 50, 50])
        sheet.linkURL("mailto:erika@example.org", (10, 10, 60, 60))
        sheet.bookmarkPage("a")
        sheet.addOutlineEntry("Lesezeichen Petra", "a")
        sheet.showPage()

    reading = read_all(drawn(draw))
    assert "page:2/field" in places(reading, "Feldwert Ulrike")
    assert places(reading, "Notiz von Anton") == ["page:2/comment"]
    assert places(reading, "mailto:erika@example.org") == ["page:2/comment"]
    assert places(reading, "Lesezeichen Petra") == ["metadata"]


def test_attachments_scripts_and_xmp():
    def change(writer: pypdf.PdfWriter) -> None:
        writer.add_attachment("akte.txt", TAX.encode())
        writer.add_open_action(JavaScript("app.alert('Skript Ulrike')"))
        stream = DecodedStreamObject()
        stream.set_data(b'<?xpacket begin=""?><x xmlns:a="urn:a"><a:who>XMP Anton</a:who></x>')
        stream.update({NameObject("/Type"): NameObject("/Metadata"), NameObject("/Subtype"): NameObject("/XML")})
        writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)

    reading = read_all(changed(pdf(CLEAN), change))
    assert places(reading, TAX) == ["attachment:1/line:1"]
    assert places(reading, "Skript Ulrike") == ["metadata"]
    assert places(reading, "XMP Anton") == ["metadata"]


def test_objects_that_nothing_refers_to_are_read():
    def change(writer: pypdf.PdfWriter) -> None:
        writer._add_object(DictionaryObject({NameObject("/Alt"): TextStringObject("Vergessenes von Ulrike")}))

    assert "Vergessenes von Ulrike" in whole(read_all(changed(pdf(CLEAN), change)))


def test_an_earlier_version_is_read():
    first = pdf(CLEAN, TAX)
    writer = pypdf.PdfWriter(io.BytesIO(first), incremental=True)
    page = writer.pages[1]
    content = DecodedStreamObject()
    content.set_data(b"BT /F1 12 Tf 72 700 Td (Geschwaerzt) Tj ET")
    page[NameObject("/Contents")] = writer._add_object(content)
    out = io.BytesIO()
    writer.write(out)
    reading = read_all(out.getvalue())
    assert places(reading, "Geschwaerzt") == ["page:2"]
    assert places(reading, TAX) == ["earlier/page:2"]


def test_more_earlier_versions_than_are_looked_into():
    many = pdf(CLEAN)
    for number in range(8):
        writer = pypdf.PdfWriter(io.BytesIO(many), incremental=True)
        writer.add_metadata({"/Keywords": f"Fassung {number}"})
        out = io.BytesIO()
        writer.write(out)
        many = out.getvalue()
    assert unread(read(many)) == ["too_many earlier"]


def test_pictures_and_outlines_and_unknown_letters():
    def outlines(sheet: canvas.Canvas) -> None:
        for at in range(60):
            sheet.circle(100 + 5 * at, 500, 4, stroke=0, fill=1)

    assert unread(read(pdf(CLEAN, picture=written("Text")))) == ["picture page:2"]
    assert unread(read(drawn(outlines))) == ["glyphs page:1"]
    few = drawn(lambda sheet: [sheet.roundRect(50, 50 * at, 90, 40, 5, fill=1) for at in range(1, 12)])
    assert unread(read(few)) == []
    blank = written("")
    assert unread(read(pdf(CLEAN, picture=blank), "")) == ["picture page:2"]  # without OCR nobody looks


def test_encrypted():
    assert unread(read(pdf(TAX, encrypt="geheim"))) == ["encrypted"]

    def change(writer: pypdf.PdfWriter) -> None:
        writer.encrypt("", "nur zum Bearbeiten", algorithm="AES-256")

    assert places(read_all(changed(pdf(TAX), change)), TAX) == ["page:1"]  # opens without a password


def test_bytes_around_and_cut_files():
    assert unread(read(b"Frau Erika Beispiel" * 9 + pdf(CLEAN))) == ["embedded"]
    assert "embedded" in unread(read(pdf(CLEAN) + b"Frau Erika Beispiel" * 99))
    assert read(pdf(CLEAN, TAX)[:600]).complete is False
    assert unread(read(b"%PDF-1.7\n" + b"x" * 500)) == ["broken"]


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch):
    content = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 100000/Kids["
        + (b"3 0 R " * 100_000)
        + b"]>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    )
    assert "too_many" in unread(read(content))
    monkeypatch.setattr(pdf_module, "MAX_PAGES", 2)
    assert unread(read(pdf("a", "b", "c"))) == ["too_many"]


@pytest.mark.parametrize(
    "kids",
    [b"2 0 R", b"4 0 R", b"3 0 R 3 0 R 3 0 R"],
    ids=["itself", "each other", "thrice"],
)
def test_loops_of_pages_end(kids: bytes):
    content = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/Names 1 0 R>>endobj\n2 0 obj<</Type/Pages/Count 3/Kids["
        + kids
        + b"]>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Annots[3 0 R]>>endobj\n"
        b"4 0 obj<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]>>endobj\ntrailer<</Root 1 0 R/Prev 0>>\nstartxref\n0\n%%EOF"
    )
    read(content)  # ends


def test_two_readers_must_agree(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf_module.pdfium.PdfDocument, "__len__", lambda _: 1)
    assert unread(read(pdf(CLEAN, TAX))) == ["broken"]
