"""Führerscheinnummer: `DE_DRIVING_LICENCE`.

Issuer and norm: Fahrerlaubnisbehörde; FeV Anlage 8, field 5 of the card.
Format: eleven characters: letter A–P (Land), two digits and one character (authority), five of serial, check digit
(0–9 X), issue sign. Check: mod 11 with weights 9 to 1. Foreign and old paper licences: by label only.
Protected by: Art. 4 GDPR; with withdrawal or points Art. 10. Example (sample card): ``B072RRE2I55``.
"""

import re
from collections.abc import Iterator

from schleuse.detection import checks, labels
from schleuse.detection.fields import heading
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit, compact


class DrivingLicenceRecognizer(GermanRecognizer):
    """Finds licence numbers."""

    ENTITIES = ("DE_DRIVING_LICENCE",)
    _CARD = re.compile(r"(?<![\w.-])[A-Pa-p]\d{2}[0-9A-Za-z][0-9A-Za-z]{5}[0-9Xx][0-9A-Za-z](?![\w-])")
    _OTHER = re.compile(r"(?<![\w.-])(?:[A-Z]{1,3}[/-])?(?:\d{4}[/-])?[A-Z]{0,3}\d{5,10}[A-Z]{0,2}(?![\w-])")
    _LABEL = label(
        "führerscheins?(?:-?#nr)?", "fuehrerscheins?(?:-?#nr)?", "fs-?#nr", "fs", "fahrerlaubnis(?:-?#nr)?",
        "listen-#nr", "feld 5",
        "klasse[n]?", "driving licen[cs]e", "dt nr|deutsche nr", "fahrer(?:in)?",
    )  # fmt: skip
    _DIRECT = re.compile(
        r"(?:führerschein|fuehrerschein|fahrerlaubnis|driving licen[cs]e)(?:s)?[ -]?(?:nummer|nr\.?|no\.?)?[ :]{0,3}$",
        re.IGNORECASE,
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Yield card numbers, and other numbers directly behind the label."""
        text = view.flat
        for match in self._CARD.finditer(text):
            passes = checks.driving_licence(compact(match.group()))
            labelled = labels.near(view, match.start(), match.end(), self._LABEL)
            value = compact(match.group())
            if value[-1] == "D" and checks.icao_9303(value[:9], value[9]) and not labelled:
                # An identity document's number with its check digit and state ("L01X00T471D").
                continue
            score = labels.grade(passes, labelled, 0.9 if match.group().isupper() else 0.6)
            if score is not None:
                yield Hit("DE_DRIVING_LICENCE", match.start(), match.end(), score)
        for match in self._OTHER.finditer(text):
            if self._DIRECT.search(labels.before(view, match.start(), 40)) or "führerschein" in heading(
                view, match.start()
            ):
                yield Hit("DE_DRIVING_LICENCE", match.start(), match.end(), 0.75)
