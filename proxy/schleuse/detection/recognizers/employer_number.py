"""Betriebsnummer (BBNR): `DE_EMPLOYER_NUMBER`.

Issuer and norm: Betriebsnummern-Service der Bundesagentur für Arbeit, § 18i SGB IV.
Format: eight digits, first three 001–099 or above 110. Check: ``checks.employer``; weak, so only with label.
Protected by: Art. 4 GDPR for small firms and households. Example (invented): ``BBNR 99999993``.
"""

from schleuse.detection.recognizers.base import LabelledRecognizer


class EmployerNumberRecognizer(LabelledRecognizer):
    """Finds labelled Betriebsnummern."""

    ENTITIES = ("DE_EMPLOYER_NUMBER",)
    LABEL = r"(?:haupt)?betriebs-?[ ]?(?:nummer|nr\.?)|bbnr\.?|betr\.?[ -]?nr\.?"
    HINTS = ("betr", "bbnr")
    VALUE = r"\d{8}"
    SCORE = 0.7
