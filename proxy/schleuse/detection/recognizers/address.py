"""Postal addresses: `DE_ADDRESS`.

Norm: DIN 5008. Format: street and house number, with postal code and place when only comma, blank or line break stands
between ("Musterweg 12 a, 99999 Nirgendheim"); "Am Beispielgraben 3-5", "Königsberger Straße 66", Mannheim squares
("Q 5, 14"), P.O. boxes, foreign streets ("Via Roma 12"). Streets without a telling ending ("Papenkamp 28") need a
place behind, a label ("wohnhaft"), a heading, or a person in front (a candidate, see `schleuse.detection.merge`).
A street, a place or a postal code alone is none; addresses of authorities, schools and firms are none.
Protected by: Art. 4 GDPR. Example (invented): ``Musterweg 12 a, 99999 Nirgendheim``.
"""

import re
from collections.abc import Iterator

from schleuse.detection import labels
from schleuse.detection.fields import fields, heading
from schleuse.detection.labels import label
from schleuse.detection.names import is_function, is_ordinary, is_role
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit
from schleuse.detection.street_words import (
    BETWEEN,
    EXTRA,
    FROM_PLACE,
    NUMBER,
    PLACE,
    POSTAL,
    PREPOSITION,
    PREPOSITIONS,
    QUALIFIER,
    STRONG,
    WEAK,
    W,
)
from schleuse.detection.words import words


