"""Reading the store: what the statistics and the page of one event share."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from schleuse.audit.database import Database


class Reader:
    """Opens the store for reading only. Safe to use from several threads."""

    def __init__(self, url: str, timeout: float = 5.0) -> None:
        """Check the address (StoreError); nothing is opened yet."""
        self._database = Database(url, timeout)
        self._engine = self._database.reader()

    def close(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Give a connection in one transaction: all that is read in it is of one moment.

        Raises:
            StoreError: the store cannot be read.

        """
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise self._database.error("cannot be read", error) from None
