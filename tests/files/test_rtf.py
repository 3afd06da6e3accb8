"""RTF: text in all its spellings, what stands beside it, pictures and objects."""

import pytest

from schleuse.files.read import read
from tests.files.documents import TAX, encoded, places, read_all, unread, whole, written


def rtf(body: str) -> bytes:
    return (r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset238 Arial CE;}}" + body + "}").encode(
        "latin-1"
    )


def test_characters():
    body = r"\pard Gr\'fc\'dfe an {\b M\u252?l}ler\tab x\emdash y\~z\par \uc2\u380??ycie \uc0\u-10179\u-8704 {\f1 \'b9}"
    reading = read_all(rtf(body), "brief.rtf")
    assert reading.format == "rtf"
    assert whole(reading) == "Grüße an Müller\tx—y z\nżycie 😀ą"


def test_places():
    body = rf"{{\info{{\author Erika}}{{\title Akte}}}}eins\par zwei\par {TAX}\par"
    body += r"{\header Kopf}{\footnote Fuß}{\*\annotation Notiz}"
    reading = read_all(rtf(body))
    assert places(reading, TAX) == ["paragraph:3"]
    assert places(reading, "Erika") == places(reading, "Akte") == ["metadata"]
    assert places(reading, "Kopf") == ["header"]
    assert places(reading, "Notiz") == ["comment"]
    assert places(reading, "Fu") == ["footnote"]


def test_tables_fields_hidden_and_unknown():
    body = r"\trowd Name\cell Ort\cell\row{\v Verborgenes}{\*\unbekannt Fremdes}"
    body += r"{\field{\*\fldinst HYPERLINK mailto:a@example.org}}"
    text = whole(read_all(rtf(body)))
    for expected in ("Name | Ort | \n", "Verborgenes", "Fremdes", "a@example.org"):
        assert expected in text
    assert "Arial" not in text


def test_pictures_and_objects():
    picture = encoded(written("Text")).hex()
    assert unread(read(rtf(rf"x{{\pict\pngblip {picture}}}y"))) == ["picture picture:1"]
    assert "xy" in whole(read(rtf(rf"x{{\pict\pngblip {picture}}}y"))).replace("\n", "")
    assert unread(read(rtf(r"{\pict\wmetafile8 010009000003}"))) == ["picture"]
    assert unread(read(rtf(r"{\object{\*\objdata 0105000002000000}}"))) == ["embedded"]
    assert unread(read(rtf(r"{\pict\bin5 abcde}"))) == ["embedded"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (rtf("x")[:-1], ["broken"]),
        (rb"{\rtf1" + b"{" * 5000 + b"}" * 5000 + b"}", ["broken"]),
        (rtf("x") + b"Frau Erika Beispiel", ["embedded"]),
        (rtf(r"\bin99999999999 x"), ["broken", "embedded"]),
    ],
    ids=["cut", "deep", "behind", "bin"],
)
def test_hostile(content: bytes, expected: list[str]):
    assert unread(read(content)) == expected
