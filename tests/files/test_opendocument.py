"""OpenDocument: texts, spreadsheets, presentations; changes, comments, repeated cells, what is encrypted."""

from schleuse.files.read import read
from tests.files.documents import TAX, encoded, odf, places, read_all, unread, whole, written


def row(*cells: str) -> str:
    inner = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
    return f"<table:table-row>{inner}</table:table-row>"


def test_text():
    reading = read_all(
        odf(
            "text",
            "<text:tracked-changes><text:deletion><text:p>Gelöschtes</text:p></text:deletion></text:tracked-changes>"
            "<text:p>Mül<text:span>ler</text:span><text:s text:c='3'/>x<text:line-break/>y</text:p>"
            f"<text:h>{TAX}</text:h>"
            "<text:p>Wort<office:annotation><dc:creator>Anton</dc:creator><text:p>Bemerkung</text:p></office:annotation></text:p>"
            "<text:p>z<text:note><text:note-body><text:p>Fußnote</text:p></text:note-body></text:note></text:p>"
            f"<table:table>{row('Name', 'Ort')}</table:table>",
            meta="<dc:creator>Erika Autorin</dc:creator>",
            extra={"styles.xml": b"<s><header><p>Kopf Amt</p></header></s>"},
        ),
        "brief.odt",
    )
    assert reading.format == "odf"
    assert "Müller   x\ny" in whole(reading)
    assert places(reading, "Gelöschtes") == ["change"]
    assert places(reading, "Bemerkung")[0].endswith("/comment")
    assert places(reading, "Fußnote")[0].endswith("/footnote")
    assert places(reading, "Erika Autorin") == ["metadata"]
    assert places(reading, "Kopf Amt")[0].startswith("header")
    assert "Name\n | Ort" in whole(reading) or "Name | Ort" in whole(reading)


def test_spreadsheet():
    gap = "<table:table-cell table:number-columns-repeated='900'/>"
    gap = f"<table:table-row table:number-rows-repeated='500000'>{gap}</table:table-row>"
    number = "<table:table-row><table:table-cell/><table:table-cell office:value='86095742719'><text:p>8,6E+10</text:p>"
    note = "<office:annotation><text:p>Rückruf</text:p></office:annotation></table:table-cell></table:table-row>"
    reading = read_all(
        odf(
            "spreadsheet",
            f"<table:table table:name='Anträge'>{row('Nachname', 'Steuer-ID')}{gap}{number}{note}</table:table>",
        ),
        "liste.ods",
    )
    assert places(reading, "86095742719") == ["sheet:Anträge/cell:B500002"]
    assert places(reading, "Rückruf") == ["sheet:Anträge/cell:B500002/comment"]
    assert "Nachname | Steuer-ID\n | 8,6E+10 86095742719" in whole(reading)


def test_presentation():
    box = "<draw:frame draw:name='Bild von Anton'><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
    page = f"<draw:page>{box}{{}}</draw:page>"
    notes = "<presentation:notes><text:p>Notiz</text:p></presentation:notes>"
    reading = read_all(odf("presentation", page.format("eins", "") + page.format(TAX, notes)), "vortrag.odp")
    assert places(reading, TAX) == ["slide:2"]
    assert places(reading, "Notiz") == ["slide:2/notes"]
    assert places(reading, "Bild von Anton") == ["slide:1", "slide:2"]


def test_what_cannot_be_read():
    assert unread(read(odf("text", "", manifest="<encryption-data/>"))) == ["encrypted"]
    assert unread(read(odf("text", "", extra={"Basic/Standard/Module1.xml": b"<x/>"}))) == ["macro"]
    picture = encoded(written("Text"))
    assert unread(read(odf("text", "", extra={"Pictures/a.png": picture}))) == ["picture picture:1"]
    assert unread(read(odf("text", "", extra={"Object 1": b"\0\1\2"}))) == ["unknown attachment:1"]
    small = encoded(written("Text").resize((200, 256)))
    assert unread(read(odf("text", "", extra={"Thumbnails/thumbnail.png": small}))) == []
    assert unread(read(odf("text", "", extra={"Thumbnails/thumbnail.png": picture}))) == ["picture picture:1"]
    assert unread(read(odf("text", "<text:p>"))) == ["broken"]
