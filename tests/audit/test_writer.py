import asyncio
import gc
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from schleuse.audit.database import StoreError
from schleuse.audit.lookup import EventLookup
from schleuse.audit.record import AuditEvent
from schleuse.audit.writer import AuditWriter
from schleuse.model import InspectionError, Reason

MakeEvent = Callable[..., AuditEvent]


@asynccontextmanager
async def running(url: str, write_timeout: float = 5.0) -> AsyncIterator[AuditWriter]:
    writer = AuditWriter(url, write_timeout)
    await writer.start()
    try:
        yield writer
    finally:
        await writer.close()


async def refused(writer: AuditWriter, event: AuditEvent) -> str:
    with pytest.raises(InspectionError) as error:
        await writer.record(event)
    assert error.value.reason is Reason.AUDIT_UNAVAILABLE
    return error.value.detail


async def until_healthy(writer: AuditWriter) -> None:
    async with asyncio.timeout(5):
        while not writer.healthy:
            await asyncio.sleep(0.05)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that root's stand-in may write in; pytest's own are closed to it."""
    path = Path(tempfile.mkdtemp(prefix="audit"))
    path.chmod(0o777)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@contextmanager
def as_a_user() -> Iterator[None]:
    """File modes bind everyone but root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


async def test_an_event_is_there_when_record_returns(url: str, make_event: MakeEvent) -> None:
    event = make_event()
    async with running(url) as writer:
        assert writer.healthy
        await writer.record(event)
        lookup = EventLookup(url)
        assert lookup.find(event.reference) == event
        assert lookup.find("00000-00000") is None
        lookup.close()
    assert not writer.healthy


async def test_the_least_that_an_event_may_hold(url: str, make_event: MakeEvent) -> None:
    event = make_event(
        unit=None, surface="", rules=(), policy_version="", counts={}, size_bucket="", duration_bucket=""
    )
    async with running(url) as writer:
        await writer.record(event)
        lookup = EventLookup(url)
        assert lookup.find(event.reference) == event
        lookup.close()


async def test_many_at_once_share_commits(sqlite_url: str, make_event: MakeEvent) -> None:
    events = [make_event() for _ in range(500)]
    async with running(sqlite_url) as writer:
        start = time.perf_counter()
        await asyncio.gather(*(writer.record(event) for event in events))
        together = time.perf_counter() - start
        start = time.perf_counter()
        for _ in range(50):
            await writer.record(make_event())
        one_by_one = (time.perf_counter() - start) / 50
    assert together / 500 < one_by_one
    lookup = EventLookup(sqlite_url)
    assert all(lookup.find(event.reference) for event in events)
    lookup.close()


