"""Excel: every cell where it stands, numbers and dates as people read them, and what is hidden."""

import datetime
import io

import openpyxl

from schleuse.files.read import read
from tests.files.documents import TAX_ID, excel, places, read_all, rezipped, saved, unread, whole

ROWS = [
    ["Nachname", "Steuer-ID", "Geburtsdatum", "PLZ"],
    ["Müller", 86095742719, datetime.date(1980, 4, 3), 4999],
]


def test_cells_and_how_they_are_shown():
    reading = read_all(excel({"Übersicht": [["Stand"]], "Anträge": ROWS}), "liste.xlsx")
    assert reading.format == "xlsx"
    assert "Nachname | Steuer-ID | Geburtsdatum | PLZ\nMüller | 86095742719 | 03.04.1980 | 4999" in whole(reading)
    assert places(reading, "86095742719") == ["sheet:Anträge/cell:B2"]
    assert places(reading, "03.04.1980") == ["sheet:Anträge/cell:C2"]


def test_gaps_keep_values_under_their_headings():
    reading = read_all(excel({"A": [["Nachname", "Vorname", "Steuer-ID"], ["Müller", None, TAX_ID]]}))
    assert f"Müller |  | {TAX_ID}" in whole(reading)


def test_hidden_sheets_and_comments():
    reading = read_all(excel({"A": [["x", "y"], ["Text", "Zahl"]], "B": ROWS}, hidden="B", comment="Rückruf Ulrike"))
    assert places(reading, "86095742719") == ["hidden_sheet:B/cell:B2"]
    assert places(reading, "Rückruf Ulrike")[0] == "sheet:A/cell:B2/comment"


def test_a_long_sheet_repeats_its_heading():
    rows = [["Nachname", "Vorname"], *([f"N{number}x", f"V{number}x"] for number in range(2000))]
    reading = read_all(excel({"Liste": rows}))
    tables = [text for text in reading.texts if "N1" in text.text or "N9" in text.text]
    assert len(tables) > 5
    assert all(text.text.startswith("Nachname | Vorname\n") for text in tables)
    assert places(reading, "N1777x") == ["sheet:Liste/cell:A1779"]


def test_formulas_names_validation_headers_and_number_formats():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = '=IF(B1=1,"Frau Ulrike Text","")'
    sheet["A2"] = 4999
    sheet["A2"].number_format = "00000"
    sheet["A3"] = 29314
    sheet["A3"].number_format = 'dd"."mm"."yyyy'
    sheet["A4"] = 12.5
    sheet.oddHeader.center.text = "Kopf Anton"
    book.defined_names["Anton_Liste"] = openpyxl.workbook.defined_name.DefinedName(
        "Anton_Liste", attr_text="Sheet!$A$1"
    )
    check = openpyxl.worksheet.datavalidation.DataValidation(
        type="list", formula1='"Petra,Paul"', promptTitle="Hinweis X"
    )
    sheet.add_data_validation(check)
    check.add("B1")
    sheet["C1"].hyperlink = "mailto:erika@example.org"
    reading = read_all(saved(book))
    text = whole(reading)
    for expected in (
        "Frau Ulrike Text",
        "04999",
        "03.04.1980",
        "12.5",
        "Kopf Anton",
        "Anton_Liste",
        "Petra,Paul",
        "Hinweis X",
    ):
        assert expected in text
    assert "erika@example.org" in text


def test_strings_that_no_cell_shows_any_more_are_read():
    content = excel({"A": [["Text", "Zahl"]]})
    strings = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>Text</t></si><si><t>Zahl</t></si>'
    content = rezipped(content, {"xl/sharedStrings.xml": f"{strings}<si><t>Rest von Ulrike</t></si></sst>".encode()})
    assert places(read_all(content), "Rest von Ulrike") == ["metadata"]


def test_pivot_caches_and_external_links():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    content = rezipped(
        excel({"A": [["Text"]]}),
        {
            "xl/pivotCache/pivotCacheRecords1.xml": f'<pivotCacheRecords xmlns="{main}"><r><s v="Ulrike P"/></r>'
            "</pivotCacheRecords>".encode(),
            "xl/externalLinks/link1.xml": f'<externalLink xmlns="{main}"><v>Anton E</v></externalLink>'.encode(),
            "xl/printerSettings/printerSettings1.bin": b"\0\1\2",
        },
    )
    reading = read_all(content)
    assert "Ulrike P" in whole(reading)
    assert "Anton E" in whole(reading)


def test_a_binary_workbook_is_not_read():
    content = rezipped(excel({"A": [["x"]]}), {"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\0\1\2\0"})
    assert any(line.startswith("unknown") for line in unread(read(content, "a.xlsb")))


def test_a_cell_far_out_costs_nothing():
    book = openpyxl.load_workbook(io.BytesIO(excel({"A": [["x"]]})))
    book.active["XFD1048576"] = "weit draußen"
    reading = read_all(saved(book))
    assert places(reading, "weit draußen") == ["sheet:A/cell:XFD1048576"]
    assert len(whole(reading)) < 2000
