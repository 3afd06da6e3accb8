"""Umsatzsteuer- and Wirtschafts-Identifikationsnummer: `DE_VAT_ID`, `DE_BUSINESS_ID`.

Issuer and norm: Bundeszentralamt für Steuern; § 27a UStG; § 139c AO and WIdV (since 24 Oct 2024).
Format: ``DE`` and nine digits; the W-IdNr. adds ``-00001``. Written with blanks, hyphens, dots, lower case.
Check: ISO 7064 Mod 11,10 (Anlage 3 to § 9 ZMDV, BGBl. I 1993 p. 736).
Protected by: Art. 4 GDPR where the business is one person; often public (Impressum).
Examples (invented): ``DE999999995``, ``DE123456788-00001``.
"""

import re
from collections.abc import Iterator

from schleuse.detection import checks, labels
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit, digits_of


class VatIdRecognizer(GermanRecognizer):
    """Finds USt-IdNr. and W-IdNr."""

    ENTITIES = ("DE_VAT_ID", "DE_BUSINESS_ID")
    _PATTERN = re.compile(r"(?<!\w)DE[ .-]?\d{3}[ .-]?\d{3}[ .-]?\d{3}(-\d{5})?(?![\w]|[ .-]?\d)", re.IGNORECASE)
    _LABEL = label(
        "ust-id(?:-#nr)?",
        "uid(?:-#nr)?",
        "vat(?:-id)?",
        "umsatzsteuer-id(?:entifikations-?#nr)?",
        "w-id(?:-#nr)?",
        "wirtschafts-id(?:entifikations-?#nr)?",
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Yield both kinds; the suffix decides which."""
        for match in self._PATTERN.finditer(view.flat):
            entity = "DE_BUSINESS_ID" if match[1] else "DE_VAT_ID"
            labelled = labels.near(view, match.start(), match.end(), self._LABEL)
            score = labels.grade(checks.vat_id(digits_of(match.group())[:9]), labelled, 0.9)
            if score is not None:
                yield Hit(entity, match.start(), match.end(), score)
