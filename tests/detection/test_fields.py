import pytest

from schleuse.detection.fields import fields, heading
from schleuse.detection.normalise import plain


def named(text):
    view = plain(text)
    return {(field.key, view.text[field.start : field.end]) for field in fields(view)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("nachname;vorname\nYılmaz;Ayşe", {("nachname", "Yılmaz"), ("vorname", "Ayşe")}),
        ("| Name | Az |\n|---|---|\n| Eva Beispiel | 5 K 1 |", {("name", "Eva Beispiel"), ("az", "5 K 1")}),
        ("Name\tGeb.\nAslan, Hatice\t7/4/1969", {("name", "Aslan, Hatice"), ("geb", "7/4/1969")}),
        ('nr,name,ort\n1,"Beispiel, Eva",Bad Ort', {("name", "Beispiel, Eva"), ("ort", "Bad Ort")}),
        (
            '{"steuerId": "1", "rvnr": "2", "kinder": ["A", "B"]}',
            {("steuer id", "1"), ("rvnr", "2"), ("kinder", "A"), ("kinder", "B")},
        ),
        (
            "<person><nachname>Haddad</nachname><kind vorname='Mila'/></person>",
            {("nachname", "Haddad"), ("vorname", "Mila")},
        ),
        ("Name: Eva Beispiel\nTel.: 030 1", {("name", "Eva Beispiel"), ("tel", "030 1")}),
        ('user=eva.b name="Eva Beispiel"', {("name", "Eva Beispiel")}),
        (
            "<table><tr><th>Name</th><th>IBAN</th></tr><tr><td>Eva</td><td>DE1</td></tr></table>",
            {("name", "Eva"), ("iban", "DE1")},
        ),
        ("Name/Surname  KRÜGER", {("name surname", "KRÜGER")}),
    ],
)
def test_named_values(text, wanted):
    assert wanted <= named(text)


def test_prose_has_no_table():
    text = "Wir kamen, sahen, siegten.\nDann gingen wir, alle, heim."
    assert not {field for field in fields(plain(text)) if field.kind == "cell"}


def test_heading_of_a_cell():
    view = plain("kz;iban\n1;DE12")
    assert heading(view, view.text.index("DE12")) == "iban"
    assert heading(view, view.text.index("1;")) == "kz"
    assert heading(view, 0) == ""
