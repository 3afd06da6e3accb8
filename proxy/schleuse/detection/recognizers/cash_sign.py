"""Signs of municipal cash offices: `DE_CASH_SIGN`.

Issuer: the municipality's cash and tax software: Kassenzeichen, Buchungszeichen, Personenkonto, Abgabenkonto,
Debitor, Finanzadresse. Format free, 6 to 16 digits in groups (``5.0100.123456.7``, ``01.12345.6``); by label only.
Protected by: § 30 AO through the tax acts of the Länder (KAG), Art. 4 GDPR. Examples: those above, invented.
"""

from schleuse.detection.recognizers.base import LabelledRecognizer
from schleuse.detection.recognizers.file_sign import SIGN_VALUE, is_sign

_NR = r"(?:-?[ ]?(?:nummer|nr\.?))"


class CashSignRecognizer(LabelledRecognizer):
    """Finds labelled cash signs."""

    ENTITIES = ("DE_CASH_SIGN",)
    LABEL = (
        rf"kassen-?zeichen|kassenz\.?|kassen-?nr\.?|buchungs-?(?:zeichen|nr\.?)|kassenkonto"
        rf"|personenkonto{_NR}?|pk(?:-?nr\.?)?|abgabenkonto{_NR}?"
        rf"|debitor(?:en)?{_NR}?|kreditor(?:en)?{_NR}?|fad|finanzadresse|bescheid-?[ ]?nr\.?"
        rf"|marken-?[ ]?nr\.?|hundesteuer-?(?:marke|nr\.?)|kz|bz|steuerkonto|verwendungszweck"
    )
    KEY = rf"kassenzeichen|kz|buchungszeichen|personenkonto|pk nr|debitor{_NR}?|kassenz"
    HINTS = (
        "kass",
        "buchung",
        "konto",
        "pk",
        "bitor",
        "editor",
        "fad",
        "adresse",
        "bescheid",
        "mark",
        "hund",
        "kz",
        "bz",
        "zweck",
    )
    VALUE = SIGN_VALUE

    def accepts(self, value: str) -> bool:
        """At least four digits; dates and years are none."""
        return is_sign(value) and sum(map(str.isdecimal, value)) >= 4
