"""HTML and XML: what is seen, what is not, and what is inside."""

import base64

import pytest

from schleuse.files.read import read
from tests.files.documents import TAX, encoded, places, read_all, unread, whole, written

PAGE = f"""<!doctype html><html><head><meta name="author" content="Erika Autorin"><title>Brief</title></head>
<body><p>Frau J&uuml;rgens</p>
<table><tr><th>Name</th><th>Ort</th></tr>
<tr><td>Petra</td><td>Nirgendwo</td></tr></table>
<!-- {TAX} --><img alt="Foto von Anton" src="x.png"><input type="hidden" value="Verborgenes">
<script>var kunde = "Skripttext";</script></body></html>"""


def test_html():
    reading = read_all(PAGE.encode(), "seite.html")
    assert reading.format == "html"
    for text in ("Frau Jürgens", "Erika Autorin", "Foto von Anton", "Verborgenes", "Skripttext", "Petra | Nirgendwo"):
        assert text in whole(reading)
    assert places(reading, TAX) == ["line:5"]
    assert places(reading, "Skripttext") == ["line:6"]


def test_html_in_another_encoding():
    page = '<html><meta charset="iso-8859-15"><p>Grüße für 5 €</p></html>'
    assert "Grüße für 5 €" in whole(read_all(page.encode("iso-8859-15")))


def test_a_picture_in_html_is_a_file():
    picture = base64.b64encode(encoded(written("Text"))).decode()
    assert unread(read(f'<html>\n<img src="data:image/png;base64,{picture}"></html>'.encode())) == [
        "picture line:2/attachment:1"
    ]
    inner = base64.b64encode(TAX.encode()).decode()
    assert TAX in whole(read_all(f'<html><a href="data:text/plain;base64,{inner}">x</a></html>'.encode()))


def test_xml():
    reading = read_all(
        f'<?xml version="1.0"?>\n<akte nr="4711">\n<name>Jürgens &amp; Co</name><!-- {TAX} --></akte>'.encode()
    )
    assert places(reading, "name: Jürgens & Co") == ["line:3"]
    assert places(reading, "nr: 4711") == ["line:2"]
    assert places(reading, TAX) == ["line:3"]


def test_svg_is_a_picture_and_a_text():
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><text>{TAX}</text><path d="M0 0L9 9"/></svg>'
    reading = read(svg.encode())
    assert TAX in whole(reading)
    assert unread(reading) == ["picture"]


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "content",
    [
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><x>&l9;</x>',
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://example.org/x.dtd"><x>&e;</x>',
        '<?xml version="1.0"?><x>' + "<y>" * 5000,
        '<?xml version="1.0"?><x><y></x>',
    ],
    ids=["laughs", "outside", "skipped", "deep", "broken"],
)
def test_hostile_xml_is_not_read(content: str):
    reading = read(content.encode())
    assert unread(reading) == ["broken"]
    assert "root:" not in whole(reading)
