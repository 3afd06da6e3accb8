"""Writes events: one thread, and one commit for all that wait at that moment.

A caller comes back when its event is on the disk, or with AUDIT_UNAVAILABLE; policy then says what that means.
The thread never gives up: once the store takes writes again, so does the writer.
"""

from __future__ import annotations

import asyncio
import os
import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from schleuse.audit.database import Database, StoreError, cause
from schleuse.audit.inserting import Entry, Inserter
from schleuse.audit.record import AuditEvent
from schleuse.model import InspectionError, Reason

_QUEUE = 10_000
_BATCH = 500
_NOTES = _QUEUE // 2
"""Place in the queue for events that nobody waits for: they must not crowd out those that decide on sending."""
_PROBE_SECONDS = 1.0
_LOCK_SHARE = 0.8
"""Share of the write timeout that waiting for another writer's lock may take, so that the driver speaks first."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    entry: Entry
    done: Future[None] = field(default_factory=Future)


class AuditWriter:
    """The one writer of events in a process."""

    def __init__(self, url: str, write_timeout: float = 5.0, inserter: Inserter | None = None) -> None:
        """Check the address; nothing is opened yet.

        Args:
            url: see :class:`schleuse.audit.database.Database`.
            write_timeout: seconds after which :meth:`record` gives up.
            inserter: what writes; default: one whose chain has no key that signs it.

        Raises:
            StoreError: not such an address.

        """
        self._database = Database(url, write_timeout * _LOCK_SHARE)
        self._write_timeout = write_timeout
        self._queue: queue.Queue[_Waiting | None] = queue.Queue(_QUEUE)
        self._thread: threading.Thread | None = None
        self._engine: Engine | None = None
        self._opened_as: tuple[int, int] | None = None
        self._inserter = inserter or Inserter("unsigned")
        self.lost = 0
        """Events that could not be written, since the start."""
        self.error = ""
        """Why the store takes no writes at the moment (one line for the operator); empty while it does."""

    @property
    def healthy(self) -> bool:
        """Whether the writer runs and the store took its last write."""
        return self._thread is not None and self._thread.is_alive() and self._engine is not None

    async def start(self) -> None:
        """Create the store where there is none, migrate it and start writing.

        Raises:
            StoreError: it cannot be opened, migrated or written.

        """
        if self._database.path:
            try:
                self._database.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            except OSError as error:
                raise self._database.error("cannot be opened", error) from None
        await asyncio.to_thread(self._open)
        # A daemon, so that a store that hangs cannot keep the process from ending.
        self._thread = threading.Thread(target=self._run, name="audit-writer", daemon=True)
        self._thread.start()

    async def record(self, event: AuditEvent | Entry) -> None:
        """Return when the event is committed.

        Raises:
            InspectionError: AUDIT_UNAVAILABLE; not committed, or not within the write timeout.

        """
        waiting = _Waiting(event if isinstance(event, Entry) else Entry(event))
        try:
            if self._thread is None:
                raise InspectionError(Reason.AUDIT_UNAVAILABLE, "the writer does not run")
            self._queue.put_nowait(waiting)
            # Giving up cancels the future, and the thread leaves out what is cancelled before its turn.
            async with asyncio.timeout(self._write_timeout):
                await asyncio.wrap_future(waiting.done)
        except queue.Full:
            self.lost += 1
            raise InspectionError(Reason.AUDIT_UNAVAILABLE, "the queue is full") from None
        except TimeoutError:
            self.lost += 1
            raise InspectionError(Reason.AUDIT_UNAVAILABLE, "not committed in time") from None
        except InspectionError:
            self.lost += 1
            raise

    def note(self, entry: Entry) -> None:
        """Let an event be written that nothing depends on (a refusal); never waits, never raises.

        When the queue is half full it is only counted as lost.
        """
        if self._thread is None or self._queue.qsize() >= _NOTES:
            self.lost += 1
            return
        waiting = _Waiting(entry)
        waiting.done.add_done_callback(self._noted)
        self._queue.put_nowait(waiting)

    def _noted(self, done: Future[None]) -> None:
        if done.exception() is not None:
            self.lost += 1

    async def close(self) -> None:
        """Write what is queued, then stop; waits no longer than the write timeout."""
        thread, self._thread = self._thread, None
        if thread is not None:
            await asyncio.to_thread(self._stop, thread)

    def _stop(self, thread: threading.Thread) -> None:
        try:
            self._queue.put(None, timeout=self._write_timeout)
        except queue.Full:
            return
        thread.join(self._write_timeout)

    # --- in the thread ---------------------------------------------------------------------------------

    def _run(self) -> None:
        running = True
        while running:
            try:
                items = [self._queue.get(timeout=_PROBE_SECONDS)]
            except queue.Empty:
                self._probe()
                continue
            while len(items) < _BATCH:
                try:
                    items.append(self._queue.get_nowait())
                except queue.Empty:
                    break
            running = None not in items
            batch = [item for item in items if item is not None and item.done.set_running_or_notify_cancel()]
            if batch:
                self._write(batch)
        self._drop("")

    def _write(self, batch: Sequence[_Waiting], *, again: bool = False) -> None:
        try:
            self._commit([item.entry for item in batch])
        except IntegrityError:
            if len(batch) > 1:  # one reference twice must not cost the others their record
                for item in batch:
                    self._write([item], again=again)
            elif again:  # the lost connection had committed it; only its answer did not come
                batch[0].done.set_result(None)
            else:
                batch[0].done.set_exception(InspectionError(Reason.AUDIT_UNAVAILABLE, "this reference is taken"))
        except BaseException as error:  # whatever it is: nobody may wait for ever, and the thread goes on
            detail = str(error) if isinstance(error, StoreError) else f"audit store: {cause(error)}"
            self._drop(detail)
            if _is_lost_connection(error) and not again:
                self._write(batch, again=True)  # a server that restarts, or cuts idle connections, is no loss
                return
            for item in batch:
                item.done.set_exception(InspectionError(Reason.AUDIT_UNAVAILABLE, detail))
        else:
            for item in batch:
                item.done.set_result(None)

    def _commit(self, entries: Sequence[Entry]) -> None:
        self._check_file()
        engine = self._engine or self._open()
        with engine.begin() as connection:
            self._inserter.insert(connection, entries)

    def _probe(self) -> None:
        """Nobody waits: look whether the store is still there, or there again."""
        try:
            self._check_file()
            if self._engine is None:
                self._open()
        except (StoreError, OSError) as error:
            self._drop(str(error))

    def _open(self) -> Engine:
        engine = self._database.writer()
        try:
            self._database.migrate(engine)
        except StoreError:
            engine.dispose()
            raise
        self._opened_as = _identity(self._database)
        self._engine = engine
        self.error = ""
        return engine

    def _drop(self, error: str) -> None:
        engine, self._engine = self._engine, None
        self.error = error
        if engine is not None:
            engine.dispose()

    def _check_file(self) -> None:
        """Notice that the file was taken away: SQLite would go on writing into a file that has no name any more."""
        path = self._database.path
        if path is None or self._engine is None:
            return
        if _identity(self._database) != self._opened_as:
            # _commit or _probe goes on to open the file that is there now, or says why it cannot.
            self._drop(f"audit store {path}: the file was taken away")
        elif not os.access(path, os.W_OK, effective_ids=True):
            raise StoreError(f"audit store {path}: the file is read-only (chmod u+w {path})")


def _is_lost_connection(error: BaseException) -> bool:
    """Whether the server ended the connection (pg8000 passes some of these on as they come from the socket)."""
    return isinstance(error, ConnectionError) or (isinstance(error, DBAPIError) and error.connection_invalidated)


def _identity(database: Database) -> tuple[int, int] | None:
    if database.path is None:
        return None
    try:
        status = database.path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
