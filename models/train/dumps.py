"""Synthetic tables, records, configuration and logs with and without persons, in the formats that people paste."""

from collections.abc import Sequence
from random import Random
from typing import Final

from models.train.layouts import LAYOUTS, Cell
from models.train.names import Person
from models.train.prompts import Prompts, address, date, login, number, phone
from models.train.sample import Builder, Sample

_PERSON_KEYS: Final = {
    kind: tuple(keys.split("|"))
    for kind, keys in {
        "first": "Vorname|vorname|VORNAME|Rufname|first_name|firstName|given_name|Vorname Kind|Vorn.",
        "last": "Nachname|Name|nachname|NACHNAME|Familienname|Zuname|last_name|lastName|surname|NAME",
        "full": "Name|Ansprechpartner|Antragsteller|Kunde|Mitarbeiter|Halter|name|fullName|Sachbearbeiter|kontakt|"
        "Patient|Mieter|Betreuer|Erziehungsberechtigte|owner|author|Empfänger|Eigentümer",
        "listed": "Name, Vorname|Name|Schüler|Teilnehmer|Nachname, Vorname|Person|Bearbeiter",
    }.items()
}
_OTHER_KEYS: Final = {
    "place": ("Ort", "Wohnort", "ort", "city", "Geburtsort", "ORT", "Stadt"),
    "street": ("Straße", "Strasse", "strasse", "street", "Anschrift"),
    "zip": ("PLZ", "plz", "zip"),
    "date": ("Datum", "Geburtsdatum", "geb", "dob", "birthDate", "Eintritt", "von", "bis"),
    "number": ("Betrag", "ID", "Nr", "Aktenzeichen", "Kundennr", "betrag", "amount", "Kassenzeichen"),
    "phone": ("Telefon", "Tel", "phone", "Mobil"),
    "mail": ("E-Mail", "email", "Mail"),
    "login": ("Login", "user", "username", "Kennung"),
    "role": ("Funktion", "Rolle", "Beruf", "role"),
    "topic": ("Leistung", "Anliegen", "Thema", "Bemerkung", "status", "Betreff"),
    "office": ("Amt", "Abteilung", "Dienststelle", "department"),
    "noun": ("Artikel", "Bezeichnung", "Kategorie", "Kommentar", "title", "Produkt", "Raum"),
    "product": ("Software", "System", "Gerät", "Anwendung"),
    "firm": ("Firma", "Lieferant", "Arbeitgeber", "company"),
    "school": ("Schule", "Einrichtung", "Kita"),
    "n": ("Anzahl", "Klasse", "Zimmer", "Alter", "lfd. Nr."),
}
_LABELS: Final = {"place": "LOC", "street": "LOC", "firm": "ORG", "school": "ORG"}


class Dumps:
    """Makes tables and records; the same random numbers give the same text."""

    def __init__(self, prompts: Prompts) -> None:
        """Take what draws names and words."""
        self._prompts = prompts

    def make(self, rng: Random, named: bool) -> Sample:
        """Return a table or record with persons in it (``named``) or with none."""
        if rng.random() < 0.15:
            return self._log(rng, named)
        kinds = self._kinds(rng, named)
        keys = [rng.choice(_PERSON_KEYS.get(kind) or _OTHER_KEYS[kind]) for kind in kinds]
        rows = [self._row(rng, kinds) for _ in range(rng.choices((1, 2, 3, 4, 6), (30, 25, 20, 15, 10))[0])]
        return rng.choice(LAYOUTS)(rng, keys, rows)

    def _kinds(self, rng: Random, named: bool) -> list[str]:
        persons: Sequence[str] = ()
        if named:
            persons = rng.choice(
                (("last", "first"), ("first", "last"), ("full",), ("listed",), ("last",), ("full", "full"))
            )
        others = rng.sample(list(_OTHER_KEYS), rng.randint(1 if named else 2, 5))
        before = rng.randint(0, min(2, len(others)))
        return [*others[:before], *persons, *others[before:]]

    def _row(self, rng: Random, kinds: Sequence[str]) -> list[Cell]:
        person = self._prompts.names.person(rng)
        return [self._cell(rng, kind, person if kind != "full" else self._prompts.names.person(rng)) for kind in kinds]

    def _cell(self, rng: Random, kind: str, person: Person) -> Cell:
        words = self._prompts.words
        match kind:
            case "first":
                return person.first, "PER"
            case "last":
                return person.last, "PER"
            case "full":
                return f"{person.first} {person.last}", "PER"
            case "listed":
                return f"{person.last}, {person.first}", "PER"
            case "date":
                return date(rng, words), None
            case "number":
                return number(rng), None
            case "phone":
                return phone(rng), None
            case "mail":
                return address(rng, person), None
            case "login":
                return login(person), None
            case _:
                return self._prompts.fill(rng, f"{{{kind}}}").text, _LABELS.get(kind)

    def _log(self, rng: Random, named: bool) -> Sample:
        builder = Builder()
        for _ in range(rng.randint(1, 4)):
            level = rng.choice(("INFO", "WARN", "ERROR", "DEBUG", "[info]"))
            builder.add(
                f"{date(rng, self._prompts.words)} {rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}:07 {level} "
            )
            template = (
                rng.choice(
                    (
                        '{product}: Benutzer "{a}" angemeldet (ID {num})',
                        "user={a.login} name='{a}' action={noun_low}",
                        "Vorgang {num}: Bearbeiter {a.lf} wechselt zu {b.lf}",
                        "E-Mail an {a} <{a.mail}> nicht zustellbar",
                        "Konto gesperrt: {a.l}, {a.f}",
                        "Druckauftrag {num} von {a.f} {a.l} abgebrochen",
                        "CN={a},OU={office},DC=stadt",
                    )
                )
                if named
                else rng.choice(
                    (
                        "{product}: {noun} {num} failed",
                        "Dienst {compound} gestartet",
                        "user={term} action={noun_low} result=ok",
                        "Backup {noun} nach {product} beendet",
                        "{abbr}: Verbindung zu {product} getrennt",
                    )
                )
            )
            builder.add_sample(self._prompts.fill(rng, template))
            builder.add("\n")
        return builder.sample()
