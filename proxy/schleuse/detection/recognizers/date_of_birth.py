"""Date of birth: `DATE_OF_BIRTH`.

Format: ``01.02.1980``, ``1.2.80``, ``01/02/1980``, ``1980-02-01``, ``19800201``, ``010280``, "1. Februar 1980",
"21 Mar 1999", spoken. A date alone is only a date: a label (geb., geboren, Geburtsdatum, ``*``, dob) or a heading
makes it a date of birth, or the place right behind a person's name (a candidate at 0.3, lifted in
`schleuse.detection.links`).
Years, ages and dates of death are none. Protected by: Art. 4 GDPR. Example (invented): ``geb. am 1. Februar 1980``.
"""

import re
from collections.abc import Iterator

from schleuse.detection.fields import fields
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit

_MONTH = (
    r"(?:Jan(?:uar|uary|\.)?|Jänner|Feb(?:ruar|ruary|r?\.)?|M(?:ä|ae)rz|Mrz\.?|Mar(?:ch|\.)?"
    r"|Apr(?:il|\.)?|Ma[iy]|Jun[ie]?\.?|Jul[iy]?\.?|Aug(?:ust|\.)?"
    r"|Sep(?:t(?:ember|\.)?|\.)?|O[kc]t(?:ober|\.)?|Nov(?:ember|\.)?|De[zc](?:ember|\.)?)"
)
_YEAR = r"(?:(?:19|20)\d{2}|\d{2})"
DATE = (
    r"(?:(?:0?[1-9]|[12]\d|3[01])[ ]?[./-][ ]?(?:0?[1-9]|1[0-2])[ ]?[./-][ ]?" + _YEAR + r"(?!:\d)"
    + r"|(?:19|20)\d{2}[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])(?:T\d\d:\d\d(?::\d\d)?)?"
    + r"|(?:0?[1-9]|[12]\d|3[01])\.?[ ]?(?i:" + _MONTH + r")[ ]?,?[ ]?" + _YEAR
    + r"|(?i:" + _MONTH + r")[ ](?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,?[ ](?:19|20)\d{2})"
)  # fmt: skip
_BOXES = r"(?:(?:0[1-9]|[12]\d|3[01])[ ](?:0[1-9]|1[0-2])[ ]" + _YEAR + r")"
_BLOCK = (
    r"(?:(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d"
    r"|3[01])(?:0[1-9]|1[0-2])(?:(?:19|20)\d{2}|\d{2}))"
)


class DateOfBirthRecognizer(GermanRecognizer):
    """Finds labelled dates of birth, and candidates beside names."""

    ENTITIES = ("DATE_OF_BIRTH",)
    _LABEL = (
        r"geb\.?(?:oren(?:e[rn]?)?)?|geboren|geburtsdatum|geb\.?-?[ ]?dat(?:um|\.)?|gebdat"
        r"|geburtstag|geburts-?tag|dob|date of birth|born|birth(?:day|date)|\*"
        r"|zur welt gekommen|geburtsurkunde|altersangabe|доб|народи\w{0,6}|родил\w{0,4}"
        r"|дата рождения|doğum(?: tarihi)?|né\(?e?\)?|née?|ur\.|data urodzenia|urodzon[ya]"
        r"|născut[ăa]?|nato|nata|nacid[oa]|data nașterii"
    )
    _LABELLED = re.compile(
        rf"(?<![^\W\d_])(?i:{_LABEL})(?![^\W\d_])[^\d\n]{{0,40}}?\n?[ "
        rf"]{{0,4}}(?<!\d)(?P<date>{DATE}|{_BOXES}|{_BLOCK})(?![\d]|[.,]\d)"
    )
    _BEHIND = re.compile(
        rf"(?<![\d.])(?P<date>{DATE})(?![\d])(?=[^\d\n]{{0,30}}(?i:\bgeboren|\bzur welt|doğum|\bborn\b|geburt))"
    )
    _KEY = label(
        "geb",
        "gebdat",
        "geb dat(?:um)?",
        "geburts-?dat(?:um|en)?",
        "geburtstag",
        "dob",
        "birth(?:day|date)?",
        "date of birth",
        "geboren(?: am)?",
        "birth date",
    )
    _VALUE = re.compile(rf"(?<!\d)(?P<date>{DATE}|{_BOXES}|{_BLOCK})(?!\d)")
    _BARE = re.compile(rf"(?<![\d.\w/-])(?P<date>{DATE})(?![\d\w/-]|\.\d)")
    _NOT = re.compile(
        r"(?i)\b(?:verst(?:orben)?|gest(?:orben)?|tod|ausgestellt|gültig|sterbe|bis|hochzeit|seit|eingang)\b"
    )
    _BIRTHDAYS = re.compile(r"(?i)geburtstag|jubilar|glückwunsch|ehrung")

    def find(self, view: View) -> Iterator[Hit]:
        """Yield labelled dates (0.95), dates under a heading (0.95), and candidates (0.3)."""
        text = view.flat
        for match in self._LABELLED.finditer(text):
            between = text[match.start() : match.start("date")]
            if not self._NOT.search(between):
                yield Hit("DATE_OF_BIRTH", match.start("date"), match.end("date"), 0.95)
        for match in self._BEHIND.finditer(text):
            if not self._NOT.search(text[match.end() : match.end() + 30]):
                yield Hit("DATE_OF_BIRTH", match.start("date"), match.end("date"), 0.85)
        for field in fields(view):
            if self._KEY.search(field.key) and "ort" not in field.key and "name" not in field.key:
                value = self._VALUE.search(text, field.start, min(field.end, field.start + 24))
                if value and value.start() - field.start <= 12 and not self._NOT.search(field.key):
                    yield Hit("DATE_OF_BIRTH", value.start("date"), value.end("date"), 0.95)
            elif field.kind == "cell" and field.key in {"datum", "tag"} and self._BIRTHDAYS.search(text):
                value = self._VALUE.fullmatch(text, field.start, field.end)
                if value:
                    yield Hit("DATE_OF_BIRTH", value.start("date"), value.end("date"), 0.7)
        for match in self._BARE.finditer(text):
            yield Hit("DATE_OF_BIRTH", match.start("date"), match.end("date"), 0.3)
