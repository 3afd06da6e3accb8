"""A name, a login, a number again: in its own text, and in the other texts of the conversation."""

import time

import pytest

from schleuse.detection.known import Known
from schleuse.detection.mentions import Names, further, search
from schleuse.model import Finding


def persons(*names: str, score: float = 0.95) -> Names:
    return Names([Known("PERSON", name, score) for name in names])


def found(text: str, names: Names) -> list[tuple[int, str]]:
    return [(each.start, text[each.start : each.end]) for each in search(text, names, foreign=True)]


@pytest.mark.parametrize(
    ("name", "text", "mention"),
    [
        ("Petra Wiesengrund", "wiesengrund hat angerufen", "wiesengrund"),
        ("Petra Wiesengrund", "Was meint WIESENGRUND?", "WIESENGRUND"),
        ("Petra Wiesengrund", "Die Akte Wiesengrunds fehlt.", "Wiesengrunds"),
        ("Petra Wiesengrund", "und petra kommt auch", "petra"),
        ("PETRA WIESENGRUND", "und die wiesengrund auch", "wiesengrund"),
        ("Oktay Demirtaş", "demirtas hat bezahlt", "demirtas"),
        ("Jörg Brünjes", "Bruenjes rief an", "Bruenjes"),
        ("Joerg Bruenjes", "was will brünjes?", "brünjes"),
        ("Ines Möller-Abendrot", "moeller-abendrot fehlt", "moeller-abendrot"),
        ("Lena Sommerkorn", "Somm\u00aderkorn fehlt", "Somm\u00aderkorn"),
        ("Uwe Koch", "Was sagt Koch dazu?", "Koch"),
        ("Uwe Koch", "koch hat angerufen", "koch"),
        ("Sabine Klein", "Mit Klein besprochen.", "Klein"),
        ("Sabine Klein", "Klein hat bezahlt.", "Klein"),
        ("Eva Sommer", "Petra Sommer ist die Schwester", "Sommer"),
    ],
)
def test_a_name_is_known_in_the_other_messages(name, text, mention):
    assert (text.index(mention), mention) in found(text, persons(name))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Uwe Koch", "Der Koch und ein guter Koch, Beruf: Koch, als Koch, Koch gesucht, Koch/Köchin (m/w/d)"),
        ("Sabine Klein", "Klein, aber fein. Der Raum ist klein. Das Klein-Klein nervt."),
        ("Eva Sommer", "Im Sommer ist es warm. Sommer ist schön. der sommer kommt"),
        ("Rolf Richter", "Ein Richter entscheidet. der richter kommt. Richter gesucht"),
        ("Lena Sommerkorn", "Die Sommerkorn GmbH und die Sommerkornstraße, Sommerkorn-Platz, firma sommerkorn"),
        ("Anna Der", "der die das"),
        ("Dr. Mutter", "meine Mutter"),
    ],
)
def test_what_may_be_a_word_is_left_alone(name, text):
    assert found(text, persons(name)) == []


def test_a_word_that_names_somebody_here_counts_in_this_text_more_easily():
    text = "Frau Fuchs kam. Der Fuchs fragt nach."
    mentions = further(text, [Finding(5, 10, "PERSON", 0.9, "r")])
    assert [text[each.start : each.end] for each in mentions] == ["Fuchs", "Fuchs"]
    assert found("Der Fuchs fragt nach.", persons("Fuchs")) == []
    text = "Frau Lange kam. Lange haben wir gewartet. Lange hat widersprochen."
    assert [each.start for each in further(text, [Finding(5, 10, "PERSON", 0.9, "r")])] == [42]


def test_first_name_and_surname_side_by_side_are_one_mention():
    assert found("ruf petra wiesengrund an", persons("Petra Wiesengrund")) == [(4, "petra wiesengrund")]


def test_numbers_and_logins_are_known_without_their_label():
    names = Names(
        [
            Known("DE_FILE_SIGN", "300884712", 0.9),
            Known("DE_FILE_SIGN", "32.4-117/24", 0.9),
            Known("DE_STAFF_NUMBER", "0447", 0.9),
            Known("DE_CASH_SIGN", "5566778899", 0.7),
            Known("USERNAME", "t.overdick", 0.9),
        ]
    )
    text = "die 300884712 und 1300884712, 300884712-3, Az 32.4\u2013117/24, 0447, 5566778899 und t.overdick."
    hits = [(each.entity, text[each.start : each.end]) for each in search(text, names, foreign=True)]
    assert hits == [
        ("DE_FILE_SIGN", "300884712"),
        ("DE_FILE_SIGN", "32.4\u2013117/24"),
        ("USERNAME", "t.overdick"),
    ]


def test_logins_made_of_a_surname():
    text = "Login imeierjuergen, b.meierjuergen-adm, aber meierjuergen@example.org"
    names = persons("Ilka Meierjürgen")
    logins = [text[each.start : each.end] for each in search(text, names, foreign=True) if each.entity == "USERNAME"]
    assert logins == ["imeierjuergen", "b.meierjuergen-adm"]


def test_twenty_thousand_names_cost_no_more_than_one():
    many = [f"Vor{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}hausen" for n in range(10_000)]
    numbers = [Known("DE_FILE_SIGN", f"47{n:07}", 0.9) for n in range(10_000)]
    names = Names([*(Known("PERSON", name, 0.9) for name in many), *numbers])
    text = "Hier steht loginwort.abc 4711 und gar nichts über irgendwen, " * 3_000
    begin = time.thread_time()
    assert search(text, names, foreign=True) == []
    assert time.thread_time() - begin < 3, "for 180,000 characters"
