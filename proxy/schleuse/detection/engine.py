"""Finds personal and confidential data in German texts: Presidio's AnalyzerEngine, driven piece by piece."""

from collections.abc import Sequence
from itertools import batched, chain
from pathlib import Path

from presidio_analyzer import (
    AnalyzerEngine,
    ContextAwareEnhancer,
    EntityRecognizer,
    RecognizerRegistry,
    RecognizerResult,
)
from presidio_analyzer.nlp_engine import NlpArtifacts

from schleuse.detection import chunks, links, merge, offline
from schleuse.detection.known import to_search
from schleuse.detection.mentions import Names, search
from schleuse.detection.nlp import LANGUAGE, GermanNlpEngine, load_pipeline
from schleuse.detection.normalise import View, plain
from schleuse.detection.own.recognizers import own_recognizers
from schleuse.detection.readable import for_tokenizer, readable
from schleuse.detection.recognizers import german_recognizers
from schleuse.detection.recognizers.base import GermanRecognizer
from schleuse.detection.version import fingerprint
from schleuse.entities import ENTITIES
from schleuse.model import Finding, InspectionError, Reason

BATCH = 16
"""Pieces that go through the model's network together."""
MOST_LEXEMES = 1_000_000
"""spaCy's vocabulary is renewed after this many entries (some 50 MB), because what leaves it leaves a hole behind."""

_WARM_UP = (
    "Sehr geehrte Frau Beispiel, zu Ihrem Antrag vom 3. Mai 2024 (Aktenzeichen 50-4711/24) fehlen uns noch Unterlagen "
    "über die Depression Ihres Sohnes, geb. am 01.02.2012, wohnhaft Musterweg 3, 99999 Nirgendwo.\n"
    "Bitte überweisen Sie 25 Euro auf das Konto DE02 1203 0000 0000 2020 51.\nMit freundlichen Grüßen\nErika Beispiel"
)


