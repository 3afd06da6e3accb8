"""Positions: `COORDINATES`.

Norm: ISO 6709, UTM/ETRS89. Format: ``51.3397, 12.3731``, ``51°20'23" N 12°22'23" O``, ``32U 691608 5334764``.
Four decimals or more tell a house. Personal when tied to a home, person or vehicle: Art. 4 GDPR.
Example (city centre): ``51.33970, 12.37310``.
"""

import re
from collections.abc import Iterator

from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit


class CoordinatesRecognizer(GermanRecognizer):
    """Finds pairs of coordinates."""

    ENTITIES = ("COORDINATES",)
    _DECIMAL = re.compile(
        r"(?<![\w.-])-?(?:[1-8]?\d)\.\d{4,8}°?(?: ?[NS])?(?: ?[,;/] ?| )-?(?:1[0-7]\d"
        r"|\d{1,2})\.\d{4,8}°?(?: ?[EOW]\b)?(?![\w]|\.\d)"
    )
    _GERMAN = re.compile(
        r"(?<![\w.,-])(?:[45]\d),\d{4,8}°?(?: ?N)?(?: ?[;/] ?| )\d{1,2},\d{4,8}°?(?: ?[EO]\b)?(?![\w])"
    )
    _DEGREES = re.compile(
        r"(?<!\w)\d{1,3} ?° ?\d{1,2} ?['′] ?(?:\d{1,2}(?:[.,]\d{1,4})? ?(?:\\?[\"″]"
        r"|''))? ?[NSEWO]\b(?:[ ,;/]{1,3}\d{1,3} ?° ?\d{1,2} "
        r"?['′] ?(?:\d{1,2}(?:[.,]\d{1,4})? ?(?:\\?[\"″]|''))? ?[NSEWO]\b)?"
    )
    _UTM = re.compile(r"(?<!\w)(?:3[1-4])[ ]?[C-HJ-NP-X][ ]\d{6}(?:[.,]\d+)?[ ,]{1,2}\d{7}(?![\w])")

    def find(self, view: View) -> Iterator[Hit]:
        """Yield pairs."""
        for pattern, score in ((self._DECIMAL, 0.7), (self._GERMAN, 0.6), (self._DEGREES, 0.7), (self._UTM, 0.8)):
            for match in pattern.finditer(view.flat):
                yield Hit("COORDINATES", match.start(), match.end(), score)
