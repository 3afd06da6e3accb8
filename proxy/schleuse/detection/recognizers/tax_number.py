"""Steuernummer: `DE_TAX_NUMBER`.

Issuer and norm: the local Finanzamt; shapes and procedures from ELSTER, "Prüfung der Steuer- und
Steueridentifikationsnummer".
Format: on letters by Land, ``FF/BBB/UUUUP``, ``0FF BBB UUUUP``, ``FFBBB/UUUUP`` (BW), ``FFF/BBBB/UUUP`` (NW); unified
13 digits with four of the office in front. The Land is not written on it, so every Land of the shape is tried.
Check: by Land (``checks.tax_number``). Protected by: § 30 AO, Art. 4 GDPR.
Examples (test offices): ``198/123/45675``, ``5400012345678``.
"""

import re
from collections.abc import Iterator

from schleuse.detection import checks, labels
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit


class TaxNumberRecognizer(GermanRecognizer):
    """Finds Steuernummern in letter and unified form."""

    ENTITIES = ("DE_TAX_NUMBER",)
    _LETTER = re.compile(r"(?<![\w/.-])(?:(\d{2,3})[ /](\d{3,4})[ /](\d{4,5})|(\d{5})/(\d{5}))(?![\w]|[/.,-]\d| \d)")
    _BLOCK = re.compile(r"(?<![\w.,/-])\d{10,13}(?![\w]|[.,/-]\d)")
    _UNIFIED = re.compile(r"(?:1[01]|2[1-46-8]|3[0-2]|4[01]|5\d|9\d)\d{2}0\d{8}")
    LABEL = label(
        "steuer-#nr", "st-#nr", "stnr", "steuernummern", "finanzamts?", "elster-?(?:steuer)?#nr", "tax (?:number|no)",
    )  # fmt: skip

    def find(self, view: View) -> Iterator[Hit]:
        """Yield numbers that are labelled, or pass the check of a Land whose shape they have."""
        text = view.flat
        listed = -1
        for match in self._LETTER.finditer(text):
            groups = [group for group in match.groups() if group]
            if sum(map(len, groups)) not in {10, 11}:
                continue
            labelled = labels.near(view, match.start(), match.end(), self.LABEL)
            score = labels.grade(checks.tax_number_of_land(groups) or None, labelled, 0.0)
            if score is None and "/" in match.group() and checks.tax_number_of_land(groups):
                score = 0.75
            if score is not None:
                yield Hit("DE_TAX_NUMBER", match.start(), match.end(), score)
            if score is not None:
                listed = text.count("\n", 0, match.start())
            elif listed == text.count("\n", 0, match.start()) and "/" in match.group():
                # Further numbers of a list whose first one is labelled.
                yield Hit("DE_TAX_NUMBER", match.start(), match.end(), 0.7)
        for match in self._BLOCK.finditer(text):
            number = match.group()
            labelled = labels.near(view, match.start(), match.end(), self.LABEL)
            unified = self._UNIFIED.fullmatch(number) is not None
            if unified and checks.tax_number(number):
                yield Hit("DE_TAX_NUMBER", match.start(), match.end(), 1.0 if labelled else 0.5)
            elif labelled and (unified or len(number) in {10, 11}):
                yield Hit("DE_TAX_NUMBER", match.start(), match.end(), 0.6)
