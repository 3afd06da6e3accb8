"""Who may read the dashboard: local accounts, their sessions, and the link that makes the first one."""

import hashlib
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from schleuse.audit.database import Database
from schleuse.audit.schema import account, first_login, session
from schleuse.model import SchleuseError

PASSWORD_LENGTH = range(12, 257)
"""Characters of a password (BSI ORP.4: length before complexity)."""
NAME_LENGTH = range(1, 65)
FIRST_LOGIN_LIFETIME = timedelta(hours=24)
SESSION_LIFETIME = timedelta(hours=8)
FAILURES = 10
LOCKED_FOR = timedelta(minutes=15)

_hashing = threading.BoundedSemaphore(2)
"""One argon2 hash takes 64 MiB and a core: many sign-ins at once must not take the machine."""


class Role(StrEnum):
    """What an account may see."""

    DSB = "dsb"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """Someone who may read the dashboard."""

    name: str
    role: Role


class AccountError(SchleuseError):
    """Name or password cannot be used; ``code`` names the text for people."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Accounts:
    """The accounts of one store, which :meth:`AuditWriter.start` has migrated. Blocking; safe in several threads."""

    def __init__(self, url: str, *, clock: Callable[[], datetime] | None = None) -> None:
        """Check the address (StoreError); nothing is opened yet."""
        self._database = Database(url)
        self._writer = self._database.writer()
        self._reader = self._database.reader()
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe())
        self._now = clock or (lambda: datetime.now(UTC))

    def close(self) -> None:
        """Close the connections."""
        self._writer.dispose()
        self._reader.dispose()

    # --- the first account -----------------------------------------------------------------------------

    def first_login_token(self) -> str | None:
        """Return the token of a new link that makes the first account, or ``None`` if there is an account.

        Earlier links lose their validity. The store keeps only a hash.

        Raises:
            StoreError: the store cannot be written.

        """
        token = secrets.token_urlsafe(32)
        with self._write() as connection:
            if not _none_yet(connection):
                return None
            connection.execute(delete(first_login))
            connection.execute(
                insert(first_login).values(token_hash=_digest(token), expires_at=self._now() + FIRST_LOGIN_LIFETIME)
            )
        return token

    def is_empty(self) -> bool:
        """Whether there is no account yet."""
        with self._read() as connection:
            return _none_yet(connection)

    def is_first_login(self, token: str) -> bool:
        """Whether the link is still good."""
        with self._read() as connection:
            return self._first_login(connection, token)

    def create_first(self, token: str, name: str, password: str) -> Account | None:
        """Make the first account, an administrator, and use up the link; ``None`` if the link is not good.

        Raises:
            AccountError: name or password cannot be used; the link stays good.

        """
        name = _checked(name, password)
        hashed = self._hash(password)
        with self._write() as connection:
            if not self._first_login(connection, token):
                return None
            connection.execute(delete(first_login))
            return self._insert(connection, name, hashed, Role.ADMIN)

    def create(self, name: str, password: str, role: Role) -> Account:
        """Make an account.

        Raises:
            AccountError: name or password cannot be used, or the name is taken.

        """
        name = _checked(name, password)
        hashed = self._hash(password)
        with self._write() as connection:
            if connection.scalar(select(func.count()).where(account.c.name == name)):
                raise AccountError("name_taken")
            return self._insert(connection, name, hashed, role)

    # --- signing in ------------------------------------------------------------------------------------

    def sign_in(self, name: str, password: str) -> str | None:
        """Return the token of a new session, or ``None``.

        ``None`` says nothing about why: unknown name, wrong password and a locked account (after ten failures, for
        15 minutes) look and take the same.

        Raises:
            StoreError: the store cannot be written.

        """
        now = self._now()
        with self._read() as connection:
            row = connection.execute(select(account).where(account.c.name == name.strip())).one_or_none()
        # The hash is computed outside a transaction: it takes longer than anyone should wait for the store.
        matches = self._verify(row.password_hash if row else self._nobody, password)
        if row is None:
            return None
        with self._write() as connection:
            row = connection.execute(select(account).where(account.c.name == row.name)).one_or_none()
            if row is None or (row.locked_until and row.locked_until > now):
                return None
            if not matches:
                failures = row.failures + 1
                locked = failures >= FAILURES
                connection.execute(
                    update(account)
                    .where(account.c.name == row.name)
                    .values(failures=0 if locked else failures, locked_until=now + LOCKED_FOR if locked else None)
                )
                return None
            connection.execute(update(account).where(account.c.name == row.name).values(failures=0, locked_until=None))
            token = secrets.token_urlsafe(32)
            connection.execute(
                insert(session).values(token_hash=_digest(token), account=row.name, expires_at=now + SESSION_LIFETIME)
            )
            return token

    def session(self, token: str) -> Account | None:
        """Return whose session this is, or ``None`` (never was, expired, signed out)."""
        with self._read() as connection:
            row = connection.execute(
                select(account.c.name, account.c.role)
                .join(session)
                .where(session.c.token_hash == _digest(token), session.c.expires_at > self._now())
            ).one_or_none()
        return Account(row.name, Role(row.role)) if row else None

    def sign_out(self, token: str) -> None:
        """End the session."""
        with self._write() as connection:
            connection.execute(delete(session).where(session.c.token_hash == _digest(token)))

    # --- inside ----------------------------------------------------------------------------------------

    def _read(self) -> AbstractContextManager[Connection]:
        return self._transaction(self._reader, "accounts cannot be read")

    def _write(self) -> AbstractContextManager[Connection]:
        return self._transaction(self._writer, "accounts cannot be written")

    @contextmanager
    def _transaction(self, engine: Engine, failure: str) -> Iterator[Connection]:
        try:
            with engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise self._database.error(failure, error) from None

    def _first_login(self, connection: Connection, token: str) -> bool:
        found = select(func.count()).where(
            first_login.c.token_hash == _digest(token), first_login.c.expires_at > self._now()
        )
        return bool(connection.scalar(found))

    def _insert(self, connection: Connection, name: str, hashed: str, role: Role) -> Account:
        connection.execute(
            insert(account).values(
                name=name, password_hash=hashed, role=role.value, created_at=self._now(), failures=0, locked_until=None
            )
        )
        return Account(name, role)

    def _hash(self, password: str) -> str:
        with _hashing:
            return self._hasher.hash(password)

    def _verify(self, hashed: str, password: str) -> bool:
        if len(password) not in PASSWORD_LENGTH:
            password = ""  # as costly as any other, so that time tells nothing
        with _hashing:
            try:
                return self._hasher.verify(hashed, password)
            except (VerificationError, InvalidHashError):
                return False


def _none_yet(connection: Connection) -> bool:
    return not connection.scalar(select(func.count()).select_from(account))


def _digest(token: str) -> str:
    # 256 random bits need no slow hash.
    return hashlib.sha256(token.encode()).hexdigest()


def _checked(name: str, password: str) -> str:
    name = name.strip()
    if len(name) not in NAME_LENGTH or not name.isprintable():
        raise AccountError("name_invalid")
    if len(password) not in PASSWORD_LENGTH:
        raise AccountError("password_length")
    if password.casefold() == name.casefold() or len(set(password)) < 5:
        raise AccountError("password_simple")
    return name
