"""Matrikel-, Schüler- and child care numbers: `DE_STUDENT_NUMBER`.

Issuer: university, school or day-care centre; no common format, so only with label or under a heading.
Protected by: Art. 4 GDPR, school acts of the Länder. Examples (invented): ``Matrikel-Nr. 15488207``,
``Schüler-ID S-118204``.
"""

from schleuse.detection.recognizers.base import LabelledRecognizer


class StudentNumberRecognizer(LabelledRecognizer):
    """Finds labelled numbers of pupils and students."""

    ENTITIES = ("DE_STUDENT_NUMBER",)
    LABEL = (
        r"matr(?:ikel)?\.?-?[ ]?(?:nummer|nr\.?)|sch(?:ü|ue)ler(?:innen)?-?[ ]?(?:id|nummer"
        r"|nr\.?)|zeugnis-?(?:nummer|nr\.?)"
        r"|kita-?[ ]?(?:nummer|nr\.?|kennnummer)|kind-?[ ]?(?:id|nr\.?|nummer)"
        r"|student(?:en)?[ -]?(?:id|no\.?|number|nummer)|teilnehmer-?[ ]?(?:nummer|nr\.?)"
    )
    HINTS = ("matr", "sch", "zeugn", "kita", "kind", "student", "teilnehm")
    VALUE = r"(?:[A-Z]{1,3}[ -]?)?\d[\d/-]{2,14}\d"
