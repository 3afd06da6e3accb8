"""Lebenslange Arztnummer and Betriebsstättennummer: `DE_LANR`, `DE_BSNR`.

Issuer and norm: Kassenärztliche Vereinigungen, § 75 Abs. 7 SGB V.
Format: nine digits; LANR: six, a check digit, two for the specialty. Any nine digits may be one, so only with label;
``checks.physician`` lowers the score of a LANR whose check digit is wrong.
Protected by: Art. 4 GDPR (the physician's). Example (pseudo number): ``LANR 999999900``.
"""

from schleuse.detection import checks
from schleuse.detection.recognizers.base import LabelledRecognizer, digits_of


class PhysicianRecognizer(LabelledRecognizer):
    """Finds labelled LANR."""

    ENTITIES = ("DE_LANR",)
    LABEL = r"lanr|(?:lebenslange[ ])?arzt-?[ ]?(?:nummer|nr\.?)"
    HINTS = ("lanr", "arzt")
    VALUE = r"\d(?:[ ]?\d){8}"

    def score(self, value: str) -> float:
        """Return less for a number whose check digit is wrong."""
        return self.SCORE if checks.physician(digits_of(value)) else 0.6


class PracticeRecognizer(LabelledRecognizer):
    """Finds labelled BSNR."""

    ENTITIES = ("DE_BSNR",)
    LABEL = r"bsnr|betriebsst(?:ä|ae)tten-?[ ]?(?:nummer|nr\.?)"
    HINTS = ("bsnr", "betriebsst")
    VALUE = r"\d(?:[ ]?\d){8}"
    SCORE = 0.7
