"""How the store is opened: SQLite in one file (the default), or PostgreSQL by URL."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path
from urllib.parse import quote

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from schleuse.model import SchleuseError

_MIGRATION_LOCK = 0x5C41E05E
"""Key of the PostgreSQL advisory lock under which one replica migrates at a time."""
_alembic = threading.Lock()
"""Alembic keeps its context in its modules: one migration at a time in one process."""


class StoreError(SchleuseError):
    """The store cannot be used; one line naming it, the cause and the mend. Never a password, never a value."""


class Database:
    """The address of one store, and what is done the same way by all who open it."""

    def __init__(self, url: str, timeout: float = 5.0) -> None:
        """Check the address; nothing is opened yet.

        Args:
            url: ``sqlite:////var/lib/schleuse/audit.sqlite3`` or ``postgresql://user:password@host/name``.
            timeout: seconds that one statement, or the wait for another writer's lock, may take.

        Raises:
            StoreError: not such an address.

        """
        self.url = _parse(url)
        self.timeout = timeout
        self.path = Path(self.url.database or "") if self.url.drivername == "sqlite" else None
        """The file of an SQLite store."""

    def __str__(self) -> str:
        return str(self.path) if self.path else self.url.render_as_string(hide_password=True)

    def writer(self) -> Engine:
        """Return an engine that writes; one connection, opened on first use."""
        return self._engine(read_only=False)

    def reader(self) -> Engine:
        """Return an engine that cannot write and never creates a file."""
        return self._engine(read_only=True)

    def migrate(self, engine: Engine) -> None:
        """Bring the tables to the newest revision.

        Raises:
            StoreError: it cannot be opened or written, or a newer version of the product made it.

        """
        try:
            if self.path:
                _create_private(self.path)
            with _alembic, engine.begin() as connection:
                if not self.path:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
                config = Config()
                config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                # A write that changes nothing shows now, and not at the first event, whether the store takes writes.
                connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
        except (SQLAlchemyError, OSError) as error:
            raise self.error("cannot be opened", error) from None
        except CommandError:
            raise StoreError(
                f"audit store {self}: made by a newer version of KI-Schleuse "
                f"(install that version, or name another store in audit.url)"
            ) from None

    def empty_journal(self, engine: Engine) -> None:
        """Take deleted rows out of SQLite's journal too; in the file itself they are overwritten (secure_delete)."""
        if self.path:
            connection = engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()

    def error(self, what: str, error: Exception) -> StoreError:
        """Return the one line for an error of the driver."""
        if self.path:
            mend = f"check that {self.path.parent} exists, has space and is writable for this user, or set audit.url"
        else:
            mend = "check that the server runs and takes this user and database, see audit.url"
        return StoreError(f"audit store {self}: {what}: {cause(error)} ({mend})")

    def _engine(self, *, read_only: bool) -> Engine:
        connect_args: dict[str, object] = {"timeout": self.timeout}
        url = self.url
        if self.path:
            connect_args["check_same_thread"] = False
            if read_only:
                url = url.set(database=f"file:{quote(str(self.path.absolute()))}", query={"mode": "ro", "uri": "true"})
        try:
            engine = create_engine(
                url,
                connect_args=connect_args,
                hide_parameters=True,
                pool_pre_ping=self.path is None,
                pool_size=1,
                max_overflow=4 if read_only else 0,
                pool_timeout=self.timeout,
            )
        except ModuleNotFoundError:
            raise StoreError(
                f"audit store {self}: the PostgreSQL driver is missing (pip install 'ki-schleuse[postgres]')"
            ) from None
        if self.path:
            event.listen(engine, "connect", _sqlite_connect)
            event.listen(engine, "begin", _sqlite_begin if read_only else _sqlite_begin_immediate)
        return engine


def cause(error: BaseException) -> str:
    """Return what the driver or the system says, on one line, without statement and parameters."""
    original = error.orig if isinstance(error, DBAPIError) and error.orig else error
    if isinstance(original, OSError):
        return original.strerror or type(original).__name__
    if isinstance(original, sqlite3.Error):
        return " ".join(str(original).split())
    # pg8000 gives a dictionary of the server's fields; M is the message, C the code of the SQL standard.
    fields = original.args[0] if original.args and isinstance(original.args[0], dict) else {}
    return f"{fields['M']} ({fields.get('C', '')})" if "M" in fields else type(original).__name__


def _parse(text_url: str) -> URL:
    try:
        url = make_url(text_url)
    except ArgumentError:
        raise StoreError(
            "audit.url: not an address of a database (for example sqlite:////var/lib/schleuse/audit.sqlite3)"
        ) from None
    if url.drivername == "sqlite" and url.database and url.database != ":memory:" and not url.query:
        return url
    if url.drivername in {"postgresql", "postgresql+pg8000"} and url.database:
        return url.set(drivername="postgresql+pg8000")
    raise StoreError(
        f"audit.url: '{url.render_as_string(hide_password=True)}' cannot be used "
        f"(sqlite:////path/to/file or postgresql://user:password@host/name)"
    )


def _create_private(path: Path) -> None:
    """Create the file readable for its owner alone; SQLite gives its journal files the same mode."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _sqlite_connect(connection: sqlite3.Connection, _record: object) -> None:
    # SQLAlchemy begins transactions itself (_sqlite_begin), so that schema changes are part of them.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # committed means on the disk
        "foreign_keys=ON",
        "secure_delete=ON",  # deleted means overwritten
        "journal_size_limit=4194304",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _sqlite_begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
