"""Logins, and words of a sentence behind a label that are none."""

import pytest


@pytest.mark.parametrize(
    ("text", "login"),
    [
        ("Der Benutzer mbrandner; meldet sich nicht an.", "mbrandner"),
        ("Kennung: mbeispiel77", "mbeispiel77"),
        ("Vorgang 12 durch m.brandner geschlossen", "m.brandner"),
        ("/home/brandner/akte.odt", "brandner"),
        ("Folgt @petra_s_42 auf Instagram", "@petra_s_42"),
    ],
)
def test_login_is_found(find, text, login):
    assert ("USERNAME", login) in {(entity, value) for entity, value, _ in find(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Die Datei wird durch systemd-networkd(8) gelesen.",
        "Das Werkzeug wird durch pkg-config gefunden.",
        "Ist die Einstellung User= gesetzt, gilt sie.",
        "Die Kennung ist eine Zeichenkette.",
        "uid=Wert und gid=Wert",
        "SetCredential=KENNUNG:WERT",
        "vom Benutzer eingegebenen Zeichen.",
        "Bei @hourly läuft der Auftrag stündlich, im @include-Suchpfad nicht.",
        "/var/lib/systemd/home/local.public",
    ],
)
def test_word_is_no_login(find, text):
    assert find(text) == []
