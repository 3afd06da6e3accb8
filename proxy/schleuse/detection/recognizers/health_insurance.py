"""Krankenversichertennummer and insurance card numbers: `DE_HEALTH_INSURANCE`.

Issuer and norm: Vertrauensstelle Krankenversichertennummer, § 290 SGB V.
Format: a letter, eight digits, check digit (``A 123 456 780``); with the fund's Institutionskennzeichen 20, with the
main insured person 30 characters; the card's own number (ICCSN) begins ``80276`` and has 20 digits.
Check: ``checks.health_insurance``. Protected by: § 35 SGB I, Art. 9 GDPR by context.
Examples (documented samples and invented): ``A000500015``, ``A 123 456 780``.
"""

import re
from collections.abc import Iterator

from schleuse.detection import checks, labels
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import Hit, NumberRecognizer, compact


class HealthInsuranceRecognizer(NumberRecognizer):
    """Finds insured persons' and card numbers."""

    ENTITIES = ("DE_HEALTH_INSURANCE",)
    PATTERN = re.compile(r"(?<![\w.])[A-Za-z][ -]?\d(?:[ -]?\d){8}(?: ?\d{9}\d?(?:[A-Z]\d{9})?)?(?![\w]|-\d)")
    LABEL = label(
        "kranken-?versicherten-?#nr", "versicherten-#nr", "kranken-?versicherungs-?#nr", "kv-?#nr", "kvnr", "kv",
        "vers-#nr", "krankenkasse", "egk", "gesundheitskarte", "kennnummer der karte", "versicherungs-?#nr", "kasse",
        "krankenversichert(?:e[rn]?)?", "versichert(?:e[rn]?)?", "krankenversicherung",
    )  # fmt: skip
    UNLABELLED = 0.75
    _CARD = re.compile(r"(?<!\w)80276(?: ?\d){15}(?!\w)")

    def passes(self, number: str) -> bool:
        """Check digit of the first ten characters."""
        return checks.health_insurance(compact(number)[:10])

    def find(self, view: View) -> Iterator[Hit]:
        """Yield insured persons' numbers, and card numbers."""
        yield from super().find(view)
        for match in self._CARD.finditer(view.flat):
            labelled = labels.near(view, match.start(), match.end(), self.LABEL)
            yield Hit("DE_HEALTH_INSURANCE", match.start(), match.end(), 1.0 if labelled else 0.7)
