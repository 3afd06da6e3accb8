"""docs/evasion.md says of every disguise what becomes of it, and that is what happens."""

import pytest

from benchmarks.disguises import VALUES, WAYS
from benchmarks.evasion import DOCUMENT, PASSES, outcome, table
from schleuse.detection.engine import build_analyzer

LINES = [line for line in DOCUMENT.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]


@pytest.fixture(scope="module")
def analyse():
    return build_analyzer("embedded").analyse


def test_every_way_is_in_the_document():
    assert len(LINES) == len(WAYS) + 2
    assert len(WAYS) >= 30


@pytest.mark.slow
@pytest.mark.parametrize("index", range(len(WAYS)), ids=[way.id for way in WAYS])
def test_document_tells_the_truth(analyse, index):
    assert table(analyse, [WAYS[index]])[2] == LINES[index + 2]


def test_what_is_not_disguised_is_found(analyse):
    plain = next(way for way in WAYS if way.id == "none")
    assert {outcome(analyse, plain, kind) for kind in VALUES} == {"found"}


def test_a_finding_is_missed_where_it_must_be(analyse):
    """The measure can fail: a cipher that nothing reads."""
    cipher = next(way for way in WAYS if way.id == "rot47")
    assert outcome(analyse, cipher, "IBAN") == PASSES
