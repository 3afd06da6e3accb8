"""Betriebsnummer (BBNR): `DE_EMPLOYER_NUMBER`.

Issuer and norm: Betriebsnummern-Service der Bundesagentur für Arbeit, § 18i SGB IV.
Format: eight digits, first three 001–099 or above 110. Check: ``checks.employer``; weak, so only with label.
Protected by: Art. 4 GDPR for small firms and households. Example (invented): ``BBNR 99999993``.
"""

from schleuse.detection import checks
from schleuse.detection.recognizers.base import LabelledRecognizer, digits_of


class EmployerNumberRecognizer(LabelledRecognizer):
    """Finds labelled Betriebsnummern."""

    ENTITIES = ("DE_EMPLOYER_NUMBER",)
    LABEL = r"(?:haupt)?betriebs-?[ ]?(?:nummer|nr\.?)|bbnr\.?|betr\.?[ -]?nr\.?"
    HINTS = ("betr", "bbnr")
    VALUE = r"\d(?:[ ]?\d){7}"
    SCORE = 0.7

    def score(self, value: str) -> float:
        """Return more for a number whose check digit is right."""
        return 0.9 if checks.employer(digits_of(value)) else self.SCORE
