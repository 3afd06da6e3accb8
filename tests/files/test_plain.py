"""Plain text: lines are places; tables keep their heading; files inside are read."""

import base64

from schleuse.files.read import read
from tests.files.documents import TAX, encoded, places, read_all, unread, whole, written


def test_lines_are_places():
    reading = read_all(f"eins\nzwei\n\n{TAX}\n".encode(), "brief.md")
    assert reading.format == "text"
    assert places(reading, TAX) == ["line:4"]


def test_encodings():
    for codec in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert "Grüße an Jürgen" in whole(read_all("Grüße an Jürgen\n".encode(codec), "a.txt"))


def test_binary_content_is_no_text():
    assert unread(read(bytes(range(256)) * 20, "a.txt")) == ["mismatch", "unknown"]
    assert unread(read(b"text\0\0\0\0 with zeros\0", "")) == ["unknown"]


def test_a_long_table_repeats_its_heading():
    rows = "".join(f"Nachname{number};Vorname{number};{number}\n" for number in range(1000))
    reading = read_all(f"Nachname;Vorname;Steuer-ID\n{rows}".encode("cp1252"), "liste.csv")
    assert len(reading.texts) > 5
    assert all(text.text.startswith("Nachname;Vorname;Steuer-ID\n") for text in reading.texts)
    assert places(reading, "Vorname500;") == ["line:502"]
    assert whole(reading).count("Nachname777;") == 1


def test_prose_is_no_table():
    reading = read_all(("Sehr geehrte Damen, sehr geehrte Herren, guten Tag\n" * 200).encode())
    assert len(reading.texts) == 1


def test_json_is_read_as_a_person_reads_it():
    reading = read_all(
        b'{"name": "J\\u00fcrgen \\ud83d\\ude00",\n "anschrift": "Musterweg 3\\n99999 Nirgendwo"}', "a.json"
    )
    assert "Jürgen 😀" in whole(reading)
    assert "Musterweg 3\n99999 Nirgendwo" in whole(reading)
    assert places(reading, "99999") == ["line:2"]


def test_lines_of_json_too():
    reading = read_all(b'{"a": "M\\u00fcller"}\n{"a": "Yilmaz"}\n', "a.jsonl")
    assert places(reading, "Müller") == ["line:1"]
    assert places(reading, "Yilmaz") == ["line:2"]


def test_a_path_of_windows_is_no_json():
    assert "C:\\neu\\u00fc" in whole(read_all(b"Datei: C:\\neu\\u00fc\n"))


def test_a_file_inside_a_text_is_read():
    inner = base64.b64encode(f"{TAX} und noch etwas mehr Text, damit es sich lohnt".encode()).decode()
    reading = read_all(f"eins\n![x](data:text/plain;base64,{inner}) hier\n".encode())
    assert places(reading, TAX) == ["line:2/attachment:1/line:1"]
    assert inner not in whole(reading)
    picture = base64.b64encode(encoded(written("Text"))).decode()
    assert unread(read(f"![x](data:image/png;base64,{picture})".encode())) == ["picture line:1/attachment:1"]
