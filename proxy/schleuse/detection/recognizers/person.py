"""Names of persons: `PERSON`.

Sources: the NER model behind Presidio's NLP engine and the rules of :mod:`schleuse.detection.cues`. The span is the
name without salutation, title, role ("Dr. Ulrike Hagemeister" → ``Ulrike Hagemeister``); particles and ranks of
nobility belong to it. Spans of the model that are ordinary words, roles, streets, schools, firms, works, placeholders
or historic persons are dropped; holders of public offices and authors get 0.4, lifted in `schleuse.detection.links`
when the text holds other personal data.
Protected by: Art. 4 GDPR. Example (invented): "Frau Gisela Beispiel-Öztürk".
"""

from collections.abc import Iterator
from typing import Any

from presidio_analyzer import RecognizerResult

from schleuse.detection import cues, model_spans
from schleuse.detection.normalise import View
from schleuse.detection.private import weigh
from schleuse.detection.recognizers.base import GermanRecognizer, Hit
from schleuse.detection.votes import MODEL


class PersonRecognizer(GermanRecognizer):
    """Finds names with the model and with rules, and keeps what is none out."""

    ENTITIES = ("PERSON",)
    NEEDS_DIGIT = False
    MODEL_LABELS = frozenset({"PER", "PERSON"})

    def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
        """Presidio's entry; the model's spans come with ``nlp_artifacts.entities`` (spans of the text given)."""
        guesses: list[Hit] = []
        for span in getattr(nlp_artifacts, "entities", None) or ():
            if getattr(span, "label_", "") in self.MODEL_LABELS:
                guesses.extend(self._model_hits(text, span.start_char, span.end_char))
        guessed = self.results(guesses, entities)
        for result in guessed:
            # Whoever weighs them must know that no rule stands behind them.
            result.recognition_metadata[RecognizerResult.RECOGNIZER_NAME_KEY] = MODEL
        return [*self.results(self.hits(text), entities), *guessed]

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
