"""A guess: a stretch of text, how it may be read, and how strong a finding in it must be."""

from collections.abc import Sequence
from typing import NamedTuple

from schleuse.detection.view import Piece

LIKELY = 0.5
CERTAIN = 0.9
"""Minimum for findings in numbers put together from parts: only a check digit or a label makes them convincing."""


class Guess(NamedTuple):
    """One way to read ``text[start:end]``."""

    start: int
    end: int
    pieces: Sequence[Piece]
    minimum: float = LIKELY
    """Findings that touch the guess count from this score on."""
    whole: bool = False
    """The parts of what is read do not lie on parts of what is written: a finding means all of it."""


def island(start: int, end: int, read: str) -> Guess:
    """Return the guess that a stretch stands for a text as a whole."""
    return Guess(start, end, ((start, end, read),), whole=True)
