import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest

from schleuse.audit.database import Database, StoreError
from schleuse.audit.record import AuditEvent
from schleuse.audit.statistics import DayCounts, Statistics
from schleuse.audit.writer import AuditWriter
from schleuse.model import Action, Reason

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


async def written(url: str, *events: AuditEvent) -> Statistics:
    writer = AuditWriter(url)
    await writer.start()
    for event in events:
        await writer.record(event)
    await writer.close()
    return Statistics(url)


async def test_a_day_by_everything_that_is_not_a_person(url: str, make_event: Callable[..., AuditEvent]) -> None:
    noon = at("2026-11-24T12:00+01:00")
    statistics = await written(
        url,
        make_event(minute=noon, service="a", rules=("R1", "R2"), counts={"PERSON": 2, "IBAN_CODE": 1}),
        make_event(minute=noon, service="b", rules=("R1",), counts={"PERSON": 3}, action=Action.PSEUDONYMISE),
        make_event(minute=noon, service="b", rules=(), counts={}, action=Action.ALLOW, reason=Reason.CLEAN),
        make_event(minute=at("2026-11-23T12:00+01:00"), service="yesterday"),
    )
    day = statistics.day(TODAY)
    assert day.requests == 3
    assert day.actions == {
        Action.ALLOW: 1, Action.OBSERVE: 0, Action.PSEUDONYMISE: 1, Action.WARN: 0, Action.BLOCK: 1
    }  # fmt: skip
    assert list(day.reasons.items()) == [(Reason.FINDINGS, 2), (Reason.CLEAN, 1)]
    assert list(day.services.items()) == [("b", {Action.ALLOW: 1, Action.PSEUDONYMISE: 1}), ("a", {Action.BLOCK: 1})]
    assert list(day.rules.items()) == [("R1", 2), ("R2", 1)]
    assert list(day.entities.items()) == [("PERSON", 5), ("IBAN_CODE", 1)]
    statistics.close()


async def test_a_day_ends_at_midnight_of_the_place(url: str, make_event: Callable[..., AuditEvent]) -> None:
    statistics = await written(
        url,
        make_event(minute=at("2026-11-23T23:59+01:00")),
        make_event(minute=at("2026-11-24T00:00+01:00")),
        make_event(minute=at("2026-11-24T23:59+01:00")),
        make_event(minute=at("2026-11-25T00:00+01:00")),
        # The night in which summer time ends has 25 hours.
        make_event(minute=at("2026-10-25T00:00+02:00")),
        make_event(minute=at("2026-10-25T23:59+01:00")),
    )
    assert statistics.day(TODAY).requests == 2
    assert statistics.day(date(2026, 10, 25)).requests == 2
    assert statistics.day(date(2026, 10, 24)).requests == 0
    statistics.close()


async def test_seven_days_the_oldest_first(url: str, make_event: Callable[..., AuditEvent]) -> None:
    statistics = await written(
        url,
        make_event(minute=at("2026-11-17T12:00+01:00")),
        make_event(minute=at("2026-11-18T12:00+01:00")),
        make_event(minute=at("2026-11-24T12:00+01:00"), action=Action.WARN),
    )
    week = statistics.week(TODAY)
    assert [day.day.day for day in week] == [18, 19, 20, 21, 22, 23, 24]
    assert [day.requests for day in week] == [1, 0, 0, 0, 0, 0, 1]
    assert week[-1] == DayCounts(TODAY, dict.fromkeys(Action, 0) | {Action.WARN: 1})
    statistics.close()


async def test_no_number_is_broken_down_by_unit(sqlite_url: str, make_event: Callable[..., AuditEvent]) -> None:
    noon = at("2026-11-24T12:00+01:00")
    statistics = await written(sqlite_url, make_event(minute=noon, unit="Standesamt"))
    assert "Standesamt" not in repr(statistics.day(TODAY)) + repr(statistics.week(TODAY))
    statistics.close()


async def test_it_reads_while_the_writer_is_stopped_and_cannot_write(sqlite_url: str) -> None:
    statistics = await written(sqlite_url)
    assert statistics.day(TODAY).requests == 0
    assert statistics.day(TODAY).services == {}
    statistics.close()


def test_a_store_that_is_not_there(sqlite_url: str) -> None:
    statistics = Statistics(sqlite_url)
    path = Database(sqlite_url).path
    with pytest.raises(StoreError, match="cannot be read: unable to open database file"):
        statistics.day(TODAY)
    assert path
    assert not os.path.exists(path)  # noqa: PTH110
