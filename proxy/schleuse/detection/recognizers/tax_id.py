"""Steuerliche Identifikationsnummer (IdNr, Steuer-ID): `DE_TAX_ID`.

Issuer and norm: Bundeszentralamt für Steuern, §§ 139a, 139b AO; key of the registers under the IDNrG.
Format: 11 digits, printed 2-3-3-3 (``86 095 742 719``), typed with blanks, slashes, dots, or every digit apart.
Check: one digit twice (numbers until 2015) or two to three times (since 2016) among the first ten, never three in a
row; ISO 7064 Mod 11,10. One number in ten passes by chance, so without a label an unbroken one counts half.
Protected by: Art. 4 GDPR, § 139b Abs. 2 and § 30 AO.
Examples (never issued, leading 0): ``01 123 456 782``, ``02246813572``.
"""

import re

from schleuse.detection import checks
from schleuse.detection.labels import label
from schleuse.detection.recognizers.base import NumberRecognizer, digits_of


class TaxIdRecognizer(NumberRecognizer):
    """Finds Steuer-IDs."""

    ENTITIES = ("DE_TAX_ID",)
    PATTERN = re.compile(r"(?<![\w./-])(?<!\d[ ,])\d(?:[ ./-]?\d){10}(?![\w]|[./-]\d|,\d\d?(?!\d)| \d)")
    LABEL = label(
        "steuer-id", "steuer-?id-?#nr", "steuerliche[rn]? id(?:entifikations?)?-?#nr", "id-#nr", "ident-?#nr",
        "identifikations-?#nr", "steueridentifikations-?#nr", "steuerident", "tin", "bzst", "st-id", "tax id",
        "id(?=[:. ]{0,3}$)",
    )  # fmt: skip
    UNLABELLED = 0.6

    def passes(self, number: str) -> bool:
        """Repeat rule and check digit."""
        return checks.tax_id(digits_of(number))
