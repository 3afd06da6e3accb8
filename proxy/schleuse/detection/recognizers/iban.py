"""IBAN: `IBAN_CODE`.

Norm: ISO 13616; check mod 97-10. Format: state, two check digits, 11 to 30 characters by state (DE 22 in all);
written in fours, in one block, with dots or hyphens, ``DE 89 …``, lower case, over two lines.
A wrong check sum beside a label is a typing error and still someone's account. ``XXXX`` groups are placeholders.
Protected by: Art. 4 GDPR. Example (passes, no such bank): ``DE93 9999 9999 0000 0000 01``.
"""

import re
from collections.abc import Iterator

from schleuse.detection import checks, labels
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit, compact

# ISO 13616 registry: total length by state (those of Europe and its neighbours).
LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BY": 28, "CH": 21,
    "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22,
    "GE": 22, "GI": 23, "GL": 18, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27,
    "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22,
    "MK": 19, "MT": 31, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22,
    "SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "XK": 20,
}  # fmt: skip


class IbanRecognizer(GermanRecognizer):
    """Finds IBANs of all states of the registry in Europe and around it."""

    ENTITIES = ("IBAN_CODE",)
    _START = re.compile(r"(?<![^\W_])([A-Za-z]{2}) ?(\d ?\d)(?=[ .\n/-]{0,2}[A-Za-z0-9])")
    _GLUED = re.compile(r"(?<=IBAN)([A-Z]{2})(\d\d)", re.IGNORECASE)
    _BODY = re.compile(r"(?:(?:[ ./-]{0,2}|[ ]?\n[ >]{0,4})[A-Za-z0-9]){11,30}")
    _LABEL = label(
        "iban", "bank(?:verbindung)?", "kontoverbindung", "kontos?", "kontonummer", "zahlungsempfänger",
        "lastschrift", "sepa(?:-mandat)?",
        "erstattung", "überwei\\w{2,6}", "account", "anderkonto", "sperrkonto", "gage",
    )  # fmt: skip

    def find(self, view: View) -> Iterator[Hit]:
        """Yield numbers of the right length whose check sum is right, or that a label names."""
        text = view.flat
        if view.has_digit:
            for pattern in (self._START, self._GLUED):
                for match in pattern.finditer(text):
                    if hit := self._iban(view, match):
                        yield hit

    def _iban(self, view: View, match: re.Match[str]) -> Hit | None:
        text = view.flat
        length = LENGTHS.get(match[1].upper())
        if length is None:
            return None
        body = self._BODY.match(text, match.end(), match.end() + 3 * length)
        if body is None:
            return None
        end = self._end(text, match.end(), length - 4)
        if end is None:
            return None
        number = compact(text[match.start() : end])
        if len(number) != length or "XXXX" in number or sum(map(str.isdecimal, number)) < 10:
            return None
        cut = end < len(text) and (text[end].isalnum() or text[end] == "_")
        passes = checks.mod_97(number) and not cut
        if passes:
            return Hit("IBAN_CODE", match.start(), end, 1.0)
        if match[1].upper() != "DE" and not text[match.start()].isupper():
            return None
        near_by = labels.near(view, match.start(), end, self._LABEL)
        if near_by and (match[1].upper() != "DE" or number[2:].isdecimal()):
            while end < len(text) and text[end].isalnum():
                end += 1
            return Hit("IBAN_CODE", match.start(), end, 0.6)
        if match[1] == "DE" and number[2:].isdecimal() and not cut:
            # The shape of a German IBAN with a wrong sum: no other German number looks like this.
            return Hit("IBAN_CODE", match.start(), end, 0.6)
        return None

    @staticmethod
    def _end(text: str, start: int, wanted: int) -> int | None:
        """Return where the wanted number of letters and digits is complete."""
        position, gap = start, 0
        while wanted and position < len(text) and gap <= 6:
            if text[position].isalnum() and text[position].isascii():
                wanted -= 1
                gap = 0
            elif text[position] in " ./->\n":
                gap += 1
            else:
                return None
            position += 1
        return None if wanted else position
