"""Names by rules, and what is none."""

from types import SimpleNamespace

import pytest

from schleuse.detection.recognizers.person import PersonRecognizer

NAMES = [
    ("Sehr geehrte Frau Dr. Nguyen-Schmitz,", "Nguyen-Schmitz"),
    ("herrn müller bitte anrufen", "müller"),
    ("an frau lewandowska schreiben", "lewandowska"),
    ("HERR SCHMIDT HAT ANGERUFEN", "SCHMIDT"),
    ("Herrn Rechtsanwalt Gero Tidemann", "Gero Tidemann"),
    ("Professor Dr. Emeka Nwosu kommt", "Emeka Nwosu"),
    ("Kollegin Petra aus dem Archiv", "Petra"),
    ("Zeugin: Nele Hoppmann", "Nele Hoppmann"),
    ("Das ist Herrn Müllers Akte", "Müllers"),
    ("Burkhard von der Horst schrieb", "Burkhard von der Horst"),
    ("Marie-Luise Freifrau von Ketteler kommt", "Marie-Luise Freifrau von Ketteler"),
    ("Mein Name ist Waldemar Schipulin.", "Waldemar Schipulin"),
    ("Maria Rodríguez, geb. Peña Castro", "Peña Castro"),
    ("Kowalczyk, Tomasz fehlt", "Kowalczyk, Tomasz"),
    ("CHRIST, Charlotte", "CHRIST, Charlotte"),
    ("MfG\nThomas Kruse", "Thomas Kruse"),
    ("Im Auftrag\nSusanne Terwey\nFachdienst 32", "Susanne Terwey"),
    ("Hallo Timo,\nwie geht's", "Timo"),
    ("Von: Dr. Ulrike Hagemeister <u.h@praxis.example.com>", "Ulrike Hagemeister"),
    ("Nachname;Vorname\nÖzdemir;Ayşe", "Özdemir"),
    ("| Name | Ort |\n|---|---|\n| Nguyen Van Tai | Essen |", "Nguyen Van Tai"),
    ('{"surname":"Sokolova","dob":"2004-05-23"}', "Sokolova"),
    ("Niklas B. hat die Lampe zerstört", "Niklas B."),
    ("B. Sauer fragt", "B. Sauer"),
    ("Elif (4) spricht kaum", "Elif (4)"[:4]),
    ("Rolf und Gisela Kampschulte", "Rolf"),
    ("Hagenkötter_Iris/Abmahnung.pdf", "Hagenkötter_Iris"),
    ("Akte Abmahnung_Bünyamin_Kaya.docx", "Bünyamin_Kaya"),
    ("s wie siegfried, c wie cäsar, h wie heinrich", "s wie siegfried, c wie cäsar, h wie heinrich"),
    ("Меня зовут Светлана Кузнецова", "Светлана Кузнецова"),
    ("[09:06:02] Katrin D.: Guten Morgen", "Katrin D."),
]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_names(find, text, name):
    assert name in {value for entity, value, _ in find(text) if entity == "PERSON"}


NO_NAMES = [
    "Sehr geehrte Damen und Herren,",
    "die frau hat angerufen",
    "der herr der lage",
    "Sehr geehrte Frau <PERSON_1>,",
    "Herr XXX, geb. XX.XX.XXXX",
    "Konrad-Adenauer-Straße und Astrid-Lindgren-Schule",
    "Morbus Crohn und M. Parkinson",
    "Dr.-Külz-Ring",
    "Palandt/Grüneberg, BGB",
    "Max Mustermann",
    "Bundeskanzler Friedrich Merz",
    "Bürgermeisterin Sabine Kortenkamp eröffnet",
    "Kurzbiografie von Annette von Droste-Hülshoff",
    "wer Sophie Scholl war",
    "Lesung von Juli Zeh",
    '"Pippi Langstrumpf"',
    "Bedachungen Schulte GmbH",
    "class Mueller(BaseModel):",
    "Name:",
    "Antragsteller: siehe unten",
    "Mutter und Kind",
    "Übersetze die Berufe: Müller, Schmied, Schneider, Wagner, Fischer",
    "Die beliebtesten Vornamen waren Emma, Mia und Paul.",
]


@pytest.mark.parametrize("text", NO_NAMES)
def test_no_names(find, text):
    assert [value for entity, value, _ in find(text) if entity == "PERSON"] == []


def spans(text, *parts, label="PERSON"):
    entities = [
        SimpleNamespace(start_char=text.index(part), end_char=text.index(part) + len(part), label_=label)
        for part in parts
    ]
    results = PersonRecognizer().analyze(text, ["PERSON"], SimpleNamespace(entities=entities))
    return {text[result.start : result.end]: result.score for result in results if result.score >= 0.5}


@pytest.mark.parametrize(
    ("text", "part", "kept"),
    [
        ("Bescheid an Tsehay Gebremedhin raus", "Tsehay Gebremedhin", {"Tsehay Gebremedhin"}),
        ("Mail von Frau Przybylski heute", "Frau Przybylski", {"Przybylski"}),
        ("Warum hört nginx nicht", "nginx", set()),
        ("er spielt Doppelkopf gern", "Doppelkopf", set()),
        ("Vergleich mit dem Lehmbruck Museum heute", "Lehmbruck Museum", set()),
        ("Buchhandlung Meyer liefert", "Meyer", set()),
        ("siehe Stelkens/Bonk/Sachs, VwVfG", "Stelkens", set()),
        ("Greiner 454086 bestellen", "Greiner", set()),
        ("Leila und Yusuf kommen", "Leila und Yusuf", {"Leila", "Yusuf"}),
    ],
)
def test_spans_of_the_model_are_weighed(text, part, kept):
    assert set(spans(text, part)) == kept


def test_places_of_the_model_are_no_persons():
    assert spans("wohnt in Gelsenkirchen-Buer", "Gelsenkirchen-Buer", label="LOCATION") == {}
