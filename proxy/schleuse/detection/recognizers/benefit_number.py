"""Numbers of social benefits: `DE_BENEFIT_NUMBER`.

Issuers: Jobcenter and Bundesagentur für Arbeit (Nummer der Bedarfsgemeinschaft, Kundennummer, § 51a SGB II),
Familienkasse (Kindergeldnummer), Wohngeldbehörde, Sozialamt, Jugendamt, Amt für Ausbildungsförderung.
Format: ``34502//0012345`` or ``34502BG0012345``; ``123A456789``; ``111FK396431``; the rest by label only.
Protected by: § 35 SGB I (social data), Art. 4 GDPR. Examples: those above, invented.
"""

import re
from collections.abc import Iterator

from schleuse.detection import labels
from schleuse.detection.labels import label
from schleuse.detection.normalise import View
from schleuse.detection.recognizers.base import GermanRecognizer, Hit, LabelledRecognizer


class BenefitNumberRecognizer(GermanRecognizer):
    """Finds benefit numbers by their own shape."""

    ENTITIES = ("DE_BENEFIT_NUMBER",)
    _COMMUNITY = re.compile(r"(?<!\w)\d{5} ?(?://|BG|/BG/?|bg) ?\d{7}(?!\w)")
    _CHILD = re.compile(r"(?<!\w)\d{3} ?FK ?\d{6}(?!\w)")
    _CUSTOMER = re.compile(r"(?<!\w)\d{3}[A-Z]\d{6}(?!\w)")
    _CUSTOMER_LABEL = label(
        "kunden-?#nr", "kd-#nr", "kunden?", "nr", "jobcenter", "arbeitsagentur", "agentur", "arbeitsamt", "leistungen"
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Yield numbers of Bedarfsgemeinschaften, Kindergeld and customers of the Agentur für Arbeit."""
        text = view.flat
        for pattern in (self._COMMUNITY, self._CHILD):
            for match in pattern.finditer(text):
                yield Hit("DE_BENEFIT_NUMBER", match.start(), match.end(), 0.95)
        for match in self._CUSTOMER.finditer(text):
            labelled = labels.near(view, match.start(), match.end(), self._CUSTOMER_LABEL)
            yield Hit("DE_BENEFIT_NUMBER", match.start(), match.end(), 0.95 if labelled else 0.4)


class LabelledBenefitRecognizer(LabelledRecognizer):
    """Finds benefit numbers that only a label tells."""

    ENTITIES = ("DE_BENEFIT_NUMBER",)
    LABEL = (
        r"wohngeld-?[ ]?(?:nummer|nr\.?|az\.?)|wog-?[ ]?nr\.?|bg-?[ ]?(?:nummer|nr\.?)|bg|bedarfsgemeinschaft"
        r"|kindergeld-?[ ]?(?:nummer|nr\.?)|kg-?[ ]?nr\.?|f(?:ö|oe)rderungs-?(?:nummer|nr\.?)"
        r"|baf(?:ö|oe)g-?[ ]?(?:nummer|nr\.?|az\.?)"
        r"|leistungs-?(?:nummer|nr\.?)|elterngeld-?[ ]?(?:nummer|nr\.?|az\.?)|uvg-?[ ]?(?:fall"
        r"|nummer|nr\.?|az\.?|akte)|hilfe-?(?:nummer|nr\.?)"
    )
    HINTS = ("geld", "wog", "bg", "bedarf", "kg", "rderung", "leistung", "uvg", "hilfe")
    VALUE = r"(?=[A-Z./ -]{0,8}\d)(?:[A-Z]{1,4}[ -])?\d[\d./-]{3,20}\d(?:[A-Z]{2}[\d./-]+)?(?:-[A-Z]{1,4}[\w/-]{2,12})?"
