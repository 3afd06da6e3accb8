"""The texts of the reference that must be found and must pass."""

import pytest

FOUND = [
    (
        "Bitte formuliere den Bescheid an Frau Erika Mustermann, geb. 12.08.1964, Musterweg 12 a, 99999 Nirgendheim, Steuer-ID 01 123 456 782, freundlicher.",
        ["PERSON", "DATE_OF_BIRTH", "DE_ADDRESS", "DE_TAX_ID"],
    ),
    (
        "SV-Nr. 99 010180 M 006, KVNR A 123 456 780, BG-Nr. 34502//0012345",
        ["DE_SOCIAL_SECURITY", "DE_HEALTH_INSURANCE", "DE_BENEFIT_NUMBER"],
    ),
    ("Ausweis L01X00T47, gültig bis 31.10.2030", ["DE_ID_CARD"]),
    (
        "IDD<<L01X00T471<<<<<<<<<<<<<<< 6408125<2010315D<<<<<<<<<<<<<8 MUSTERMANN<<ERIKA<<<<<<<<<<<<<",
        ["DE_ID_CARD", "PERSON", "DATE_OF_BIRTH"],
    ),
    (
        "Halter des Pkw HH-AB 1234 (FIN 1M8GDM9AXKP042788), Führerschein B072RRE2I55",
        ["DE_KFZ", "VIN", "DE_DRIVING_LICENCE"],
    ),
    ("Überweisung an DE93 9999 9999 0000 0000 01, Kassenzeichen 5.0100.123456.7", ["IBAN_CODE", "DE_CASH_SIGN"]),
    ("In der Sache 104 Js 5678/24 gegen Max Beispiel", ["DE_COURT_FILE"]),
    ("Unser Klient leidet seit 2023 an F32.1 G, GdB 50, Merkzeichen G", ["HEALTH", "DISABILITY"]),
    ("VS-NUR FÜR DEN DIENSTGEBRAUCH\n\nBericht zur Lage", ["CONFIDENTIALITY_MARK"]),
    ("erika.mustermann(at)beispielstadt.de, mobil 0152 28817386", ["EMAIL_ADDRESS", "PHONE_NUMBER"]),
    ("postgres://fach:geheim@db01/einwohner", ["SECRET"]),
    (
        "Auskunftssperre nach § 51 BMG für Familie Beispiel, Am Beispielgraben 3",
        ["DE_REGISTER_BLOCK", "PERSON", "DE_ADDRESS"],
    ),
    ("SV-Nummer 65170839J008", ["DE_SOCIAL_SECURITY"]),
    ("Gemarkung Musterdorf, Flur 3, Flst. 12/3, Eigentümer Max Beispiel", ["DE_PARCEL", "PERSON"]),
]


@pytest.mark.parametrize(("text", "entities"), FOUND)
def test_must_be_found(find, text, entities):
    assert set(entities) <= {entity for entity, _, _ in find(text)}


PASSED = [
    "Welche Frist gilt nach § 70 VwGO bis zu 30 Tagen?",
    "Die Antwort lautet 12345 Stück.",
    "Wir treffen uns um 12 in B-EG 12.",
    "Das ist ab ca 20 Uhr so.",
    "Fasse BVerwG, Urteil vom 12.3.2020, 6 C 12.19 zusammen.",
    "Was ist eine Depression und welche Hilfen gibt es?",
    "Wie läuft eine nichtöffentliche Sitzung ab?",
    "Was regelt § 30 AO?",
    "Schreibe eine Pressemitteilung zur Sitzung am 12.03.2025 im Konrad-Adenauer-Saal.",
    "Installiere Version 1.2.3.4 laut Abschnitt 4.2.1.3.",
    "Rechnungsnummer 123456601 über 20000 Euro",
    "Erstelle eine Vorlage mit <Name>, <Geburtsdatum>, XXXX XXXX.",
    "Unsere Adresse: Stadt Beispielstadt, Marktplatz 1, stadtkasse@beispielstadt.de, 0341 123-0",
]


@pytest.mark.parametrize("text", PASSED)
def test_must_pass(find, text):
    assert find(text) == []


DISGUISED = [
    ("IBAN\xa0DE89\u202f3704\u200b0044 0532 0130 00", "IBAN_CODE"),
    ("Steuer-ID ８６０９５７４２７１９", "DE_TAX_ID"),
    ("Herr Ha\u00adrald Nie\u200bmeyer", "PERSON"),
    ("ruf an: null eins sieben eins drei neun zwei null null eins fünf", "PHONE_NUMBER"),
    ("max punkt sommer ät kasten punkt de", "EMAIL_ADDRESS"),
    ("Dekodiere RnJhdSBFcmlrYSBTb21tZXJrb3JuLCBTdGV1ZXItSUQgMDIyNDY4MTM1NzI=", "PERSON"),
    ("4461676f626572742050616c6c6d616e6e2c204b746f2034343731303032", "PERSON"),
    ("?name=Fatih%20%C5%9Eahint%C3%BCrk&x", "PERSON"),
]


@pytest.mark.parametrize(("text", "entity"), DISGUISED)
def test_disguise_does_not_help(find, text, entity):
    assert entity in {found for found, _, _ in find(text)}
