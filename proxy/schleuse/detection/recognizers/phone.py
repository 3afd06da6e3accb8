"""Telephone numbers: `PHONE_NUMBER`.

Norm: ITU-T E.164, DIN 5008; numbering plan of the Bundesnetzagentur. Format: ``0341/123-4567``, ``(0341) 123 45 67``,
``03 41 - 12 34 56 7``, ``+49 (0) 341 123-0``, ``0049 341 1234567``, ``0171/2345678``, digits set apart or spoken.
Not personal: emergency and service numbers (110, 112, 115, 116xxx, 0800, 0180, 0900), switchboards (``-0`` behind),
poison centres, departments' faxes, bare extensions. Protected by: Art. 4 GDPR.
Examples (reserved for drama, BNetzA): ``030 23125 000``, ``0152 28817386``.
"""

import re
from collections.abc import Iterator

from schleuse.detection import labels
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit, digits_of

_DATE = re.compile(r"\d{1,2}[ ]?([./-])[ ]?\d{1,2}[ ]?\1[ ]?(?:\d{4}|\d{2})")


class PhoneRecognizer(GermanRecognizer):
    """Finds German and international numbers."""

    ENTITIES = ("PHONE_NUMBER",)
    _PATTERN = re.compile(
        r"(?<![\w./,§-])(?<![\d/] )(?:"
        r"(?:\+ ?|00 ?)[1-9]\d{0,2}(?:[ .-]?\(0\)|[ ./-]{0,3}\(\d{1,5}\))?(?:[ ./-]{0,3}\d){6,13}"
        r"|\(0\d{2,5}\)(?:[ ./-]{0,3}\d){3,10}"
        r"|\+?0(?: ?\d){1,5}(?: ?[/-] ?|[ .]{0,2})\d(?:[ ./-]{0,2}\d){3,10}"
        r")(?![\w]|[.,]\d|[ -]?€)"
    )
    _LABEL = label(
        "tel", "telefon(?:isch|nummer|-?#nr)?", "fon", "phone", "mobil(?:telefon|nummer)?",
        "handy(?:s|nummer|-?#nr)?", "durchwahl", "dw", "rufnummer", "rückruf", "rueckruf", "ruf", "rufen?",
        "anruf(?:en)?", "angerufen", "telefonnummer",
        "erreichbar", "erreichen", "nummer", "nr", "sms", "whatsapp", "privat", "dienstlich", "direkt",
        "direct line", "t", "m", "call", "mobile", "cell", "privatnummer", "телефон\\w*", "telefonum", "telefonul",
        "sunați", "kontakt", "notfallkontakt", "anzurufen",
    )  # fmt: skip
    _FAX = re.compile(r"\b(?:tele)?fax(?:nummer|-?nr\.?)?[.: ]{0,3}$", re.IGNORECASE)
    _PUBLIC = re.compile(
        r"\b(?:notruf|giftnotruf|giftinformationszentrum|gift-?info\w*|hotline|service-?(?:nummer"
        r"|telefon)|zentrale|b(?:ü|ue)rgertelefon|beh(?:ö|oe)rdennummer|telefonseelsorge"
        r"|hilfetelefon|sperr-?notruf|bereitschaftsdienst|info-?telefon"
        r"|vermittlung)\b[^\n\d]{0,40}$",
        re.IGNORECASE,
    )
    _SERVICE = ("0800", "0180", "0900", "0137", "0138", "0116", "01199", "0118", "0310", "0311")
    _OTHER = label(
        "az", "aktenzeichen", "kassenzeichen", "gz", "kunden-?#nr", "vertrag(?:skonto|s-?#nr)?", "personal-?#nr",
        "iban", "blz", "kto", "konto(?:-?#nr)?", "steuer-?(?:id|#nr)", "st-?#nr", "id", "pk", "bg(?:-#nr)?",
        "version", "isbn",
        "seriennummer", "artikel(?:-#nr)?", "rechnungs-?#nr", "bestell-?#nr", "zähler", "matrikel-?#nr",
        "mitglieds-?#nr", "azr(?:-#nr)?", "buch-?#nr", "flurstück", "hsn", "wbk", "din",
    )  # fmt: skip
    _LEADING = re.compile(r"(?:0049|\+49|\+ ?49|0 ?0 ?4 ?9)")

    _LOCAL = re.compile(
        r"(?<![^\W\d_])(?i:tel(?:efon(?:nummer|isch)?)?|fon|phone|mobil(?:nummer)?|handy(?:nummer"
        r"|-?nr)?|rufnummer|rückruf(?:nummer)?|festnetz|privat)(?:[. ]{0,2}(?:nr"
        r"|nummer)\.?)?[.: ]{1,5}(?P<number>[1-9]\d{0,4}(?:[ ./-]{0,2}\d){4,10})(?![\w]|[.,]\d"
        r"|[ -]?€|[ ]\d)"
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Yield numbers; the label, mobile prefixes and grouping decide the score."""
        text = view.flat
        for match in self._LOCAL.finditer(text):
            number = match["number"]
            if (
                6 <= len(digits_of(number)) <= 13
                and not number.endswith("-0")
                and digits_of(number)[:3] not in {"110", "112", "115", "116"}
            ):
                yield Hit("PHONE_NUMBER", match.start("number"), match.end("number"), 0.8)
        if "0" not in text and "+" not in text:
            return
        for match in self._PATTERN.finditer(text):
            score = self._score(view, match)
            if score:
                yield Hit("PHONE_NUMBER", match.start(), match.end(), score)

    def _score(self, view: View, match: re.Match[str]) -> float:
        written = match.group()
        digits = digits_of(written)
        national = digits
        international = written.lstrip("( ").startswith("+") or digits.startswith("00")
        if international:
            if not 9 <= len(digits) - (2 if digits.startswith("00") else 0) <= 15:
                return 0
            stripped = digits.removeprefix("00")
            if stripped.startswith("49"):
                national = "0" + stripped[2:].removeprefix("0")
        if not international and (not 7 <= len(digits) <= 14 or digits[1] == "0"):
            return 0
        if national.startswith(self._SERVICE) or national.endswith("19240"):
            return 0
        if (
            _DATE.fullmatch(written)
            or (
                re.fullmatch(r"\d{4}-\d{3}[\dX]", written)
                and "ISSN" in view.flat[max(0, match.start() - 12) : match.start()]
            )
            or re.search(r"[-/ ]0$", written)
        ):
            return 0
        before = labels.before(view, match.start())
        if self._PUBLIC.search(before):
            return 0
        if self._FAX.search(before):
            return 0.4
        mobile = national[:3] in {"015", "016", "017"} and 10 <= len(national) <= 13
        labelled = labels.near(view, match.start(), match.end(), self._LABEL)
        if self._OTHER.search(before[-22:]) and not mobile:
            return 0
        if labelled:
            return 0.95
        if mobile or written.lstrip("( ").startswith("+"):
            return 0.85
        if digits.startswith("00"):
            return 0.3 if written == digits else 0.7
        grouped = re.match(r"\(?0\d{2,5}\)?(?: ?[/-] ?| )\d|0\d \d\d(?: \d)? ?[/-] ?\d", written)
        return 0.7 if grouped else 0.4
