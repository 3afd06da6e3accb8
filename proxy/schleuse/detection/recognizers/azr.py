"""AZR-Nummer: `DE_AZR`.

Issuer and norm: Ausländerzentralregister, AZRG and § 2 AZRG-DV (the number may not disclose data about the person).
Format: 12 digits, the first six the day of first record; check digit by an unpublished rule, so label or date shape.
Protected by: Art. 4 GDPR, near Art. 9 (origin). Example (invented): ``AZR 150903123456``.
"""

from schleuse.detection.recognizers.base import LabelledRecognizer


class AzrRecognizer(LabelledRecognizer):
    """Finds labelled AZR numbers."""

    ENTITIES = ("DE_AZR",)
    LABEL = r"azr(?:-?[ ]?(?:nummer|nr\.?|id))?|ausl(?:ä|ae)nderzentralregister"
    HINTS = ("azr", "zentralregister")
    VALUE = r"\d{6}[ -]?\d{5}[ -]?\d"
    SCORE = 0.95
