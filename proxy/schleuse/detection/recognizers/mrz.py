"""Machine readable zone of identity documents.

`DE_ID_CARD`, `DE_PASSPORT`, `DE_RESIDENCE_PERMIT`, and in them `DATE_OF_BIRTH`, `PERSON`.

Norm: ICAO Doc 9303 parts 4 (TD3, passport, two lines of 44) and 5 (TD1, card, three lines of 30).
Format: TD1 ``IDD<<L01X00T471<<<…``, then ``YYMMDD`` + check …, then ``MUSTERMANN<<ERIKA``; TD3
``P<D<<MUSTERMANN<<ERIKA<<…``, then number + check + state + birth date. Any state, also cut or with wrong check
digits: a zone is never harmless. Protected by: § 20 PAuswG, § 16 PassG, Art. 4 GDPR.
Example (official specimen): ``IDD<<L01X00T471<<<<<<<<<<<<<<<``.
"""

import re
from collections.abc import Iterator

from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit


class MachineReadableZoneRecognizer(GermanRecognizer):
    """Finds numbers, names and birth dates in machine readable zones."""

    ENTITIES = ("DE_ID_CARD", "DE_PASSPORT", "DE_RESIDENCE_PERMIT", "DATE_OF_BIRTH", "PERSON")
    _CARD = re.compile(r"(?<![A-Z0-9])(?:(ID|I<|IT|AC)|(A[RTF]))[A-Z<]{3}([A-Z0-9<]{9}\d)[A-Z0-9<]{0,15}")
    _SECOND = re.compile(r"(?<![A-Z0-9<])(\d{6})\d[MFX<]\d{7}[A-Z<]{3}[A-Z0-9<]*")
    _PASSPORT = re.compile(
        r"(?<![A-Z0-9])P[A-Z<][A-Z<]{3}(?=[A-Z<]{5,60}(?![A-Z0-9<]))([A-Z]+(?:<[A-Z]+)*<<[A-Z]+(?:<[A-Z]+)*)"
    )
    _PASSPORT_SECOND = re.compile(r"(?<![A-Z0-9<])([A-Z0-9<]{9}\d)[A-Z<]{3}(\d{6})\d[MFX<]\d{7}[A-Z0-9<]*")
    _NAME = re.compile(r"(?<![A-Z0-9<])([A-Z]{2,}(?:<[A-Z]+){0,4}<<[A-Z]{2,}(?:<[A-Z]+){0,4})<*(?![A-Z0-9])")

    def find(self, view: View) -> Iterator[Hit]:
        """Yield the parts of zones; does nothing where there is no ``<``."""
        text = view.text
        if "<" not in text:
            return
        for match in self._CARD.finditer(text):
            entity = "DE_RESIDENCE_PERMIT" if match[2] else "DE_ID_CARD"
            yield Hit(entity, match.start(3), match.end(3), 1.0)
        for match in self._SECOND.finditer(text):
            yield Hit("DATE_OF_BIRTH", match.start(1), match.end(1), 0.95)
        for match in self._PASSPORT_SECOND.finditer(text):
            yield Hit("DE_PASSPORT", match.start(1), match.end(1), 1.0)
            yield Hit("DATE_OF_BIRTH", match.start(2), match.end(2), 0.95)
        for pattern in (self._PASSPORT, self._NAME):
            for match in pattern.finditer(text):
                yield Hit("PERSON", match.start(1), match.end(1), 0.95)
