"""Personalnummer, Dienstausweis- and membership numbers: `DE_STAFF_NUMBER`.

Issuer: the employer or body; no common format, no check digit, so only with label or under a heading.
Protected by: § 50 BeamtStG, §§ 106 ff. BBG and Land law (personnel files), Art. 4 GDPR.
Examples (invented): ``Personalnummer 0044817``, ``Pers.-Nr. 12/345678``.
"""

from schleuse.detection.recognizers.base import LabelledRecognizer


class StaffNumberRecognizer(LabelledRecognizer):
    """Finds labelled staff and membership numbers."""

    ENTITIES = ("DE_STAFF_NUMBER",)
    LABEL = (
        r"personal-?[ ]?(?:nummern?|nrn?\.?)|pers\.?[ -]?nr\.?|persnr\.?|pnr\.?|personalnr|dienstausweis(?:-?[ ]?(?:nummer|nr\.?))?"
        r"|stamm-?[ ]?(?:nummer|nr\.?)|mitarbeiter-?[ ]?(?:nummer|nr\.?|id)|mitglieds?-?[ ]?(?:nummer|nr\.?)|mitgl\.?-?[ ]?nr\.?"
        r"|besch(?:ä|ae)ftigten-?(?:nummer|nr\.?)|beihilfe-?[ ]?(?:nummer|nr\.?)|employee (?:id|no\.?|number)|abrechnungs-?nr\.?|dienst-?nr\.?"
    )
    KEY = LABEL + r"|persnr|pers nr|personal nr|staff (?:id|no|number)|mitarbeiter id"
    VALUE = r"(?:[A-Z]{2,5} )?(?:[A-Z]{1,4}[ -]?)?\d[\d/-]{1,14}\d(?: \d{2,6})?(?:-[A-Z])?"