class Analyzer:
    """Analyses texts in this process. Not for use by several threads."""

    def __init__(
        self, model: str, recognizers: Sequence[EntityRecognizer], chunk_characters: int, own: str = ""
    ) -> None:
        """Put the engine together; :func:`build_analyzer` is the way to get one."""
        self._model = model
        self._chunk_characters = chunk_characters
        pipeline = load_pipeline(model)
        self._nlp = pipeline.nlp
        self._nlp_engine = GermanNlpEngine(pipeline)
        unknown = {entity for one in recognizers for entity in one.supported_entities if entity not in ENTITIES}
        if unknown:
            raise ValueError(f"recognizers for entities that nobody knows: {', '.join(sorted(unknown))}")
        self._engine = AnalyzerEngine(
            registry=RecognizerRegistry(recognizers, supported_languages=[LANGUAGE]),
            nlp_engine=self._nlp_engine,
            supported_languages=[LANGUAGE],
            context_aware_enhancer=_NoEnhancer(),
        )
        self._beside = [
            one
            for one in recognizers
            if isinstance(one, GermanRecognizer) and links.BESIDE_PERSONS.intersection(one.ENTITIES)
        ]
        self.version = fingerprint(pipeline.name, own)
        """Short hash of rules and model: with another version, perhaps other findings."""
        self.description = (
            f"{pipeline.name} ({pipeline.source}), {len(recognizers)} recognizers, version {self.version}"
        )
        """One line for the log of a start."""

    def analyse(self, text: str) -> tuple[Finding, ...]:
        """Return what is found in a text of any length: sorted, without overlaps.

        Raises:
            InspectionError: TOO_LARGE, DETECTOR_TIMEOUT or DETECTOR_FAILED.

        """
        if len(text) > chunks.MOST_CHARACTERS:
            raise InspectionError(Reason.TOO_LARGE, f"a text of more than {chunks.MOST_CHARACTERS:,} characters")
        pieces = chunks.split(text, self._chunk_characters)
        batches = batched(pieces, BATCH)
        found = chain.from_iterable(self.candidates([piece.of(text) for piece in batch]) for batch in batches)
        return self.resolve(text, chunks.stitch(zip(pieces, found, strict=True)))

    def analyse_all(self, texts: Sequence[str], names: Sequence[str] = ()) -> list[tuple[Finding, ...]]:
        """Return what is found in each message of one conversation: what one of them says is known in the others.

        Args:
            texts: the messages.
            names: names of persons that the conversation is known to hold besides.

        Raises:
            InspectionError: TOO_LARGE, DETECTOR_TIMEOUT or DETECTOR_FAILED.

        """
        found = [self.analyse(text) for text in texts]
        again = to_search(texts, found, names)
        known = Names(again.values)
        for index in again.texts:
            found[index] = self.again(texts[index], found[index], known)
        return found

    def again(self, text: str, findings: Sequence[Finding], known: Names) -> tuple[Finding, ...]:
        """Return what is found in a text once it is known what the rest of its conversation holds.

        Args:
            text: the text.
            findings: what is found in it by itself.
            known: what is found in the rest.

        Raises:
            InspectionError: DETECTOR_FAILED.

        """
        try:
            mentions = search(readable(text), known, foreign=True)
            new = merge.uncovered(mentions, findings)
            if not new:
                return tuple(findings)
            # A topic or a date that was dropped for want of a person may stand beside one now.
            pieces = chunks.split(text, self._chunk_characters)
            beside = chunks.stitch((piece, self._beside_persons(readable(piece.of(text)))) for piece in pieces)
            return merge.resolve(readable(text), [*findings, *new, *beside])
        except Exception as error:
            raise InspectionError(Reason.DETECTOR_FAILED, type(error).__name__) from None

    def _beside_persons(self, piece: str) -> list[Finding]:
        view = plain(piece)
        kinds = sorted(links.BESIDE_PERSONS)
        return [_finding(view, result) for one in self._beside for result in one.analyze(view.text, kinds)]

    def candidates(self, pieces: Sequence[str]) -> list[list[Finding]]:
        """Return all that any recognizer says about each of several short texts; they may overlap.

        Raises:
            InspectionError: DETECTOR_TIMEOUT or DETECTOR_FAILED.

        """
        try:
            if len(self._nlp.vocab) > MOST_LEXEMES:
                self._renew()
            with self._nlp.memory_zone():  # or spaCy would keep every word it ever saw
                return self._candidates([readable(piece) for piece in pieces])
        except InspectionError:
            raise
        except Exception as error:
            # What Presidio and spaCy say in their errors quotes the text; the kind of error does not.
            raise InspectionError(Reason.DETECTOR_FAILED, type(error).__name__) from None

    def resolve(self, text: str, candidates: Sequence[Finding]) -> tuple[Finding, ...]:
        """Return the findings of a whole text: candidates linked, chosen, sorted and without overlaps.

        Raises:
            InspectionError: DETECTOR_FAILED.

        """
        try:
            return merge.resolve(readable(text), candidates)
        except Exception as error:
            raise InspectionError(Reason.DETECTOR_FAILED, type(error).__name__) from None

    def _candidates(self, pieces: Sequence[str]) -> list[list[Finding]]:
        views = [plain(piece) for piece in pieces]
        seen = [for_tokenizer(view.text) for view in views]
        batch = self._nlp_engine.process_batch(seen, LANGUAGE, batch_size=BATCH)
        found = []
        for view, output in zip(views, batch, strict=True):
            results = self._engine.analyze(view.text, LANGUAGE, nlp_artifacts=output[1])
            found.append([_finding(view, result) for result in results])
        return found

    def _renew(self) -> None:
        pipeline = load_pipeline(self._model)
        self._nlp = pipeline.nlp
        self._nlp_engine.use(pipeline)


class _NoEnhancer(ContextAwareEnhancer):
    """Leaves scores alone: our recognizers look for labels themselves, and not for "ort" in "Antwort"."""

    def __init__(self) -> None:
        super().__init__(0, 0, 0, 0)

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        recognizers: list[EntityRecognizer],
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        """Return the results as they are."""
        return raw_results


def _finding(view: View, result: RecognizerResult) -> Finding:
    if not 0 <= result.start < result.end <= len(view.text):
        raise InspectionError(Reason.DETECTOR_FAILED, "a finding outside the text")
    start, end = view.span(result.start, result.end)
    recognizer = result.recognition_metadata[RecognizerResult.RECOGNIZER_NAME_KEY]
    return Finding(start, end, result.entity_type, float(result.score), recognizer)


def build_analyzer(model: str = "", chunk_characters: int = 4000, own: Path | None = None) -> Analyzer:
    """Load the model and the recognizers (about two seconds) and run them once.

    Args:
        model: the setting ``detection.model``, see :mod:`schleuse.detection.nlp`.
        chunk_characters: longer texts are analysed in pieces of this many code points.
        own: the setting ``detection.own``, see :mod:`schleuse.detection.own`.

    Raises:
        SchleuseError: the model, a word list, or the authority's own file cannot be used.

    """
    offline.seal()
    house = own_recognizers(own)
    analyzer = Analyzer(model, german_recognizers(house.recognizers), chunk_characters, house.digest)
    analyzer.analyse(_WARM_UP)
    return analyzer