async def test_the_event_loop_is_never_blocked(sqlite_url: str, make_event: MakeEvent) -> None:
    async with running(sqlite_url, write_timeout=1.0) as writer:
        path = Path(sqlite_url.removeprefix("sqlite:///"))
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.ensure_future(refused(writer, make_event()))
        gaps = []
        while not waiting.done():
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            gaps.append(time.perf_counter() - before)
        other.close()
    assert "locked" in waiting.result()
    assert sorted(gaps)[len(gaps) // 2] < 0.1


async def test_the_same_reference_twice_costs_only_the_second(url: str, make_event: MakeEvent) -> None:
    async with running(url) as writer:
        first = make_event()
        await writer.record(first)
        others = [make_event() for _ in range(5)]
        results = await asyncio.gather(
            *(writer.record(event) for event in [*others[:3], first, *others[3:]]), return_exceptions=True
        )
        failed = [result for result in results if result is not None]
        assert len(failed) == 1
        assert isinstance(failed[0], InspectionError)
        assert writer.healthy
        lookup = EventLookup(url)
        assert all(lookup.find(event.reference) for event in others)
        lookup.close()


async def test_a_locked_database_refuses_and_recovers(sqlite_url: str, make_event: MakeEvent) -> None:
    async with running(sqlite_url, write_timeout=0.5) as writer:
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        lost = [make_event() for _ in range(3)]
        start = time.perf_counter()
        await asyncio.gather(*(refused(writer, event) for event in lost))
        assert time.perf_counter() - start < 2
        assert not writer.healthy
        assert "locked" in writer.error
        other.execute("ROLLBACK")
        other.close()
        await until_healthy(writer)
        assert writer.error == ""
        event = make_event()
        await writer.record(event)
        lookup = EventLookup(sqlite_url)
        assert lookup.find(event.reference)
        assert [lookup.find(event.reference) for event in lost] == [None] * 3
        lookup.close()


async def test_who_gives_up_before_the_turn_leaves_nothing(sqlite_url: str, make_event: MakeEvent) -> None:
    async with running(sqlite_url, write_timeout=2.0) as writer:
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        first = asyncio.ensure_future(writer.record(make_event()))
        await asyncio.sleep(0.2)  # the thread now waits for the lock with the first event
        event = make_event()
        task = asyncio.ensure_future(writer.record(event))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.sleep(0.05)
        other.execute("ROLLBACK")
        other.close()
        await first
        await writer.record(make_event())
        lookup = EventLookup(sqlite_url)
        assert lookup.find(event.reference) is None
        lookup.close()


@pytest.mark.parametrize("loss", ["folder gone", "file gone", "folder in its place", "another file in its place"])
async def test_a_lost_file_refuses_or_starts_anew(folder: Path, make_event: MakeEvent, loss: str) -> None:
    store = folder / "store"
    path = store / "audit.sqlite3"
    url = f"sqlite:///{path}"
    async with running(url) as writer:
        await writer.record(make_event())
        if loss == "folder gone":
            shutil.rmtree(store)
        else:
            for file in store.iterdir():
                file.unlink()
        if loss == "folder in its place":
            path.mkdir()
        if loss == "another file in its place":
            path.write_bytes(b"x" * 5000)
        if loss == "file gone":
            # The folder takes writes, so the next event opens a new store rather than vanish with the old one.
            event = make_event()
            await writer.record(event)
        else:
            detail = await refused(writer, make_event())
            assert str(path) in detail
            assert not writer.healthy
            if loss == "folder gone":
                store.mkdir()
            elif path.is_dir():
                path.rmdir()
            else:
                path.unlink()
            await until_healthy(writer)
            event = make_event()
            await writer.record(event)
        lookup = EventLookup(url)
        assert lookup.find(event.reference)
        lookup.close()


async def test_a_loss_shows_without_a_request(folder: Path) -> None:
    async with running(f"sqlite:///{folder / 'store' / 'audit.sqlite3'}") as writer:
        shutil.rmtree(folder / "store")
        async with asyncio.timeout(5):
            while "No such file" not in writer.error:
                await asyncio.sleep(0.05)
        assert not writer.healthy


async def test_a_read_only_file_refuses_and_recovers(folder: Path, make_event: MakeEvent) -> None:
    path = folder / "audit.sqlite3"
    with as_a_user():
        async with running(f"sqlite:///{path}") as writer:
            await writer.record(make_event())
            path.chmod(0o400)
            detail = await refused(writer, make_event())
            assert "chmod" in detail or "readonly" in detail or "Permission denied" in detail
            path.chmod(0o600)
            await until_healthy(writer)
            await writer.record(make_event())


async def test_a_read_only_folder_does_not_start(folder: Path) -> None:
    folder.chmod(0o555)
    with as_a_user(), pytest.raises(StoreError, match=r"Permission denied \(check that"):
        await AuditWriter(f"sqlite:///{folder / 'audit.sqlite3'}").start()


async def test_a_full_disk_refuses_and_recovers(folder: Path, make_event: MakeEvent) -> None:
    import resource

    path = folder / "audit.sqlite3"
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    async with running(f"sqlite:///{path}") as writer:
        await writer.record(make_event())
        written = max(file.stat().st_size for file in folder.iterdir())
        # The kernel refuses to let files grow: the nearest thing to a full disk without one (EFBIG, not ENOSPC).
        resource.setrlimit(resource.RLIMIT_FSIZE, (written, before[1]))
        try:
            detail = await refused(writer, make_event())
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert "I/O error" in detail or "full" in detail or "too large" in detail
        await until_healthy(writer)
        event = make_event()
        await writer.record(event)
        lookup = EventLookup(f"sqlite:///{path}")
        assert lookup.find(event.reference)
        lookup.close()


async def test_a_full_queue_refuses_at_once(
    sqlite_url: str, make_event: MakeEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schleuse.audit.writer._QUEUE", 2)
    async with running(sqlite_url, write_timeout=1.0) as writer:
        other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        tasks = [asyncio.ensure_future(refused(writer, make_event()))]
        await asyncio.sleep(0.2)
        tasks += [asyncio.ensure_future(refused(writer, make_event())) for _ in range(3)]
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert "the queue is full" in await tasks[-1]
        await asyncio.gather(*tasks)
        other.close()


async def test_close_writes_what_is_queued(sqlite_url: str, make_event: MakeEvent) -> None:
    writer = AuditWriter(sqlite_url)
    await writer.start()
    events = [make_event() for _ in range(100)]
    tasks = [asyncio.ensure_future(writer.record(event)) for event in events]
    await asyncio.sleep(0)
    await writer.close()
    await asyncio.gather(*tasks)
    assert "does not run" in await refused(writer, make_event())


async def test_a_fault_of_our_own_leaves_nobody_waiting(
    sqlite_url: str, make_event: MakeEvent, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(sqlite_url) as writer:
        with monkeypatch.context() as patch:
            patch.setattr("schleuse.audit.inserting.Inserter.insert", lambda *_: 1 / 0)
            assert await refused(writer, make_event()) == "audit store: ZeroDivisionError"
        await writer.record(make_event())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # pg8000 says so while it is collected
async def test_a_server_that_ends_connections(postgres_url: str, postgres_server, make_event: MakeEvent) -> None:  # type: ignore[no-untyped-def]
    async with running(postgres_url) as writer:
        await writer.record(make_event())
        postgres_server.psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid();")
        event = make_event()
        await writer.record(event)
        lookup = EventLookup(postgres_url)
        assert lookup.find(event.reference)
        lookup.close()
    gc.collect()


async def test_two_gateways_start_on_one_store(url: str, make_event: MakeEvent) -> None:
    first, second = AuditWriter(url), AuditWriter(url)
    await asyncio.gather(first.start(), second.start())
    await asyncio.gather(*(writer.record(make_event()) for writer in [first, second] * 20))
    await first.close()
    await second.close()