class AddressRecognizer(GermanRecognizer):
    """Finds street addresses and P.O. boxes of persons."""

    ENTITIES = ("DE_ADDRESS",)
    _TAIL = (
        rf"(?P<number>{NUMBER})(?![\w%€°]|[.,:]\d|[ ]\d"
        rf"|\.[ ]?(?:{STRONG})\b)(?:{EXTRA}?{BETWEEN}(?P<place>{POSTAL}))?"
    )
    _STREET = re.compile(
        rf"(?<![\w.-])(?P<street>{QUALIFIER}?{W}{STRONG}|(?:{QUALIFIER}"
        rf"|{FROM_PLACE}){STRONG})(?P<gap>[ ,]{{1,2}}(?:Nr\.? ?|Hausnr\.? ?|Haus ?)?|(?<=\.)"
        rf"|\.[ ]){_TAIL}",
        re.IGNORECASE,
    )
    _PREPOSED = re.compile(rf"(?<![\w.-])(?P<street>{PREPOSITION}(?: [A-ZÄÖÜ][A-Za-zÀ-ž.'-]{{1,28}}){{1,3}}) {_TAIL}")
    _PREPOSED_LOWER = re.compile(
        rf"(?<![\w.-])(?P<street>(?i:{PREPOSITION})(?: [A-Za-zÀ-ž.'-]{{2,28}}){{1,2}}) {_TAIL}"
    )
    _PLAIN = re.compile(
        rf"(?<![\w.-])(?P<street>(?:{QUALIFIER})?[A-ZÄÖÜ][A-Za-zÀ-ž'-]{{2,28}}(?: [A-ZÄÖÜ][a-zà-ž]{{2,20}})?) {_TAIL}"
    )
    _WHOLE = re.compile(rf"(?<=[ ])[^\W\d_][\w.'-]{{1,38}}{STRONG}\Z", re.IGNORECASE)
    """A word that is a street by itself."""
    _FOREIGN = re.compile(
        r"(?<![\w.-])(?:(?:Via|Viale|Piazza|Rue|Avenue|Boulevard|Calle|Avenida|Rua|Strada|ul\."
        r"|ulica|al\.|Aleja|вул\.|улица|ул\.)(?: (?:de|du|des|della|di|la|le"
        r"|los)){0,2} [A-ZÀ-ŽА-Я][\w'.-]{1,28}(?: [A-ZÀ-ŽА-Я][\w'.-]{1,20})?,? (?:Nr\.? ?"
        r"|n\.? ?)?\d{1,4}[a-z]?"
        r"|\d{1,4}[a-z]? [A-Z][a-z]{2,20}(?: [A-Z][a-z]{2,20})? (?:Street|Road|Avenue|Lane|Drive"
        r"|Close|Way|Court|Terrace)(?:, (?:London|[A-Z][a-z]+))?)"
        rf"(?:{BETWEEN}{POSTAL})?"
    )
    _NAMED = re.compile(
        rf"(?<![\w.-])(?P<street>(?:Straße|Str\.|Platz|Allee|Weg|Ufer) (?:des|der|am|im|zum|zur"
        rf"|an der) (?:\d{{1,2}}\. )?[A-ZÄÖÜ][\w-]{{2,24}}(?: [A-ZÄÖÜ][\w-]{{2,24}})?) {_TAIL}"
    )
    _SQUARE = re.compile(rf"(?<![\w.-])[A-U] ?[1-7], ?\d{{1,2}}(?: ?- ?\d{{1,2}})?{BETWEEN}(?:D-)?6\d{{4}} {PLACE}")
    _BOX = re.compile(rf"\b(?:Postfach|Postf\.|PO Box)[ ]\d{{1,3}}(?: ?\d{{2}}){{0,3}}(?!\w)(?:{BETWEEN}{POSTAL})?")
    _CODE = re.compile(rf"(?<![\w.,/-]){POSTAL}(?![\w])")
    _LABEL = label(
        "wohnhaft", "wohnt", "wohne", "wohnen", "wohnung(?:en)?", "anschrift(?:en)?", "adressen?", "adresse",
        "lebt", "lebe", "grundstücks?", "hausgrundstück", "gemeldet", "zugezogen", "umgezogen", "verzogen",
        "wohnsitz", "wohnadresse",
        "haus", "objekt", "einsatzort", "einsatz", "tatort", "bauvorhaben", "bv", "zuhause", "mietet?",
        "mieterin?", "eigentümer(?:in)?", "anwesen", "liegenschaft", "zur miete", "residing", "address",
        "lives at", "nach hause", "wohnanschrift", "zuletzt", "unter", "grundbesitzabgaben", "verbrauchsstelle",
        "nachbar(?:in|n)?",
        "адресою", "адрес\\w*", "adresinden", "lieferanschrift", "zustellung", "vor dem", "brand", "familie",
    )  # fmt: skip
    _KEY = label(
        "anschrift",
        "adresse",
        "strasse",
        "straße",
        "str",
        "street",
        "address",
        "addr",
        "wohnort",
        "wohnanschrift",
        "hausanschrift",
        "wohnung",
        "neue anschrift",
        "bisherige anschrift",
    )
    _UNIT = re.compile(
        r"[ ]?(?:€|%|°|§|(?:EUR|Euro|Uhr|Prozent|Kinder|Jahre[n]?|Tage[n]?|Wochen?|Monate[n]?"
        r"|Stunden?|Std|Minuten?|Min|km|m|cm|mm|qm|m²|m2|ha|kg|t|kW|kWh|MB|GB|Stück|Personen"
        r"|Plätzen?|Punkte|Stimmen|Seiten?|Mal|mal|x|Mio|Mrd|Abs|Satz|Einwohner\w*|Fahrzeuge"
        r"|Wohneinheiten|und|bis|zwischen|Wohnungen)\b)"
    )
    _OFFICE = re.compile(
        r"(?:\b(?:Stadt|Gemeinde|Markt|Kreis|Landkreis|Rathaus|Stadtverwaltung|Kreisverwaltung"
        r"|Verwaltung|Landratsamt|Der Bürgermeister|Die Bürgermeisterin|Polizei|Ministerium"
        r"|Universität|Hochschule|Klinikum|Krankenhaus|Feuerwehr|Feuerwache|Gerätehaus|Bibliothek"
        r"|Stadtbücherei|Museum|Stadthalle|Turnhalle|Sporthalle|Halle|Kirche|Jobcenter|Finanzamt"
        r"|Sparkasse|Volksbank|Stadtwerke|Bauhof|Wertstoffhof|Schwimmbad|Hallenbad|Freibad"
        r"|Theater|Jugendzentrum|Bürgerhaus|Kita|Schule|Kindergarten|Bahnhof|Verlag|GmbH|AG|KG"
        r"|e\.V\.|mbH|UG|Fachdienst\w*|Fachbereich\w*|Abteilung)\b"
        r"|\b[A-ZÄÖÜ][\w-]{2,30}(?:amt|amtes|schule|kita|büro|behörde|gericht|verwaltung|zentrum"
        r"|stelle|klinik|kasse|werke|halle|museum|(?:rat|kreis|kranken|auto|mode|gast|bestattungs"
        r"|gemeinde|bürger|pfarr|ärzte|kauf)haus|kammer|akademie)\b)(?:[ ,:"
        r"|-]{1,3}(?:[A-ZÄÖÜ][\w.&-]{0,30}|\d{1,2}|der|des|für|und|am|an|im|in|e\.V\.)){0,6}[ ,:"
        r"|-]{0,3}$",
    )
    _HOUSE_OF_OFFICE = re.compile(
        r"(?:Rathaus(?:platz|markt|stra(?:ß|ss)e)?|Am Rathaus|Am Kreishaus|Kreishaus|Landratsamt"
        r"|Schulzentrum|Klinikum)$",
        re.IGNORECASE,
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Yield addresses; candidates at 0.3."""
        text = view.flat
        lower = text.islower() or not any(map(str.isupper, text[:400]))
        for match in self._STREET.finditer(text):
            if hit := self._street(view, match):
                yield hit
        for match in self._PREPOSED.finditer(text):
            yield from self._judge(view, match, 0.3)
        if lower or self._LABEL.search(text):
            for match in self._PREPOSED_LOWER.finditer(text):
                if (
                    match["street"][0].islower()
                    and not (match["number"].isdecimal() and int(match["number"]) > 400)
                    and self._labelled(view, match.start())
                    and self._lower_name(match["street"])
                ):
                    # "wohnt in der Gartenstraße 5": the preposition belongs to the sentence, not to the street.
                    start = match.start() + self._preposition(match["street"])
                    yield Hit("DE_ADDRESS", start, self._with_place(text, match.end()), 0.75)
        for match in self._PLAIN.finditer(text):
            yield from self._judge(view, match, 0.3)
        for match in self._FOREIGN.finditer(text):
            yield Hit("DE_ADDRESS", match.start(), match.end(), 0.75)
        for match in self._NAMED.finditer(text):
            yield Hit("DE_ADDRESS", match.start(), match.end(), 0.85)
        for match in self._SQUARE.finditer(text):
            yield Hit("DE_ADDRESS", match.start(), match.end(), 0.85)
        for match in self._BOX.finditer(text):
            if not self._office(text, match.start()):
                yield Hit("DE_ADDRESS", match.start(), match.end(), 0.5)
        for field in fields(view):
            if (
                field.kind == "json"
                and (alone := self._PLAIN.fullmatch(text, field.start, field.end))
                and re.search(rf"(?:{STRONG}|{WEAK})$", alone["street"], re.IGNORECASE)
            ):
                yield Hit("DE_ADDRESS", field.start, field.end, 0.65)
            if field.kind != "form" and self._KEY.search(field.key) and "mail" not in field.key:
                yield from self._cell(view, field.start, field.end)

    def _street(self, view: View, match: re.Match[str]) -> Hit | None:
        text = view.flat
        street = match["street"]
        word = re.split(r"[ ]", street)[-1].lower().rstrip(".")
        start = match.start()
        if word in words("not-streets") and not (" " in street and word == "landstraße"):
            return None
        if not match["place"] and self._UNIT.match(text, match.end()):
            return None
        if "," in match["gap"] and not match["place"]:
            return None
        bare = re.fullmatch(rf"(?:{STRONG})", word)
        if bare and " " not in street and "-" not in street:
            return None
        if street.lower().startswith("muster") and not match["place"] and not self._labelled(view, start):
            return None
        if self._office(text, start, street):
            return Hit("DE_ADDRESS", start, match.end(), 0.35)
        if match["number"].isdecimal() and int(match["number"]) >= 1900 and not match["place"]:
            return None
        end = self._with_place(text, match.end()) if street.islower() else match.end()
        return Hit("DE_ADDRESS", start + self._preposition(street), end, 0.9 if match["place"] else 0.8)

    def _preposition(self, street: str) -> int:
        """Return how many characters of "im Lindenweg" belong to the sentence and not to the street."""
        whole = self._WHOLE.search(street) if PREPOSITIONS.match(street) else None
        return whole.start() if whole else 0

    @staticmethod
    def _with_place(text: str, end: int) -> int:
        """Take "in nordwede" along in dictated text, where no capital and no postal code shows the place."""
        place = re.compile(r"[ ]in[ ]([a-zäöüß-]{4,30})(?!\w)").match(text, end)
        return place.end() if place and not is_ordinary(place[1]) else end

    def _judge(self, view: View, match: re.Match[str], alone: float) -> Iterator[Hit]:
        text = view.flat
        street = match["street"]
        first = street.split(" ")[0]
        start = match.start()
        if " " in street and (self._LABEL.fullmatch(first) or is_role(first)):
            # "Grundstück Ginsterbusch 2": the label is no part of the street.
            start += len(first) + 1
            street = street[len(first) + 1 :]
            first = street.split(" ")[0]
        if len(street) < 4 or is_function(street):
            return
        last = street.split(" ")[-1].lower()
        if not match["place"] and self._UNIT.match(text, match.end()):
            return
        if last in words("not-streets") or first.lower() in words("not-streets"):
            return
        number = match["number"]
        if number.isdecimal() and int(number) > 400 and not match["place"]:
            return
        if self._office(text, start, street):
            score = 0.35
        elif (
            match["place"]
            and not self._tells(last)
            and (
                (number.isdecimal() and int(number) > 400)
                or not re.match(r"(?:[A-Z]{1,2}[ -]{1,2})?\d{5}\b|[A-Z]{1,2}[ -]", match["place"])
            )
        ):
            # "GRUR 2012, 1143 Rn.": journals look like street, number and foreign postal code.
            return
        elif match["place"]:
            score = 0.85
        elif re.fullmatch(rf"{PREPOSITION}", first) or first in {
            "Am",
            "Im",
            "Zum",
            "Zur",
            "An",
            "Auf",
            "In",
            "Hinter",
            "Vor",
            "Unter",
            "Bei",
            "Über",
        }:
            score = (
                0.85
                if self._labelled(view, start)
                else 0.65
                if first in {"Am", "Zur", "Zum", "An", "Auf", "Hinter", "Unter"} and not self._ordinary(street)
                else 0.3
            )
        elif self._labelled(view, start, 30):
            score = 0.8
        else:
            score = alone if re.search(rf"{WEAK}$", last) or "-" in last else 0.3
        yield Hit("DE_ADDRESS", start, match.end(), score)

    @staticmethod
    def _tells(word: str) -> bool:
        """Whether the ending of a word tells a street."""
        return re.search(rf"(?:{STRONG}|{WEAK})$", word, re.IGNORECASE) is not None

    @staticmethod
    def _ordinary(street: str) -> bool:
        """Whether the words behind a preposition are days, months or other things that numbers follow."""
        return any(word.lower() in words("not-streets") for word in street.split(" ")[1:])

    def _lower_name(self, street: str) -> bool:
        return (
            not self._ordinary(street)
            and not is_function(street.rpartition(" ")[2])
            and len(street.rpartition(" ")[2]) > 3
        )

    def _labelled(self, view: View, start: int, size: int = 60) -> bool:
        return bool(self._LABEL.search(labels.before(view, start, size))) or bool(
            self._KEY.search(heading(view, start))
        )

    def _office(self, text: str, start: int, street: str = "") -> bool:
        """Whether the address is that of an authority, school or firm named directly before it."""
        head = text[max(0, start - 110) : start]
        line = head.rpartition("\n")
        if self._OFFICE.search(line[2]):
            return True
        if not line[2].strip(" \t>|") and line[1]:
            previous = line[0].rpartition("\n")[2]
            if self._OFFICE.search(previous + " "):
                return True
        return bool(self._HOUSE_OF_OFFICE.match(street)) and not self._LABEL.search(head[-50:])

    def _cell(self, view: View, start: int, end: int) -> Iterator[Hit]:
        text = view.flat
        value = re.compile(rf"[^\d\n]{{3,60}}?{NUMBER}(?:{BETWEEN}{POSTAL})?").match(text, start, end)
        if value and re.match(r"[ ]*[^\W\d_]", value.group()):
            begin = start
            # "GU Industriestr. 4", "Haus Sonne, Parkweg 3": the street begins behind the name of the house.
            inner = re.search(r"(?:^|, )(?:[A-ZÄÖÜ.-]{2,8} )?(?=[^,]{3,60}$)", value.group())
            if inner:
                begin = start + inner.end()
            yield Hit("DE_ADDRESS", begin, value.end(), 0.85)
