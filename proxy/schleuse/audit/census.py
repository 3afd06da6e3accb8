"""How many different senders a unit has: in this process's memory only, as keyed values that name nobody.

A unit is named in the record only once at least ``k`` different senders of it were seen that day; until then its events
count as "übrige". A restart, or several gateways, make the number smaller than it is, never greater.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta

REST = "übrige"
"""Stands for all units that are too small to be named."""
_LIMIT = 200_000
"""Senders, by unit and key, that are remembered at most; beyond, units are no longer named."""


class Census:
    """Counts senders by unit for the day, and by unit and key for the week. For one thread."""

    def __init__(self, k: Callable[[], int], today: Callable[[], date] = date.today) -> None:
        self._k = k
        self._today = today
        self._day = date.min
        self._week = date.min
        self._of_day: dict[str, set[str]] = {}
        self._of_week: dict[tuple[str, str], set[str]] = {}
        self._size = 0

    def see(self, unit: str, sender: str, keys: Collection[str]) -> tuple[str, Mapping[str, int]]:
        """Count one request and return under which name it may be recorded, and how many senders each key has had.

        ``sender`` is a keyed value that tells senders apart; without one (``""``) nobody can be counted.
        """
        self._turn()
        seen = self._of_day.setdefault(unit, set()) if sender and self._size < _LIMIT else None
        if seen is not None:
            self._size += sender not in seen
            seen.add(sender)
        name = unit if seen is not None and len(seen) >= self._k() else REST
        counts = {}
        for key in ("", *keys):
            senders = self._of_week.setdefault((name, key), set()) if self._size < _LIMIT else set()
            if sender and sender not in senders:
                senders.add(sender)
                self._size += 1
            counts[key] = len(senders)
        return name, counts

    def _turn(self) -> None:
        today = self._today()
        if today != self._day:
            self._day = today
            self._of_day.clear()
        if (monday := monday_of(today)) != self._week:
            self._week = monday
            self._of_week.clear()
        if not self._of_day:
            self._size = sum(map(len, self._of_week.values()))


def monday_of(day: date) -> date:
    """Return the Monday of the week (ISO 8601)."""
    return day - timedelta(days=day.weekday())
