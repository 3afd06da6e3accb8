"""The whole engine, and the recognizers without a model: what rules alone find."""

from collections.abc import Callable

import pytest

from schleuse.detection.engine import Analyzer, build_analyzer
from schleuse.detection.merge import resolve
from schleuse.detection.recognizers import german_recognizers
from schleuse.model import Finding

Find = Callable[[str], list[tuple[str, str, float]]]


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return build_analyzer("embedded", 1000)


@pytest.fixture(scope="session")
def find() -> Find:
    """Return a function that gives (entity, characters, score) of all findings of at least 0.5."""
    recognizers = german_recognizers()
    entities = sorted({entity for recognizer in recognizers for entity in recognizer.supported_entities})

    def analyse(text: str) -> list[tuple[str, str, float]]:
        findings = [
            Finding(result.start, result.end, result.entity_type, result.score, recognizer.name)
            for recognizer in recognizers
            for result in recognizer.analyze(text, entities)
        ]
        return [
            (each.entity, text[each.start : each.end], each.score)
            for each in resolve(text, findings)
            if each.score >= 0.5
        ]

    return analyse
