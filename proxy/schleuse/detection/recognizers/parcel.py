"""Flurstück: `DE_PARCEL`.

Issuer: cadastral offices; Flurstückskennzeichen of 20 characters (AdV GeoInfoDok), in letters
``Gemarkung Musterdorf, Flur 3, Flurstück 12/3``, ``Flst. 123/4``, ``Fl.Nr. 123/4``.
Public plans name parcels too, so low alone; with an owner near by it is lifted (`schleuse.detection.merge`).
Protected by: Art. 4 GDPR with an owner. Example (invented): ``05123400100012______``.
"""

import re
from collections.abc import Iterator

from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit


class ParcelRecognizer(GermanRecognizer):
    """Finds parcels."""

    ENTITIES = ("DE_PARCEL",)
    _LONG = re.compile(r"(?<!\w)(?:0[1-9]|1[0-6])\d{4}(?:\d{3}|_{3})\d{5}(?:\d{4}|_{4})(?:\d{2}|_{2})(?!\w)")
    _SHORT = re.compile(
        r"\b(?:Gemarkung [A-ZÄÖÜ][\w-]{2,30},? ?)?(?:Flur ?\d{1,3},? ?)?(?:Flurst(?:ü|ue)cks?"
        r"|Flurst\.|Flst\.?|Fl\.? ?-?St\.?|FlstNr\.?|Flurst(?:ü|ue)cksnr\.?|Fl\.? ?-?Nr\.?)"
        r"(?:[ -]?(?:Nr|Nummer)\.?)?:? ?\d{1,5}(?:/\d{1,4})?(?:,? (?:Flur|Gemarkung) [\w-]{1,30}){0,2}(?!\w)",
        re.IGNORECASE,
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Yield parcels at 0.4: a candidate until an owner stands near by."""
        for pattern in (self._LONG, self._SHORT):
            for match in pattern.finditer(view.flat):
                yield Hit("DE_PARCEL", match.start(), match.end(), 0.4)
