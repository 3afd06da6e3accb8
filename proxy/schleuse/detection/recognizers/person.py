"""Names of persons: `PERSON`.

Sources: the NER model behind Presidio's NLP engine and the rules of :mod:`schleuse.detection.cues`. The span is the
name without salutation, title, role ("Dr. Ulrike Hagemeister" → ``Ulrike Hagemeister``); particles and ranks of
nobility belong to it. Spans of the model that are ordinary words, roles, streets, schools, firms, works, placeholders
or historic persons are dropped; holders of public offices and authors get 0.4, lifted in `schleuse.detection.links`
when the text holds other personal data.
Protected by: Art. 4 GDPR. Example (invented): "Frau Gisela Beispiel-Öztürk".
"""

import re
from collections.abc import Iterator
from typing import Any

from presidio_analyzer import RecognizerResult

from schleuse.detection import cues, model_spans
from schleuse.detection.names import is_first, is_last, is_ordinary, is_role
from schleuse.detection.normalise import View
from schleuse.detection.private import weigh
from schleuse.detection.recognizers.base import GermanRecognizer, Hit


class PersonRecognizer(GermanRecognizer):
    """Finds names with the model and with rules, and keeps what is none out."""

    ENTITIES = ("PERSON",)
    NEEDS_DIGIT = False
    LEET = True
    MODEL_LABELS = frozenset({"PER", "PERSON"})

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """Presidio's entry; the model's spans come with ``nlp_artifacts.entities`` (spans of the text given)."""
        hits = list(self.hits(text))
        for span in getattr(nlp_artifacts, "entities", None) or ():
            if getattr(span, "label_", "") in self.MODEL_LABELS:
                hits.extend(self._model_hits(text, span.start_char, span.end_char))
        return self.results(hits, entities)

    def find(self, view: View) -> Iterator[Hit]:
        """Yield what the rules find."""
        for start, end, score in cues.cues(view):
            if weighed := weigh(view.text, start, end, score, ruled=True):
                yield Hit("PERSON", start, end, weighed)

    @staticmethod
    def _model_hits(text: str, start: int, end: int) -> Iterator[Hit]:
        for first, last in model_spans.pieces(text, start, end):
            score = model_spans.evidence(text, first, last)
            if score and (weighed := weigh(text, first, last, score, ruled=False)):
                yield Hit("PERSON", first, last, weighed)


class JoinedNamesRecognizer(GermanRecognizer):
    """Finds the first name in "Rolf und Gisela Kampschulte"."""

    ENTITIES = ("PERSON",)
    NEEDS_DIGIT = False
    _PATTERN = re.compile(
        r"(?<![\w-])(?P<first>[^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?)[ ](?:und|u\.|&"
        r"|and)[ ](?P<second>[^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?)[ ](?P<last>(?:von |van |de "
        r"|der ){0,2}[^\W\d_]{2,25}(?:-[^\W\d_]{2,25})?)(?![\w-])"
    )

    def find(self, view: View) -> Iterator[Hit]:
        """Yield both persons of a couple."""
        for match in self._PATTERN.finditer(view.text):
            first, second, last = match["first"], match["second"], match["last"].split(" ")[-1]
            if not (first[0].isupper() and second[0].isupper() and last[0].isupper()):
                continue
            if is_first(first) and is_first(second) and not is_role(first) and (is_last(last) or not is_ordinary(last)):
                yield Hit("PERSON", match.start("first"), match.end("first"), 0.8)
                yield Hit("PERSON", match.start("second"), match.end("last"), 0.8)
