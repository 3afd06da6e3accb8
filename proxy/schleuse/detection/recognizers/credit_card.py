"""Payment card numbers: `CREDIT_CARD`.

Norm: ISO/IEC 7812; issuer ranges of Visa, Mastercard (51–55, 2221–2720), American Express, Maestro, Diners; Luhn.
Format: 13 to 19 digits in fours, with blanks, dots or hyphens; not inside longer numbers or an IBAN.
One number in ten passes Luhn by chance, so without a label only grouped or Visa/Mastercard/Amex lengths count.
Protected by: Art. 4 GDPR (and PCI DSS). Example (test number): ``4111 1111 1111 1111``.
"""

import re

from schleuse.detection import checks
from schleuse.detection.labels import label
from schleuse.detection.recognizers.base import NumberRecognizer, digits_of


class CreditCardRecognizer(NumberRecognizer):
    """Finds card numbers."""

    ENTITIES = ("CREDIT_CARD",)
    PATTERN = re.compile(
        r"(?<![\w./-])(?<!\d )(?:\d{4}([ .-]?)\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?"
        r"|3\d{3}([ .-]?)\d{6}\2\d{5}|\d{13,19})(?![\w]|[ .-]\d)"
    )
    LABEL = label(
        "(?:kredit|debit|master|bank|giro|visa)?karten?(?:-?#nr)?", "visa", "mastercard", "maestro", "amex",
        "american express", "card(?: no)?", "kk-#nr", "cvc|cvv",
    )  # fmt: skip
    UNLABELLED = 0.75

    def passes(self, number: str) -> bool | None:
        """Issuer range and Luhn; outside the ranges nothing is a card."""
        digits = digits_of(number)
        return checks.luhn(digits) if checks.card_issuer(digits) else False
