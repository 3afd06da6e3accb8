"""The one place through which every number by unit goes before anybody sees it (k-anonymity, law-and-people 2.1).

What a reader gets is the rate of a kind of data in a unit and a week that is over, as a range, or nothing. Nothing is
given where

* fewer than ``k`` senders or ``k`` requests stand behind it, or behind the unit's requests as a whole;
* all that is hidden of the same kind and week comes from one unit, or from fewer than ``k`` senders or requests: then
  the smallest shown one is hidden too, because a total known from elsewhere, less what is shown, would tell it.

Both look the same. The running week is never given: two looks at it, one before and one after a request, would tell
that request. Longer stretches are not given either: less the weeks in them, they would tell a week that is hidden.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

K_MINIMUM = 5
BANDS = (0, 1, 5, 10, 20, 50, 100, 200, 500, 1001)
"""Bounds of the ranges, in requests out of a thousand."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What the store counted. Not to be shown."""

    unit: str
    key: str
    """An entity; empty for all requests of the unit."""
    requests: int
    senders: int


@dataclass(frozen=True, slots=True)
class Band:
    """A rate: of a thousand requests at least ``low`` and fewer than ``high``."""

    low: int
    high: int


def rates(cells: Iterable[Cell], k: int) -> Mapping[tuple[str, str], Band | None]:
    """Return the rate of each (unit, key) of one week; ``None``: not shown.

    Units whose requests are not shown as a whole are left out, and so is the key ``""``: neither sizes nor a ranking
    of units can be read off.

    Raises:
        ValueError: ``k`` is below five.

    """
    if k < K_MINIMUM:
        raise ValueError(f"k must be at least {K_MINIMUM}")
    columns: dict[str, list[Cell]] = {}
    for cell in cells:
        columns.setdefault(cell.key, []).append(cell)
    shown = {key: _shown(column, k) for key, column in columns.items()}
    whole = {cell.unit: cell.requests for cell in shown.pop("", [])}
    result: dict[tuple[str, str], Band | None] = {}
    for key, cells_shown in shown.items():
        counts = {cell.unit: cell.requests for cell in cells_shown}
        for unit, requests in whole.items():
            # Who has none of it is shown as hidden as well: between "none" and "few" lies one person.
            result[unit, key] = _band(counts[unit], requests) if unit in counts else None
    return result


def _shown(column: Sequence[Cell], k: int) -> list[Cell]:
    """Return the cells of one kind that may be used."""
    shown = [cell for cell in column if cell.requests >= k and cell.senders >= k]
    hidden = [cell for cell in column if cell not in shown]
    shown.sort(key=lambda cell: (cell.requests, cell.unit))
    while hidden and shown and _tells(hidden, k):
        hidden.append(shown.pop(0))
    return shown


def _tells(hidden: Sequence[Cell], k: int) -> bool:
    """Whether the sum of what is hidden would say something about few."""
    # The senders of several units are different ones, but only at least as many as the largest unit has are certain.
    return len(hidden) < 2 or sum(cell.requests for cell in hidden) < k or max(cell.senders for cell in hidden) < k


def _band(part: int, whole: int) -> Band:
    rate = min(1000, part * 1000 // whole)
    index = max(position for position, bound in enumerate(BANDS) if bound <= rate)
    return Band(BANDS[index], BANDS[index + 1])
