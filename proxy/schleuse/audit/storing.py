"""Reading and writing the store in short transactions: what all that people change has in common."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from schleuse.audit.database import Database


class Store:
    """One store, which :meth:`AuditWriter.start` has migrated. Blocking; safe in several threads."""

    def __init__(self, url: str, *, clock: Callable[[], datetime] | None = None) -> None:
        """Check the address (StoreError); nothing is opened yet."""
        self._database = Database(url)
        self._writer = self._database.writer()
        self._reader = self._database.reader()
        self.now = clock or (lambda: datetime.now(UTC))

    def close(self) -> None:
        """Close the connections."""
        self._writer.dispose()
        self._reader.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that reads.

        Raises:
            StoreError: the store cannot be read.

        """
        with self._transaction(self._reader, "cannot be read") as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection that writes; all of it or nothing is kept.

        Raises:
            StoreError: the store cannot be written.

        """
        with self._transaction(self._writer, "cannot be written") as connection:
            yield connection

    @contextmanager
    def _transaction(self, engine: Engine, failure: str) -> Iterator[Connection]:
        try:
            with engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise self._database.error(failure, error) from None
