import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schleuse.audit.accounts import Accounts, Role
from schleuse.audit.database import StoreError
from schleuse.audit.lookup import EventLookup
from schleuse.audit.record import AuditEvent, minute_of
from schleuse.audit.retention import Deletion, Periods, delete_expired
from schleuse.audit.signing import SigningKey
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
