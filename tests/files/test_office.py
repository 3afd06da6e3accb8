"""Word and PowerPoint: body, tables, headers, notes, comments, changes, what is hidden, and what cannot be read."""

import io

import docx
import pptx
import pytest

from schleuse.files.read import read
from tests.files.documents import (
    CLEAN,
    TAX,
    compound,
    encoded,
    excel,
    places,
    read_all,
    rezipped,
    saved,
    slides,
    unread,
    whole,
    word,
    written,
)

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def body(xml: str) -> bytes:
    """A Word file with this XML in its body."""
    return rezipped(word(), {"word/document.xml": f"<w:document {W}><w:body>{xml}</w:body></w:document>".encode()})


def test_paragraphs_and_tables():
    reading = read_all(word(CLEAN, TAX, table=[["Name", "Ort"], ["Petra", "Nirgendwo"]]), "brief.docx")
    assert reading.format == "docx"
    assert places(reading, TAX) == ["paragraph:2"]
    assert "Name | Ort" in whole(reading)
    assert "Petra | Nirgendwo" in whole(reading)


def test_runs_are_one_word_and_breaks_are_breaks():
    xml = (
        "<w:p><w:r><w:t>Mül</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>ler</w:t></w:r><w:r><w:br/><w:t>Ort</w:t><w:tab/>"
    )
    assert "Müller\nOrt\tA-B" in whole(read_all(body(f"{xml}<w:t>A</w:t><w:noBreakHyphen/><w:t>B</w:t></w:r></w:p>")))


def test_pages_where_word_noted_them():
    page = "<w:p><w:r><w:t>{}</w:t></w:r></w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>{}</w:t></w:r></w:p>"
    reading = read_all(body(page.format(CLEAN, "Mitte") + page.format("Ende", TAX)))
    assert places(reading, "Mitte") == ["page:2"]
    assert places(reading, TAX) == ["page:3"]


def test_what_people_do_not_see():
    reading = read_all(
        body(
            '<w:p><w:del w:author="Anton Autor"><w:r><w:delText>Gelöschtes</w:delText></w:r></w:del>'
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Verborgenes</w:t></w:r>"
            '<w:r><w:instrText>HYPERLINK "mailto:erika@example.org"</w:instrText></w:r>'
            '<w:sdt><w:sdtPr><w:alias w:val="Feld Ulrike"/></w:sdtPr></w:sdt><!-- Anmerkung --></w:p>'
        )
    )
    assert places(reading, "Gelöschtes") == ["paragraph:1/change"]
    for text in ("Verborgenes", "erika@example.org", "author: Anton Autor", "Feld Ulrike", "Anmerkung"):
        assert text in whole(reading)


def test_header_metadata_and_parts_around():
    content = rezipped(
        word(CLEAN, author="Erika Autorin", header="Kopf Amt 50"),
        {
            "word/comments.xml": f'<w:comments {W}><w:comment w:author="A"><w:p><w:r><w:t>Bemerkung</w:t></w:r></w:p>'
            "</w:comment></w:comments>".encode(),
            "word/footnotes.xml": f"<w:footnotes {W}><w:p><w:r><w:t>Fußnote</w:t></w:r></w:p></w:footnotes>".encode(),
            "customXml/item9.xml": b'<daten kunde="Kundin Ulrike"/>',
            "word/people.xml": b'<p><person author="Petra Person"/></p>',
            "word/_rels/people.xml.rels": b'<r><Relationship TargetMode="External" Target="mailto:x@example.org"/></r>',
        },
    )
    reading = read_all(content)
    assert places(reading, "Kopf Amt 50") == ["header"]
    assert places(reading, "Erika Autorin") == ["metadata"]
    assert places(reading, "Bemerkung") == ["comment"]
    assert places(reading, "Fußnote") == ["footnote"]
    for text in ("Kundin Ulrike", "Petra Person", "mailto:x@example.org"):
        assert places(reading, text) == ["metadata"]


def test_pictures_and_objects_inside():
    document = docx.Document()
    document.add_picture(io.BytesIO(encoded(written("Text"))))
    assert unread(read(saved(document))) == ["picture picture:1"]
    inside = read_all(rezipped(word(CLEAN), {"word/embeddings/tabelle.xlsx": excel({"Blatt": [[TAX]]})}))
    assert places(inside, TAX) == ["attachment:1/sheet:Blatt/cell:A1"]
    assert unread(read(rezipped(word(CLEAN), {"word/embeddings/oleObject1.bin": b"\0\1\2" * 99}))) == [
        "unknown attachment:1"
    ]


@pytest.mark.parametrize("part", ["word/vbaProject.bin", "xl/vbaProject.bin"])
def test_macros(part: str):
    assert unread(read(rezipped(word(CLEAN), {part: b"\0\1"}))) == ["macro"]


def test_broken_packages():
    assert "broken" in unread(read(rezipped(word(CLEAN), {"_rels/.rels": b"<x/>"})))
    assert "broken" in unread(read(rezipped(word(CLEAN), {"word/document.xml": b"<w:document>"})))
    doctype = b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
    assert unread(read(rezipped(word(CLEAN), {"word/document.xml": doctype}))) == ["broken"]


def test_an_encrypted_office_file():
    assert unread(read(compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}), "a.docx")) == ["encrypted"]


def test_a_macro_document_that_calls_itself_docx():
    types = read_part(word(CLEAN), "[Content_Types].xml").replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    assert read_all(rezipped(word(TAX), {"[Content_Types].xml": types})).format == "docx"


def read_part(content: bytes, name: str) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


# --- PowerPoint ------------------------------------------------------------------------------------------


def test_slides_notes_and_hidden_slides():
    reading = read_all(slides("Haushalt", TAX, "Ende", notes="Notiz", hidden=2), "vortrag.pptx")
    assert reading.format == "pptx"
    assert places(reading, TAX) == ["hidden_slide:2"]
    assert places(reading, "Notiz") == ["slide:1/notes", "hidden_slide:2/notes", "slide:3/notes"]


def test_order_of_slides_is_that_of_the_presentation():
    deck = pptx.Presentation(io.BytesIO(slides("eins", TAX)))
    order = deck.slides._sldIdLst
    order.insert(0, order[1])
    assert places(read_all(saved(deck)), TAX) == ["slide:1"]


def test_alternative_texts_charts_and_tables():
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    deck = pptx.Presentation(io.BytesIO(slides("Übersicht")))
    shapes = deck.slides[0].shapes
    shapes[0]._element.nvSpPr.cNvPr.set("descr", "Foto von Anton")
    chart = CategoryChartData()
    chart.categories = ["Fall Ulrike"]
    chart.add_series("Reihe", (1.5,))
    shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, 0, 0, Inches(1), Inches(1), chart)
    table = shapes.add_table(1, 2, 0, 0, Inches(1), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Zelle eins", "Zelle zwei"
    reading = read_all(saved(deck))
    assert places(reading, "Foto von Anton") == ["slide:1"]
    assert places(reading, "Zelle eins | Zelle zwei") == ["slide:1"]
    assert "slide:1" in places(reading, "Fall Ulrike")  # the chart; the workbook behind it is a file of its own
    assert any(place.startswith("attachment:1/sheet") for place in places(reading, "Fall Ulrike"))
