"""Whatever by unit is shown, no single person can be read off it, not even by subtraction."""

import itertools
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import schleuse
from schleuse.audit.anonymity import Band, Cell, rates
from schleuse.audit.inserting import Entry
from schleuse.audit.record import AuditEvent, minute_of
from schleuse.audit.units import Units
from schleuse.audit.writer import AuditWriter

UNITS = ("Amt A", "Amt B", "Amt C", "Amt D")


def column(*cells: tuple[int, int], key: str = "IBAN_CODE") -> list[Cell]:
    return [Cell(unit, key, *cell) for unit, cell in zip(UNITS, cells, strict=False)]


WHOLE = column((1000, 20), (1000, 20), (1000, 20), (1000, 20), key="")


def shown(*cells: tuple[int, int], k: int = 5) -> list[str]:
    found = rates([*WHOLE, *column(*cells)], k)
    return [unit for (unit, _), band in found.items() if band is not None]


def test_what_few_stand_behind_is_hidden() -> None:
    assert shown((50, 9), (50, 9), (50, 9), (50, 9)) == list(UNITS)
    assert shown((50, 9), (50, 9), (4, 4), (4, 4)) == ["Amt B"], "the two hidden ones are eight requests of four"
    assert shown((50, 9), (50, 9), (50, 4), (50, 4)) == ["Amt B"]
    assert shown((4, 4), (4, 4), (4, 4), (4, 4)) == []


def test_one_that_is_hidden_takes_the_smallest_with_it() -> None:
    assert shown((50, 9), (60, 9), (40, 9), (2, 1)) == ["Amt A", "Amt B"]
    assert shown((50, 9), (2, 1)) == []


def test_a_rate_is_a_range() -> None:
    found = rates([*WHOLE, *column((50, 9), (7, 7), (999, 19), (1000, 20))], 5)
    assert list(found.values()) == [Band(50, 100), Band(5, 10), Band(500, 1001), Band(500, 1001)]


def test_a_unit_that_is_small_as_a_whole_is_left_out() -> None:
    cells = [*column((1000, 20), (1000, 20), (9, 3), key=""), *column((50, 9), (60, 9), (6, 5))]
    assert {unit for unit, _ in rates(cells, 5)} == {"Amt B"}


def test_k_cannot_be_smaller_than_five() -> None:
    with pytest.raises(ValueError, match="at least 5"):
        rates([], 4)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12)).filter(lambda c: c[1] <= c[0]), min_size=1, max_size=4),
    st.data(),
)
def test_nobody_is_told_by_a_total_less_what_is_shown(cells: list[tuple[int, int]], data: st.DataObject) -> None:
    """Given the total and all that is shown, at least two units and five requests remain that could be anyone's."""
    cells = [cell for cell in cells if cell[0]]
    names = shown(*cells)
    hidden = [cell for unit, cell in zip(UNITS, cells, strict=False) if unit not in names]
    assert all(cell[0] >= 5 and cell[1] >= 5 for unit, cell in zip(UNITS, cells, strict=False) if unit in names)
    if hidden and names:
        assert len(hidden) >= 2
        assert sum(cell[0] for cell in hidden) >= 5


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 3), st.integers(0, 3))
def test_where_one_person_works_changes_nothing(mine: int, other: int) -> None:
    """One person's request moved from one small cell to another: the same is shown."""
    here = rates([*WHOLE, *column((50, 9), (60, 9), (mine + 1, mine + 1), (other, other))], 5)
    there = rates([*WHOLE, *column((50, 9), (60, 9), (mine, mine), (other + 1, other + 1))], 5)
    assert here == there


async def test_weeks_that_are_over_and_nothing_else(
    url: str, make_event: Callable[..., AuditEvent], monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = AuditWriter(url)
    await writer.start()
    now = minute_of(make_event().minute)
    before = now - timedelta(days=7)
    for minute, unit in itertools.product((now, before), UNITS):
        for _ in range(6):
            event = make_event(minute=minute, unit=unit, counts={"IBAN_CODE": 1})
            await writer.record(Entry(event, {"": 6, "IBAN_CODE": 6}))
    await writer.close()
    units = Units(url)
    assert units.week(date.today(), 5).rates == {}
    assert units.week(date.today() + timedelta(days=7), 5).rates == {}
    last = units.week(units.last_week(), 5)
    assert last.units == UNITS
    assert set(last.rates.values()) == {Band(500, 1001)}
    assert units.week(units.last_week() - timedelta(days=7), 5).units == ()
    units.close()


def test_no_other_room_reads_counts_by_unit() -> None:
    """Who wants a number by unit must go through :mod:`schleuse.audit.units`."""
    source = Path(schleuse.__file__).parent
    readers = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*.py")
        if re.search(r"\bunit_week\b", path.read_text())
    }
    assert readers == {
        "audit/schema.py",
        "audit/inserting.py",
        "audit/retention.py",
        "audit/units.py",
        "audit/migrations/versions/0003_chain_and_statistics.py",
    }
    pages = [*source.glob("dashboard/**/*.py"), *source.glob("dashboard/**/*.html"), *source.glob("telemetry/*.py")]
    assert pages
    assert [path.name for path in pages if re.search(r"event\.unit|\.c\.unit\b|subject\.unit", path.read_text())] == []
