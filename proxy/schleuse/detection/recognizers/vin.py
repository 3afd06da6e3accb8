"""Fahrzeug-Identifizierungsnummer (FIN, VIN): `VIN`.

Norm: ISO 3779; FZV. Format: 17 characters without I, O, Q, the last four digits; printed 3-6-8 or in one block.
Check: position 9 in North America only (49 CFR 565.15); European numbers do not carry it.
Protected by: Art. 4 GDPR. Example (public sample): ``1M8GDM9AXKP042788``.
"""

import re
from collections.abc import Iterator

from schleuse.detection import checks, labels
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit, compact


class VinRecognizer(GermanRecognizer):
    """Finds vehicle identification numbers."""

    ENTITIES = ("VIN",)
    _PATTERN = re.compile(r"(?<![\w-])[A-HJ-NPR-Z0-9]{3} ?[A-HJ-NPR-Z0-9]{6} ?[A-HJ-NPR-Z0-9]{4}\d{4}(?![\w-])")
    _LOWER = re.compile(r"(?<![\w-])[a-hj-npr-z0-9]{13}\d{4}(?![\w-])")
    _LABEL = label(
        "fin", "fahrgestell-?#nr", "fz-ident-#nr", "vin", "feld e", "fahrzeug-?ident(?:ifizierungs|ifikations)?-?#nr"
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Yield numbers of mixed letters and digits; lower case only with label."""
        for match in self._PATTERN.finditer(view.flat):
            number = compact(match.group())
            letters = sum(map(str.isalpha, number))
            labelled = labels.near(view, match.start(), match.end(), self._LABEL)
            if labelled or (checks.vehicle(number) and letters >= 3):
                yield Hit("VIN", match.start(), match.end(), 1.0)
            elif 4 <= letters <= 13 and " " not in match.group():
                yield Hit("VIN", match.start(), match.end(), 0.6)
        for match in self._LOWER.finditer(view.flat):
            if labels.near(view, match.start(), match.end(), self._LABEL):
                yield Hit("VIN", match.start(), match.end(), 0.9)
