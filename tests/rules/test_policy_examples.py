"""The examples inside the shipped policies hold with the real detection and the real catalogue."""

from collections.abc import Callable, Mapping
from datetime import date

import pytest

from schleuse.model import Finding, Service
from schleuse.policy.examples import run_examples
from schleuse.policy.load import load_policy
from schleuse.policy.merge import shipped_policies

engine = pytest.importorskip("schleuse.detection.engine")
catalogue = pytest.importorskip("schleuse.services.catalogue")


@pytest.fixture(scope="module")
def analyse() -> Callable[[str], tuple[Finding, ...]]:
    return engine.build_analyzer("", 4000).analyse  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def services() -> Mapping[str, Service]:
    return catalogue.Catalogue.load().services  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", [path.stem for path in shipped_policies()])
def test_examples_hold(
    name: str, analyse: Callable[[str], tuple[Finding, ...]], services: Mapping[str, Service]
) -> None:
    path = next(path for path in shipped_policies() if path.stem == name)
    results = list(run_examples(load_policy(path, services), analyse, services, date.today()))
    assert len(results) >= 20
    shown = [(result.rule.id, result.number, result.example.text, result.entities) for result in results]
    assert [item for item, result in zip(shown, results, strict=True) if not result.passed] == []
