"""Versicherungsnummer of the statutory pension insurance (RVNR, VSNR, SV-Nummer): `DE_SOCIAL_SECURITY`.

Issuer and norm: Datenstelle der Rentenversicherung, § 147 SGB VI, § 2 VKVV.
Format: ``BBTTMMJJASSP``: area, date of birth, initial of the birth name, serial, check digit; written
``65 170839 J 003``, ``65170839J003``, ``65-170839-J-003``. Day 00 to 95 and month 00 where the birth date is unknown.
Check: ``checks.social_security``. Protected by: § 35 SGB I, Art. 4 GDPR; holds the date of birth.
Examples (area 99 is not issued): ``99 010180 M 006``, ``99150490K515``.
"""

import re

from schleuse.detection import checks
from schleuse.detection.labels import label
from schleuse.detection.recognizers.base import NumberRecognizer, compact


class SocialSecurityRecognizer(NumberRecognizer):
    """Finds pension insurance numbers."""

    ENTITIES = ("DE_SOCIAL_SECURITY",)
    PATTERN = re.compile(
        r"(?<!\w)\d ?\d[ ./-]?\d ?\d[ ./-]?(?:0 ?\d|1 ?[0-2])[ ./-]?\d ?\d[ ./-]?[A-Za-z][ ./-]?\d ?\d[ ./-]?\d(?!\w)"
    )
    LABEL = label(
        "renten-?versicherungs-?#nr", "sozial-?versicherungs-?#nr", "sv-?#nr", "rv-?#nr", "rvnr", "vsnr", "svnr",
        "vers-#nr", "versicherungs-?#nr", "drv", "rente[n]?(?:versicherung)?", "sozialversicherungsausweis", "sv",
    )  # fmt: skip
    UNLABELLED = 0.9

    def passes(self, number: str) -> bool:
        """Check digit."""
        return checks.social_security(compact(number))
