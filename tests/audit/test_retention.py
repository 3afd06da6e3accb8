import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schleuse.audit.accounts import Accounts, Role
from schleuse.audit.database import Database, StoreError
from schleuse.audit.inserting import Inserter
from schleuse.audit.lookup import EventLookup
from schleuse.audit.notes import NoteKind, Notes
from schleuse.audit.record import AuditEvent, minute_of
from schleuse.audit.retention import Deletion, Periods, delete_expired
from schleuse.audit.signing import SigningKey
from schleuse.audit.statistics import Statistics
from schleuse.audit.writer import AuditWriter

NOW = datetime(2026, 11, 24, 14, 5, 30, tzinfo=UTC)


async def test_the_old_goes_and_the_young_stays(
    url: str, make_event: Callable[..., AuditEvent], monkeypatch: pytest.MonkeyPatch, key: SigningKey
) -> None:
    monkeypatch.setattr("schleuse.audit.retention._BATCH", 2)
    writer = AuditWriter(url)
    await writer.start()
    old = [make_event(minute=minute_of(NOW) - timedelta(days=30)) for _ in range(5)]
    young = [make_event(minute=minute_of(NOW) - timedelta(days=30) + timedelta(minutes=1)) for _ in range(2)]
    for event in old + young:
        await writer.record(event)
    assert delete_expired(url, Periods(), key, NOW) == Deletion(5, NOW - timedelta(days=30))
    assert delete_expired(url, Periods(), key, NOW).events == 0
    lookup = EventLookup(url)
    assert [bool(lookup.find(event.reference)) for event in old + young] == [False] * 5 + [True] * 2
    lookup.close()
    await writer.record(make_event())
    await writer.close()


async def test_what_is_deleted_is_gone_from_the_disk(
    tmp_path: Path, make_event: Callable[..., AuditEvent], key: SigningKey
) -> None:
    url = f"sqlite:///{tmp_path / 'audit.sqlite3'}"
    writer = AuditWriter(url)
    await writer.start()
    event = make_event(
        minute=minute_of(NOW) - timedelta(days=31), surface="merkmal-surface", policy_version="merkmal-version"
    )
    await writer.record(event)

    def on_disk(word: str) -> bool:
        return any(word.encode() in path.read_bytes() for path in tmp_path.iterdir())

    words = [event.reference, "merkmal-surface", "merkmal-version"]
    assert all(on_disk(word) for word in words)
    assert delete_expired(url, Periods(), key, NOW).events == 1
    assert not any(on_disk(word) for word in words)
    await writer.close()


async def test_no_rule_and_no_count_stays_behind(
    sqlite_url: str, make_event: Callable[..., AuditEvent], key: SigningKey
) -> None:
    writer = AuditWriter(sqlite_url)
    await writer.start()
    await writer.record(make_event(minute=minute_of(NOW) - timedelta(days=31)))
    await writer.close()
    delete_expired(sqlite_url, Periods(), key, NOW)
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        for table in ("event", "event_rule", "event_count"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    connection.close()


async def test_expired_sessions_go_too(sqlite_url: str, key: SigningKey) -> None:
    writer = AuditWriter(sqlite_url)
    await writer.start()
    accounts = Accounts(sqlite_url, clock=lambda: NOW - timedelta(hours=9))
    accounts.create("anna", "Kiesel-am-Ufer-7", Role.DSB)
    assert accounts.sign_in("anna", "Kiesel-am-Ufer-7")
    delete_expired(sqlite_url, Periods(), key, NOW)
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as connection:
        assert connection.execute("SELECT count(*) FROM session").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM account").fetchone() == (1,)
    connection.close()
    accounts.close()
    await writer.close()


def test_a_store_that_cannot_be_written(tmp_path: Path, key: SigningKey) -> None:
    with pytest.raises(StoreError, match="expired events cannot be deleted"):
        delete_expired(f"sqlite:///{tmp_path / 'gone' / 'audit.sqlite3'}", Periods(), key, NOW)


async def test_what_is_deleted_besides_events_is_noted(
    url: str, make_event: Callable[..., AuditEvent], key: SigningKey
) -> None:
    writer = AuditWriter(url, inserter=Inserter(key.events))
    await writer.start()
    for days in (500, 380, 10):
        await writer.record(make_event(minute=minute_of(NOW) - timedelta(days=days)))
    await writer.close()
    done = delete_expired(url, Periods(), key, NOW)
    assert done.events == 2
    assert done.statistics > 0
    statistics = Statistics(url)
    assert [statistics.day((NOW - timedelta(days=days)).date()).requests for days in (500, 380, 10)] == [0, 1, 1]
    statistics.close()
    notes = Notes(url)
    kinds = {note.body["what"]: note.body["count"] for note in notes.latest(NoteKind.DELETION)}
    assert kinds == {"events": 2, "statistics": done.statistics}
    assert delete_expired(url, Periods(), key, NOW + timedelta(days=366)).notes == 2
    notes.close()


def test_events_of_the_versions_before_are_counted(url: str) -> None:
    """From the store of 0.1 with its events: the newest migration counts them by day."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import text

    import schleuse.audit

    database = Database(url)
    engine = database.writer()
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(Path(schleuse.audit.__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for number in range(3):
            connection.execute(
                text(
                    "INSERT INTO event (reference, minute, service, surface, action, reason, policy_version,"
                    " size_bucket, duration_bucket) VALUES (:reference, '2026-11-20 10:00:00', 'chatgpt', '', 'block',"
                    " 'findings', 'v', '', '')"
                ),
                {"reference": f"AAAAA-AAAA{number}"},
            )
        connection.execute(text("INSERT INTO event_rule VALUES ('AAAAA-AAAA0', 'R1'), ('AAAAA-AAAA1', 'R1')"))
        connection.execute(text("INSERT INTO event_count VALUES ('AAAAA-AAAA0', 'PERSON', 4)"))
    database.migrate(engine)
    engine.dispose()
    statistics = Statistics(url)
    day = statistics.day(datetime(2026, 11, 20, tzinfo=UTC).date())
    assert (day.requests, day.rules, day.entities) == (3, {"R1": 2}, {"PERSON": 4})
    statistics.close()
