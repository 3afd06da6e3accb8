"""Intervals are those of the literature."""

import pytest

from schleuse.evaluation.rates import Rate


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3: score without continuity correction.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson(hits: int, of: int, low: float, high: float) -> None:
    assert Rate(hits, of).interval == pytest.approx((low, high), abs=5e-5)
    assert Rate(of - hits, of).interval == pytest.approx((1 - high, 1 - low), abs=5e-5)


def test_nothing_has_no_share() -> None:
    rate = Rate()
    assert (rate.share, rate.interval) == (None, None)
    rate.add(True)
    rate.add(False)
    assert (rate.hits, rate.of, rate.share) == (1, 2, 0.5)
