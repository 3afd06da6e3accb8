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
from schleuse.detection.fields import fields
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit
from schleuse.detection.words import words

_W = r"[A-ZÄÖÜa-zäöüß][A-Za-zÀ-ž.'-]{0,38}?"
_STRONG = r"(?:stra(?:ß|ss)e|str\.?|gasse|gässle|gäßchen|allee|chaussee|promenade|weg|damm|ufer|platz|pfad|stieg|steig|ring|wall|twiete|graben|deich|markt)"
_WEAK = (
    r"(?:kamp|hof|grund|aue|kuhle|stiege|brink|feld|berg|bruch|heide|horst|siedlung|garten|gärten|wiesen?|mühle|tal|höhe|eck|rain|anger|bogen|zeile|terrassen?|steg|brücke|tor|dieck?"
    r"|kai|hagen|holz|winkel|grube|born|brunnen|busch|hütte|esch|loh|hang|leite|halde|acker|land|wald|see|bach|moor|warft|koog|dorf|hausen|burg|stein|blick|ried|rott|kotten|park|plan|gang|treppe|staffel|garten|kirchhof)"
)
# An adjective or place before "Straße/Weg/…" ("Königsberger Straße", "Alte Heerstraße", "Neuer Kamp").
_QUALIFIER = r"(?:(?:[A-ZÄÖÜ][A-Za-zÀ-ž-]{1,24}er|(?:Alte|Neue|Obere|Untere|Hohe|Lange|Kurze|Breite|Große|Kleine|Grüne|Schwarze|Rote|Weiße|Äußere|Innere|Vordere|Hintere|Mittlere|Am|Im|Zum|Zur|An der|Auf der|Auf dem)[rmns]?|St\.|Sankt|Dr\.|Prof\.|Dr\.-[A-ZÄÖÜ][\w-]{1,20})[ -])"
_PREPOSITION = r"(?:Am|An der|An den|An dem|An|Auf der|Auf dem|Auf den|Auf'm|Im|In der|In den|In dem|Zum|Zur|Zu den|Unter den|Unter der|Unterm|Hinter der|Hinter dem|Hinterm|Vor dem|Vor der|Vorm|Bei der|Beim|Über der|Neben der|Neben dem|Ob der|Gegenüber der)"
_NUMBER = r"\d{1,4}(?: ?[a-hA-H](?![\w]))?(?: ?[-/+] ?\d{1,4}(?: ?[a-hA-H](?![\w]))?)?(?: 1/2)?"
_PLACE = (
    r"(?:Bad |St\. |Sankt |Groß |Klein |Alt |Neu |Markt |Burg |Schloß |Hann\. |Lutherstadt )?[A-ZÄÖÜ][A-Za-zÀ-ž.'-]{1,30}"
    r"(?:/[A-ZÄÖÜ][\w.-]{1,20}| (?:am|an der|im|in der|ob der|vor der|bei|auf|i\.|a\.|b\.|v\.) ?(?:d\. ?)?[A-ZÄÖÜ][A-Za-zÀ-ž.-]{1,20}|-[A-ZÄÖÜ][a-zà-ž]{1,20})?"
)
_POSTAL = rf"(?:(?:D|DE|A|AT|CH|L|NL|PL|I)[ -]{{1,2}})?\d{{4,5}}[ ]{{1,3}}{_PLACE}"
_BETWEEN = r"(?:,? ?\n[ >\t|]{0,6}|,[ ]{0,2}|[ ]{1,3}(?:[-|/][ ])?)"
_EXTRA = r"(?:,? (?:Zi(?:mmer|\.)?|Whg\.?|Wohnung|App\.?|Apartment|\d{1,2}\. ?(?:OG|Stock|Etage)|EG|Haus|Hinterhaus|VH|HH) ?[\w-]{0,5})"


