"""Old account numbers and SEPA mandate references: `BANK_ACCOUNT`.

Issuer: banks; replaced by the IBAN in 2014, alive in files. Format: 4 to 10 digits, beside ``BLZ`` (8 digits, 3-3-2).
The check procedures differ by bank (about 150) and are not tried: the label decides.
Protected by: Art. 4 GDPR. Examples (invented): ``Kto. 532013000, BLZ 370 400 44``, ``Mandatsreferenz M-2024-0815``.
"""

from schleuse.detection.recognizers.base import LabelledRecognizer, digits_of


class BankAccountRecognizer(LabelledRecognizer):
    """Finds labelled account numbers."""

    ENTITIES = ("BANK_ACCOUNT",)
    LABEL = (
        r"kto\.?(?:-?[ ]?nr\.?)?|konto-?[ ]?(?:nummer|nr\.?)|(?:giro|spar|tagesgeld)?konto"
        r"|sparbuch(?:-?(?:nummer|nr\.?))?|account (?:no\.?|number)|p-konto"
    )
    KEY = r"kontonummer|konto ?-?nr\.?|kto(?: nr)?|konto|sparbuch"
    HINTS = ("kto", "konto", "sparbuch", "account")
    VALUE = r"\d(?:[ ]?\d){3,10}(?!\.\d)"
    SCORE = 0.8

    def accepts(self, value: str) -> bool:
        """Four to ten digits; a year or a round amount alone is none."""
        return 5 <= len(digits_of(value)) <= 10


class MandateRecognizer(LabelledRecognizer):
    """Finds SEPA mandate references, which often hold a name or a person's account with the authority."""

    ENTITIES = ("BANK_ACCOUNT",)
    LABEL = r"mandats-?ref(?:erenz)?(?:-?(?:nummer|nr\.?))?|mandatsref\.?"
    HINTS = ("mandat",)
    VALUE = r"(?=[\w/-]{0,30}\d)[A-Z0-9][\w/-]{3,34}"
    SCORE = 0.75
