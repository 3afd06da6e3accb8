"""Readings that are guesses: text that may be something else, written backwards, in a cipher, in Base64, set apart.

:func:`schleuse.detection.normalise.plain` undoes what has one right reading. What is found here may be read in another
way, so nothing of it counts by itself: recognizers run on a view in which the guesses stand instead of the original,
and only what touches a guess and convinces counts (`schleuse.detection.recognizers.disguised`).

Each module has a ``find(text)`` that yields guesses, costs linear time and next to nothing on ordinary text. The view
holds the surroundings of the guesses only, for their labels.
"""

from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from schleuse.detection.readings import apart, ciphers, islands, mirrored, spoken, wording
from schleuse.detection.readings.guess import Guess
from schleuse.detection.view import Piece, View, derive

_FINDERS = (islands.find, mirrored.find, ciphers.find, wording.find, apart.find, spoken.find)
"""Strongest first: of two guesses on the same characters the first counts."""
_BEFORE = 120
_BEHIND = 60


class Spot(NamedTuple):
    """Where a guess stands in the view."""

    start: int
    end: int
    guess: Guess


class Reading(NamedTuple):
    """A view with guesses in it."""

    view: View
    spots: tuple[Spot, ...]


@lru_cache(maxsize=4)
def guessed(view: View) -> Reading | None:
    """Return the reading of a view in which all guesses stand, or ``None`` if there are none."""
    guesses = _chosen(view.text)
    if not guesses:
        return None
    pieces: list[Piece] = []
    places: list[tuple[int, int]] = []
    position = moved = 0
    for index, guess in enumerate(guesses):
        first = max(position, _line_start(view.text, guess.start))
        if first - position > 2 * _BEHIND:
            # Leave out what is far from all guesses.
            cut = position + _BEHIND if index else 0
            pieces.append((cut, first, "\n\n"))
            moved += 2 - (first - cut)
        start = guess.start + moved
        pieces.extend(guess.pieces)
        moved += sum(len(replacement) - (end - begin) for begin, end, replacement in guess.pieces)
        places.append((start, guess.end + moved))
        position = guess.end
    if len(view.text) - position > 2 * _BEHIND:
        pieces.append((position + _BEHIND, len(view.text), "\n"))
    spots = (Spot(start, end, guess) for (start, end), guess in zip(places, guesses, strict=True))
    return Reading(derive(view, pieces), tuple(spots))


def _line_start(text: str, start: int) -> int:
    low = max(0, start - _BEFORE)
    line = text.rfind("\n", max(0, low - _BEFORE), start)
    return low if line < 0 else min(line + 1, low)


def _chosen(text: str) -> list[Guess]:
    starts: list[int] = []
    chosen: list[Guess] = []
    for find in _FINDERS:
        for guess in find(text):
            at = bisect_left(starts, guess.start)
            if (at and chosen[at - 1].end > guess.start) or (at < len(chosen) and chosen[at].start < guess.end):
                continue
            starts.insert(at, guess.start)
            chosen.insert(at, guess)
    return chosen
