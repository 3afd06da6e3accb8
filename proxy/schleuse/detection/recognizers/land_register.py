"""Grundbuch: `DE_LAND_REGISTER`.

Issuer: Grundbuchämter, GBO. Format: ``Grundbuch von Musterstadt Blatt 1234``, ``Band 12 Blatt 345``.
Inspection needs a legitimate interest (§ 12 GBO). Protected by: Art. 4 GDPR with an owner.
Example (invented): ``Grundbuch von Musterstadt Blatt 1234``.
"""

import re
from collections.abc import Iterator

from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit


class LandRegisterRecognizer(GermanRecognizer):
    """Finds sheets of the land register."""

    ENTITIES = ("DE_LAND_REGISTER",)
    _PATTERN = re.compile(
        r"\bGrundbuch(?:s|es)?(?: (?:von|des Amtsgerichts) [\w "
        r".-]{2,40}?)?(?: von [\w .-]{2,40}?)?,? (?:Band \d{1,4},? )?(?:Blatt"
        r"|Bl\.)(?:-?Nr\.)? ?\d{1,6}(?!\w)",
        re.IGNORECASE,
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Yield sheets at 0.4: a candidate until an owner stands near by."""
        if "rundbuch" in view.text or "RUNDBUCH" in view.text:
            for match in self._PATTERN.finditer(view.flat):
                yield Hit("DE_LAND_REGISTER", match.start(), match.end(), 0.4)
