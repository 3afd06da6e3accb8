"""A vault in one SQLite file: for one machine, also for several processes on it. Outlives a restart."""

import asyncio
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from schleuse.model import SchleuseError
from schleuse.pseudonyms.sealed import VaultError

_CLEAN_SECONDS = 60.0
_SCHEMA = "CREATE TABLE IF NOT EXISTS maps (name BLOB PRIMARY KEY, content BLOB NOT NULL, expires REAL NOT NULL)"
_CLEAN = "DELETE FROM maps WHERE expires <= ?"


class SqliteVault:
    """A :class:`schleuse.pseudonyms.sealed.Vault` in a file."""

    def __init__(self, path: Path, timeout_seconds: float, clock: Callable[[], float] = time.time) -> None:
        """Open the file, making it if needed; wait so many seconds at most for others that write.

        Raises:
            SchleuseError: it cannot be used.

        """
        self._path = path
        self._timeout = timeout_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._cleaned = 0.0
        try:
            with self._writing():
                pass
        except (OSError, sqlite3.Error) as error:
            raise SchleuseError(
                f"pseudonyms.store=sqlite: {path}: {str(error).lower()}; expected a file that the gateway may write"
            ) from None

    async def read(self, names: Sequence[bytes], ttl: float) -> list[bytes | None]:
        """See :class:`schleuse.pseudonyms.sealed.Vault`."""
        return await asyncio.to_thread(self._guarded, self._read, names, ttl)

    async def swap(self, names: Sequence[bytes], expected: Sequence[bytes | None], new: bytes, ttl: float) -> bool:
        """See :class:`schleuse.pseudonyms.sealed.Vault`."""
        return await asyncio.to_thread(self._guarded, self._swap, names, expected, new, ttl)

    async def close(self) -> None:
        """See :class:`schleuse.pseudonyms.sealed.Vault`."""
        with self._lock:
            self._disconnect()

    def _read(self, names: Sequence[bytes], ttl: float) -> list[bytes | None]:
        with self._writing() as connection:
            now = self._clock()
            connection.executemany(
                "UPDATE maps SET expires = ? WHERE name = ? AND expires > ?", [(now + ttl, name, now) for name in names]
            )
            return self._contents(connection, names, now)

    def _swap(self, names: Sequence[bytes], expected: Sequence[bytes | None], new: bytes, ttl: float) -> bool:
        with self._writing() as connection:
            now = self._clock()
            if now - self._cleaned >= _CLEAN_SECONDS:
                self._cleaned = now
                connection.execute(_CLEAN, (now,))
            if self._contents(connection, names, now) != list(expected):
                return False
            connection.executemany("DELETE FROM maps WHERE name = ?", [(name,) for name in names])
            connection.execute("INSERT INTO maps VALUES (?, ?, ?)", (names[0], new, now + ttl))
            return True

    @staticmethod
    def _contents(connection: sqlite3.Connection, names: Sequence[bytes], now: float) -> list[bytes | None]:
        found = []
        for name in names:
            row = connection.execute("SELECT content FROM maps WHERE name = ? AND expires > ?", (name, now)).fetchone()
            found.append(bytes(row[0]) if row else None)
        return found

    def _guarded[**P, T](self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return work(*args, **kwargs)
        except (OSError, sqlite3.Error) as error:
            raise VaultError(f"SQLite: {type(error).__name__}") from None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """Hold a transaction that nobody else writes in; after a fault the file is opened anew."""
        with self._lock:
            try:
                connection = self._connection = self._connection or self._connect()
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                except BaseException:
                    connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")
            except (OSError, sqlite3.Error):
                self._disconnect()
                raise

    def _connect(self) -> sqlite3.Connection:
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        connection = sqlite3.connect(self._path, timeout=self._timeout, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute(_SCHEMA)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection:
            connection.close()
