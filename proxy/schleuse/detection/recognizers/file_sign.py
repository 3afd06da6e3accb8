"""Signs of authorities and contracts that lead to a person: `DE_FILE_SIGN`.

Issuer: any authority or utility; Aktenzeichen, Geschäftszeichen, Vorgangs-, Kunden-, Vertrags-, Zähler-, Urkunden-,
Buch-, Grab- and reader numbers. No common format: ``32.10.02-123/2024``, ``III B 3 - SU-0912884/1``, so the label
decides; only the shape department-letters-number/year counts alone. Numbers of invoices, tickets, tenders, council
papers, forms and products are none.
Protected by: Art. 4 GDPR as a link to a person. Examples: those above, invented.
"""

import re
from collections.abc import Iterator

from schleuse.detection import labels
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit, LabelledRecognizer, digits_of

_NR = r"-?[ ]?(?:nummern?|nrn?\.?|id|no\.?)"
SIGN_VALUE = (
    r"(?:(?:[A-ZÄÖÜ][A-Za-zÄÖÜ]{0,6}\.?|[IVX]{1,5}|\d{1,4}[a-z]?)(?:[ ]|[ ]-[ ])){0,3}?"
    r"(?=[\w./-]{0,20}\d)\w(?:[\w./-]{0,30}\w)?(?![,.]\d|[ ]?(?:€|EUR|%))"
    r"(?:(?:[ ]|[ ]-[ ])(?=[\w/-]{0,8}\d)[\w/-]{1,16}(?![\w.,]{0,2}\d|[ ]?(?:€|EUR|%|Uhr"
    r"|Euro)|[.]?[ ](?:Januar|Februar|März|April|Mai|Ju[nl]i|August|September|Oktober"
    r"|November|Dezember))){0,3}"
    r"(?:[ ](?:ER|SO|S|UK))?"
)
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{2,4})?|(?:19|20)\d\d|\d{1,2}:\d\d|\d{4}-\d\d-\d\d")


def is_sign(value: str) -> bool:
    """Return whether a value behind a label is a sign: three digits, no date, no year, no placeholder."""
    return len(digits_of(value)) >= 3 and not _DATE.fullmatch(value) and "XX" not in value.upper()


class FileSignRecognizer(LabelledRecognizer):
    """Finds labelled signs."""

    ENTITIES = ("DE_FILE_SIGN",)
    LABEL = (
        r"(?:bva-|va-|bamf-|vg )?az\.?|aktenzeichen|akten-?zch\.?|gz\.?|gesch\.?-?z\.?|gesch(?:ä"
        r"|ae)fts-?(?:zeichen|nummer|nr\.?)"
        r"|(?:mein|ihr|unser|dortiges|hiesiges)(?:e|em|en)?[ ]zeichen|vorgangs?(?:" + _NR + r")?|vorgangszeichen"
        r"|fall" + _NR + r"|fallakte|akte(?:n" + _NR + r")?|(?:bau|straf|personal|ausl(?:ä|ae)nder|e)-?akte"
        r"|kunden"
        + _NR
        + r"|kd\.?-?[ ]?nr\.?|kundenkonto|vertrags?(?:konto|"
        + _NR
        + r")?|vertragskonto"
        + _NR
        + r"|z(?:ä|ae)hler(?:"
        + _NR
        + r")?|z(?:ä|ae)hlpunkt"
        r"|buch"
        + _NR
        + r"|wbk(?:"
        + _NR
        + r")?|ur(?:kunden)?(?:rolle)?"
        + _NR
        + r"|urkunde|register"
        + _NR
        + r"|eintrag nr\.|schaden(?:s|fall)?(?:"
        + _NR
        + r")"
        r"|(?:versicherungsschein|policen?)"
        + _NR
        + r"|police|leser(?:ausweis)?"
        + _NR
        + r"|(?:bibliotheks|benutzer)ausweis(?:"
        + _NR
        + r")?|ausweis-nr\."
        r"|grab(?:st(?:ä|ae)tte|stelle|nummer| nr\.)?|nr\. im (?:w(?:ä|ae)hler)?verzeichnis|w(?:ä|ae)hlerverzeichnis(?:"
        + _NR
        + r")?|w(?:ä|ae)hler"
        + _NR
        + r"|antrags"
        + _NR
        + r"|verfahrens"
        + _NR
        + r"|h(?:ä|ae)ftlings"
        + _NR
        + r"|gefangenen(?:buch)?"
        + _NR
        + r"|patienten"
        + _NR
        + r"|fallzahl|aufnahme"
        + _NR
        + r"|geburtenregister(?:"
        + _NR
        + r")?|eheregister(?:"
        + _NR
        + r")?|sterberegister(?:"
        + _NR
        + r")?|sterbebuch|geburtenbuch|heiratsbuch|registernummer|gewerbe(?:register)?"
        + _NR
        + r"|ordnungsmerkmal|personen-?id|steuerkonto|mandanten"
        + _NR
        + r"|mieter"
        + _NR
        + r"|objekt"
        + _NR
        + r"|case (?:no\.?|number|id)|file (?:no\.?|number)|номер дела|dosya no|reference (?:no\.?"
        r"|number)|our reference|your reference"
    )
    KEY = LABEL + r"|fallnr|vorgang|contract|kundennr|vertragsnr|grab|borrower|barcode|patron(?: id)?|az"
    VALUE = SIGN_VALUE

    def accepts(self, value: str) -> bool:
        """Three digits at least; dates, years and placeholders are none."""
        return is_sign(value)


class FileSignShapeRecognizer(GermanRecognizer):
    """Finds signs by shape: department, one to six letters, number, year (``34-E-118/2026``)."""

    ENTITIES = ("DE_FILE_SIGN",)
    _PATTERN = re.compile(
        r"(?<![\w/.-])\d{1,2}(?:[./]\d{1,2}){0,3}[-. ][A-ZÄÖÜ][A-Za-zäöü]{0,5}-\d{2,7}(?:/\d{2,4}|-\d{2,7})(?![\w/-])"
    )
    _METER = re.compile(r"(?<![\w/.-])[1-9A-F][A-Z]{3}\d{10}(?![\w-])")
    _CIVIL = re.compile(r"(?<![\w/.-])[GESL] \d{1,5}/(?:19|20)\d{2}(?![\w/-])")
    _STATUS = label("standesamts?", "(?:sterbe|geburts|heirats|ehe)-?(?:urkunde|register|buch)", "register(?:-?#nr)?")
    _COURSE = re.compile(r"(?<![\w/.-])\d{2}-\d{5}-\d{2}-\d{2}(?![\w/-])")

    def find(self, view: View) -> Iterator[Hit]:
        """Yield signs of that shape, meter numbers (DIN 43863-5) and numbers of civil status registers."""
        for match in self._METER.finditer(view.flat):
            yield Hit("DE_FILE_SIGN", match.start(), match.end(), 0.7)
        for match in self._CIVIL.finditer(view.flat):
            if labels.near(view, match.start(), match.end(), self._STATUS):
                yield Hit("DE_FILE_SIGN", match.start(), match.end(), 0.8)
        for pattern in (self._PATTERN, self._COURSE):
            for match in pattern.finditer(view.flat):
                yield Hit("DE_FILE_SIGN", match.start(), match.end(), 0.6)
