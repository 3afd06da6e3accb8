"""The four-eyes procedure, on both kinds of store: nobody alone, not too late, not twice, and never unseen."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schleuse.audit.four_eyes import FourEyes, Purpose, State
from schleuse.audit.identity import DSB, STAFF_COUNCIL, MonthKey
from schleuse.audit.inserting import Entry, Inserter
from schleuse.audit.notes import NoteKind, Notes
from schleuse.audit.record import AuditEvent
from schleuse.audit.signing import SigningKey
from schleuse.audit.writer import AuditWriter

MakeEvent = Callable[..., AuditEvent]
COUNCIL_WORDS, DSB_WORDS = "Weide am Bach 12", "Kiesel am Ufer 7"


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


@asynccontextmanager
async def procedure(url: str, key: SigningKey, folder: Path) -> AsyncIterator[tuple[FourEyes, AuditWriter, Clock]]:
    writer = AuditWriter(url, inserter=Inserter(key.events, MonthKey(folder / "month.json")))
    await writer.start()
    clock = Clock()
    eyes = FourEyes(url, key.notes, clock=clock)
    assert eyes.make_key(DSB, DSB_WORDS, "dora")
    assert eyes.make_key(STAFF_COUNCIL, COUNCIL_WORDS, "paul")
    yield eyes, writer, clock
    eyes.close()
    await writer.close()


async def test_both_together_find_out_once(url: str, key: SigningKey, tmp_path: Path, make_event: MakeEvent) -> None:
    async with procedure(url, key, tmp_path) as (eyes, writer, _):
        event, other = make_event(), make_event()
        await writer.record(Entry(event, user="petra.beispiel"))
        await writer.record(Entry(other, user="petra.beispiel"))
        assert eyes.ask(event.reference, Purpose.BREACH, "dora")
        (request,) = eyes.latest()
        assert (request.state, request.purpose) == (State.ASKED, Purpose.BREACH)
        assert eyes.resolve(request.id, DSB_WORDS, "dora") is None, "the DSB alone learns nothing"
        assert not eyes.approve(request.id, DSB_WORDS, "dora"), "the DSB's words do not open the Personalrat's seal"
        assert eyes.approve(request.id, COUNCIL_WORDS, "paul")
        assert eyes.resolve(request.id, COUNCIL_WORDS, "paul") is None, "nor does the Personalrat"
        resolved = eyes.resolve(request.id, DSB_WORDS, "dora")
        assert resolved
        assert (resolved.user, resolved.events) == ("petra.beispiel", ())
        assert eyes.resolve(request.id, DSB_WORDS, "dora") is None, "once"
        (seen,) = eyes.of_event(event.reference)
        assert (seen.state, seen.requested_by, seen.decided_by) == (State.RESOLVED, "dora", "paul")
        notes = Notes(url)
        steps = [note.body["what"] for note in notes.latest(NoteKind.RESOLUTION)]
        assert sorted(steps) == sorted(["key made", "key made", "asked", "approved", "resolved"])
        assert "petra" not in repr(notes.latest(NoteKind.RESOLUTION))
        notes.close()


async def test_who_asks_about_themselves_gets_all_of_it(
    url: str, key: SigningKey, tmp_path: Path, make_event: MakeEvent
) -> None:
    async with procedure(url, key, tmp_path) as (eyes, writer, _):
        mine = [make_event() for _ in range(3)]
        for event in mine:
            await writer.record(Entry(event, user="petra.beispiel"))
        await writer.record(Entry(make_event(), user="otto.muster"))
        assert eyes.ask(mine[0].reference, Purpose.ACCESS, "dora")
        (request,) = eyes.latest()
        assert eyes.approve(request.id, COUNCIL_WORDS, "paul")
        resolved = eyes.resolve(request.id, DSB_WORDS, "dora")
        assert resolved
        assert {event.reference for event in resolved.events} == {event.reference for event in mine}


@pytest.mark.parametrize("step", ["approve", "resolve"])
async def test_a_day_later_it_is_too_late(
    sqlite_url: str, key: SigningKey, tmp_path: Path, make_event: MakeEvent, step: str
) -> None:
    async with procedure(sqlite_url, key, tmp_path) as (eyes, writer, clock):
        event = make_event()
        await writer.record(Entry(event, user="petra.beispiel"))
        eyes.ask(event.reference, Purpose.FAULT, "dora")
        (request,) = eyes.latest()
        if step == "resolve":
            assert eyes.approve(request.id, COUNCIL_WORDS, "paul")
        clock.now += timedelta(hours=24)
        assert eyes.latest()[0].state is State.EXPIRED
        if step == "approve":
            assert not eyes.approve(request.id, COUNCIL_WORDS, "paul")
        assert eyes.resolve(request.id, DSB_WORDS, "dora") is None


async def test_no_is_no(sqlite_url: str, key: SigningKey, tmp_path: Path, make_event: MakeEvent) -> None:
    async with procedure(sqlite_url, key, tmp_path) as (eyes, writer, _):
        event = make_event()
        await writer.record(Entry(event, user="petra.beispiel"))
        eyes.ask(event.reference, Purpose.BREACH, "dora")
        (request,) = eyes.latest()
        assert eyes.refuse(request.id, "paul")
        assert not eyes.approve(request.id, COUNCIL_WORDS, "paul")
        assert eyes.resolve(request.id, DSB_WORDS, "dora") is None
        assert eyes.latest()[0].state is State.REFUSED


async def test_an_event_that_names_nobody_cannot_be_asked_about(
    sqlite_url: str, key: SigningKey, tmp_path: Path, make_event: MakeEvent
) -> None:
    async with procedure(sqlite_url, key, tmp_path) as (eyes, writer, _):
        event = make_event()
        await writer.record(event)
        assert not eyes.ask(event.reference, Purpose.BREACH, "dora")
        assert not eyes.ask("AAAAA-AAAAA", Purpose.BREACH, "dora")
        assert not eyes.make_key(DSB, "Andere Worte 99", "eve"), "a key is not replaced"
        assert not eyes.make_key("admin", "Andere Worte 99", "eve")
        assert eyes.has_key(DSB)