class AddressRecognizer(GermanRecognizer):
    """Finds street addresses and P.O. boxes of persons."""

    ENTITIES = ("DE_ADDRESS",)
    SPOKEN = True
    _TAIL = rf"(?P<number>{_NUMBER})(?![\w%€°]|[.,:]\d|\.[ ]?(?:{_STRONG})\b)(?:{_EXTRA}?{_BETWEEN}(?P<place>{_POSTAL}))?"
    _STREET = re.compile(rf"(?<![\w.-])(?P<street>{_QUALIFIER}?{_W}{_STRONG})(?P<gap>[ ,]{{1,2}}(?:Nr\.? ?|Hausnr\.? ?|Haus ?)?|(?<=\.)){_TAIL}", re.IGNORECASE)
    _PREPOSED = re.compile(rf"(?<![\w.-])(?P<street>{_PREPOSITION}(?: [A-ZÄÖÜ][A-Za-zÀ-ž.'-]{{1,28}}){{1,3}}) {_TAIL}")
    _PREPOSED_LOWER = re.compile(rf"(?<![\w.-])(?P<street>(?i:{_PREPOSITION})(?: [A-Za-zÀ-ž.'-]{{2,28}}){{1,2}}) {_TAIL}")
    _PLAIN = re.compile(rf"(?<![\w.-])(?P<street>(?:{_QUALIFIER})?[A-ZÄÖÜ][A-Za-zÀ-ž'-]{{2,28}}(?: [A-ZÄÖÜ][a-zà-ž]{{2,20}})?) {_TAIL}")
    _FOREIGN = re.compile(
        r"(?<![\w.-])(?:(?:Via|Viale|Piazza|Rue|Avenue|Boulevard|Calle|Avenida|Rua|Strada|ul\.|ulica|al\.|Aleja|вул\.|улица|ул\.)(?: (?:de|du|des|della|di|la|le|los)){0,2} [A-ZÀ-ŽА-Я][\w'.-]{1,28}(?: [A-ZÀ-ŽА-Я][\w'.-]{1,20})?,? (?:Nr\.? ?|n\.? ?)?\d{1,4}[a-z]?"
        r"|\d{1,4}[a-z]? [A-Z][a-z]{2,20}(?: [A-Z][a-z]{2,20})? (?:Street|Road|Avenue|Lane|Drive|Close|Way|Court|Terrace)(?:, (?:London|[A-Z][a-z]+))?)"
        rf"(?:{_BETWEEN}{_POSTAL})?"
    )
    _SQUARE = re.compile(rf"(?<![\w.-])[A-U] ?[1-7], ?\d{{1,2}}(?: ?- ?\d{{1,2}})?{_BETWEEN}(?:D-)?6\d{{4}} {_PLACE}")
    _BOX = re.compile(rf"\b(?:Postfach|Postf\.|PO Box)[ ]\d{{1,3}}(?: ?\d{{2}}){{0,3}}(?!\w)(?:{_BETWEEN}{_POSTAL})?")
    _CODE = re.compile(rf"(?<![\w.,/-]){_POSTAL}(?![\w])")
    _LABEL = label(
        "wohnhaft", "wohnt", "wohne", "wohnen", "wohnung(?:en)?", "anschrift(?:en)?", "adressen?", "adresse", "lebt", "lebe", "grundstücks?", "hausgrundstück", "gemeldet", "zugezogen", "umgezogen", "verzogen", "wohnsitz", "wohnadresse",
        "haus", "objekt", "einsatzort", "einsatz", "tatort", "bauvorhaben", "bv", "zuhause", "mietet?", "mieterin?", "eigentümer(?:in)?", "anwesen", "liegenschaft", "zur miete", "residing", "address", "lives at", "nach hause", "wohnanschrift", "zuletzt", "unter", "grundbesitzabgaben", "verbrauchsstelle", "nachbar(?:in|n)?",
        "адресою", "адрес\\w*", "adresinden", "lieferanschrift", "zustellung", "vor dem", "brand", "familie",
    )  # fmt: skip
    _KEY = label("anschrift", "adresse", "strasse", "straße", "str", "street", "address", "addr", "wohnort", "wohnanschrift", "hausanschrift", "wohnung", "neue anschrift", "bisherige anschrift")
    _UNIT = re.compile(
        r"[ ]?(?:€|%|°|§|(?:EUR|Euro|Uhr|Prozent|Kinder|Jahre[n]?|Tage[n]?|Wochen?|Monate[n]?|Stunden?|Std|Minuten?|Min|km|m|cm|mm|qm|m²|m2|ha|kg|t|kW|kWh|MB|GB|Stück|Personen|Plätzen?|Punkte|Stimmen|Seiten?|Mal|mal|x|Mio|Mrd|Abs|Satz|Einwohner\w*|Fahrzeuge|Wohneinheiten|und|bis|zwischen|Wohnungen)\b)"
    )
    _OFFICE = re.compile(
        r"(?:\b(?:Stadt|Gemeinde|Markt|Kreis|Landkreis|Rathaus|Stadtverwaltung|Kreisverwaltung|Verwaltung|Landratsamt|Der Bürgermeister|Die Bürgermeisterin|Polizei|Ministerium|Universität|Hochschule|Klinikum|Krankenhaus|Feuerwehr|Feuerwache|Gerätehaus|Bibliothek|Stadtbücherei|Museum|Stadthalle|Turnhalle|Sporthalle|Halle|Kirche|Jobcenter|Finanzamt|Sparkasse|Volksbank|Stadtwerke|Bauhof|Wertstoffhof|Schwimmbad|Hallenbad|Freibad|Theater|Jugendzentrum|Bürgerhaus|Kita|Schule|Kindergarten|Bahnhof|Verlag|GmbH|AG|KG|e\.V\.|mbH|UG|Fachdienst\w*|Fachbereich\w*|Abteilung)\b"
        r"|\b[A-ZÄÖÜ][\w-]{2,30}(?:amt|amtes|schule|kita|büro|behörde|gericht|verwaltung|zentrum|stelle|klinik|kasse|werke|halle|museum|haus|kammer|akademie)\b(?<!\bWohnhaus)(?<!familienhaus)(?<!Hochhaus)(?<!Hinterhaus)(?<!Elternhaus))[^\n\d]{0,60}?(?:[,:|-]\s{0,2}|\s)$",
    )
    _HOUSE_OF_OFFICE = re.compile(r"(?:Rathaus|Rathausmarkt|Am Rathaus|Schlossplatz|Kreishaus|Am Kreishaus|Landratsamt|Schulzentrum|Klinikum)", re.IGNORECASE)

    def find(self, view: View) -> Iterator[Hit]:
        """Yield addresses; candidates at 0.3."""
        text = view.flat
        lower = text.islower() or not any(map(str.isupper, text[:400]))
        for match in self._STREET.finditer(text):
            if hit := self._street(view, match):
                yield hit
        for match in self._PREPOSED.finditer(text):
            yield from self._judge(view, match, 0.3)
        if lower or labels.label is not None and self._LABEL.search(text):
            for match in self._PREPOSED_LOWER.finditer(text):
                if match["street"][0].islower() and self._labelled(view, match) and self._lower_name(match["street"]):
                    yield Hit("DE_ADDRESS", match.start(), match.end(), 0.75)
        for match in self._PLAIN.finditer(text):
            yield from self._judge(view, match, 0.3)
        for match in self._FOREIGN.finditer(text):
            yield Hit("DE_ADDRESS", match.start(), match.end(), 0.75)
        for match in self._SQUARE.finditer(text):
            yield Hit("DE_ADDRESS", match.start(), match.end(), 0.85)
        for match in self._BOX.finditer(text):
            if not self._office(text, match.start()):
                yield Hit("DE_ADDRESS", match.start(), match.end(), 0.5)
        for field in fields(view):
            if field.kind != "form" and self._KEY.search(field.key) and "mail" not in field.key:
                yield from self._cell(view, field.start, field.end)

    def _street(self, view: View, match: re.Match[str]) -> Hit | None:
        text = view.flat
        street = match["street"]
        word = re.split(r"[ ]", street)[-1].lower().rstrip(".")
        start = match.start() + self._lead(street)
        if word in words("not-streets") or self._UNIT.match(text, match.end()):
            return None
        if "," in match["gap"] and not match["place"]:
            return None
        bare = re.fullmatch(rf"(?:{_STRONG})", word)
        if bare and " " not in street and "-" not in street:
            return None
        if word[0].islower() and street[match.start() - match.start()].islower() and not self._is_street_word(word):
            return None
        if self._office(text, start, street):
            return Hit("DE_ADDRESS", start, match.end(), 0.35)
        if match["number"].isdecimal() and int(match["number"]) >= 1900 and not match["place"]:
            return None
        return Hit("DE_ADDRESS", start, match.end(), 0.9 if match["place"] else 0.8)

    @staticmethod
    def _is_street_word(word: str) -> bool:
        return len(word) >= 6

    @staticmethod
    def _lead(street: str) -> int:
        """Return how many characters in front are no part of the street ("der Lange Straße")."""
        return 0

    def _judge(self, view: View, match: re.Match[str], alone: float) -> Iterator[Hit]:
        text = view.flat
        street = match["street"]
        first = street.split(" ")[0]
        last = street.split(" ")[-1].lower()
        if self._UNIT.match(text, match.end()) or last in words("not-streets") or first.lower() in words("not-streets"):
            return
        number = match["number"]
        if number.isdecimal() and int(number) > 999 and not match["place"]:
            return
        if self._office(text, match.start(), street):
            score = 0.35
        elif match["place"]:
            score = 0.85
        elif re.fullmatch(rf"{_PREPOSITION}", first) or first in {"Am", "Im", "Zum", "Zur", "An", "Auf", "In", "Hinter", "Vor", "Unter", "Bei", "Über"}:
            score = 0.85 if self._labelled(view, match) else 0.65 if first in {"Am", "Zur", "Zum", "An", "Auf", "Hinter", "Unter"} and not self._ordinary(street) else 0.3
        elif self._labelled(view, match, 30):
            score = 0.8
        else:
            score = alone if re.search(rf"{_WEAK}$", last) or "-" in last else 0.3
        if score:
            yield Hit("DE_ADDRESS", match.start(), match.end(), score)

    @staticmethod
    def _ordinary(street: str) -> bool:
        """Whether the words behind a preposition are days, months or other things that numbers follow."""
        return any(word.lower() in words("not-streets") for word in street.split(" ")[1:])

    def _lower_name(self, street: str) -> bool:
        return not self._ordinary(street)

    def _labelled(self, view: View, match: re.Match[str], size: int = 60) -> bool:
        return bool(self._LABEL.search(labels.before(view, match.start(), size))) or bool(self._KEY.search(labels.heading(view, match.start())))

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
        return bool(self._HOUSE_OF_OFFICE.match(street))

    def _cell(self, view: View, start: int, end: int) -> Iterator[Hit]:
        text = view.flat
        value = re.compile(rf"[^\d\n]{{3,60}}?{_NUMBER}(?:{_BETWEEN}{_POSTAL})?").match(text, start, end)
        if value and re.match(r"[ ]*[^\W\d_]", value.group()):
            begin = start
            # "GU Industriestr. 4", "Haus Sonne, Parkweg 3": the street begins behind the name of the house.
            inner = re.search(rf"(?:^|, )(?:[A-ZÄÖÜ.-]{{2,8}} )?(?=[^,]{{3,60}}$)", value.group())
            if inner:
                begin = start + inner.end()
            yield Hit("DE_ADDRESS", begin, value.end(), 0.85)
