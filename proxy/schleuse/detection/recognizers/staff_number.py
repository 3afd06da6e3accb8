"""Personalnummer, Dienstausweis- and membership numbers: `DE_STAFF_NUMBER`.

Issuer: the employer or body; no common format, no check digit, so only with label or under a heading.
Protected by: § 50 BeamtStG, §§ 106 ff. BBG and Land law (personnel files), Art. 4 GDPR.
Examples (invented): ``Personalnummer 0044817``, ``Pers.-Nr. 12/345678``.
"""

import re
from collections.abc import Iterator

from schleuse.detection.fields import fields
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import Hit, LabelledRecognizer


class StaffNumberRecognizer(LabelledRecognizer):
    """Finds labelled staff and membership numbers."""

    ENTITIES = ("DE_STAFF_NUMBER",)
    LABEL = (
        r"personal-?[ ]?(?:nummern?|nrn?\.?)|pers\.?[ -]?nr\.?|persnr\.?|pnr\.?|personalnr"
        r"|dienstausweis(?:-?[ ]?(?:nummer|nr\.?))?"
        r"|stamm-?[ ]?(?:nummer|nr\.?)|mitarbeiter-?[ ]?(?:nummer|nr\.?|id)"
        r"|mitglieds?-?[ ]?(?:nummer|nr\.?)|mitgl\.?-?[ ]?nr\.?"
        r"|besch(?:ä|ae)ftigten-?(?:nummer|nr\.?)|beihilfe-?[ ]?(?:nummer|nr\.?)|employee (?:id"
        r"|no\.?|number)|abrechnungs-?nr\.?|dienst-?nr\.?|mitgliedskarte|(?:dienst|haus"
        r"|zutritts)?ausweis(?=[ ]\d{5,8}\b)"
    )
    KEY = LABEL + r"|persnr|pers nr|personal nr|staff (?:id|no|number)|mitarbeiter id"
    HINTS = ("pers", "pnr", "ausweis", "stamm", "mitarb", "mitgl", "besch", "beihilfe", "employee", "abrechn", "dienst")
    VALUE = r"(?:[A-Z]{2,5} )?(?:[A-Z]{1,4}[ -]?)?(?:\d[\d/-]{1,14}\d|\d{1,4} \d{3,8})(?:-[A-Z])?"
    _SERIAL = re.compile(r"[A-Z]{1,3}-?\d{3,8}")

    def find(self, view: View) -> Iterator[Hit]:
        """Yield labelled numbers, and the ``id`` column of tables with a name column."""
        yield from super().find(view)
        cells = [field for field in fields(view) if field.kind == "cell"]
        named = {field.row for field in cells if "name" in field.key}
        for field in cells:
            if field.key == "id" and field.row in named and self._SERIAL.fullmatch(view.flat, field.start, field.end):
                yield Hit("DE_STAFF_NUMBER", field.start, field.end, 0.7)
