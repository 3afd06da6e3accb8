"""Reads the counts by unit, and gives them out through :mod:`schleuse.audit.anonymity` alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from schleuse.audit.anonymity import Band, Cell, rates
from schleuse.audit.census import monday_of
from schleuse.audit.reading import Reader
from schleuse.audit.schema import unit_week


@dataclass(frozen=True, slots=True)
class UnitRates:
    """One week that is over. Units and kinds are in the order of the alphabet: no ranking."""

    week: date
    """Its Monday."""
    units: tuple[str, ...]
    keys: tuple[str, ...]
    rates: Mapping[tuple[str, str], Band | None]


class Units(Reader):
    """Rates by unit."""

    def week(self, week: date, k: int, today: date | None = None) -> UnitRates:
        """Return the rates of a week; of one that is not over, none.

        Raises:
            StoreError: the store cannot be read.

        """
        week = monday_of(week)
        if week >= monday_of(today or date.today()):
            return UnitRates(week, (), (), {})
        with self.connect() as connection:
            rows = connection.execute(select(unit_week).where(unit_week.c.week == week)).all()
        found = rates([Cell(row.unit, row.key, row.requests, row.senders) for row in rows], k)
        units = tuple(sorted({unit for unit, _ in found}))
        keys = tuple(sorted({key for (_, key), band in found.items() if band is not None}))
        return UnitRates(week, units, keys, {name: band for name, band in found.items() if name[1] in keys})

    def last_week(self, today: date | None = None) -> date:
        """Return the Monday of the newest week that is over."""
        return monday_of(today or date.today()) - timedelta(days=7)
