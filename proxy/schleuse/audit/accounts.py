"""Who may read the dashboard: local accounts, their sessions, and the link that makes the first one."""

import hashlib
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, delete, func, insert, select, update

from schleuse.audit import totp
from schleuse.audit.notes import NoteKind, write_note
from schleuse.audit.schema import account, first_login, session
from schleuse.audit.storing import Store
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
    """Data protection officer."""
    STAFF_COUNCIL = "personalrat"
    LEGAL = "recht"
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


class Accounts(Store):
    """The accounts of one store, which :meth:`AuditWriter.start` has migrated. Blocking; safe in several threads."""

    def __init__(self, url: str, *, clock: Callable[[], datetime] | None = None, notes: str = "unsigned-n") -> None:
        """Check the address (StoreError); nothing is opened yet. ``notes``: the chain for what is done here."""
        super().__init__(url, clock=clock)
        self._notes = notes
        self._hasher = PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    # --- the first account -----------------------------------------------------------------------------

    def first_login_token(self) -> str | None:
        """Return the token of a new link that makes the first account, or ``None`` if there is an account.

        Earlier links lose their validity. The store keeps only a hash.

        Raises:
            StoreError: the store cannot be written.

        """
        token = secrets.token_urlsafe(32)
        with self.write() as connection:
            if not _none_yet(connection):
                return None
            connection.execute(delete(first_login))
            connection.execute(
                insert(first_login).values(token_hash=digest_of(token), expires_at=self.now() + FIRST_LOGIN_LIFETIME)
            )
        return token

    def is_empty(self) -> bool:
        """Whether there is no account yet."""
        with self.read() as connection:
            return _none_yet(connection)

    def is_first_login(self, token: str) -> bool:
        """Whether the link is still good."""
        with self.read() as connection:
            return self._first_login(connection, token)

    def create_first(self, token: str, name: str, password: str) -> Account | None:
        """Make the first account, an administrator, and use up the link; ``None`` if the link is not good.

        Raises:
            AccountError: name or password cannot be used; the link stays good.

        """
        name = checked_name(name)
        check_password(name, password)
        hashed = self.hash(password)
        with self.write() as connection:
            if not self._first_login(connection, token):
                return None
            connection.execute(delete(first_login))
            return self.insert(connection, name, hashed, Role.ADMIN)

    def create(self, name: str, password: str, role: Role) -> Account:
        """Make an account.

        Raises:
            AccountError: name or password cannot be used, or the name is taken.

        """
        name = checked_name(name)
        check_password(name, password)
        hashed = self.hash(password)
        with self.write() as connection:
            if connection.scalar(select(func.count()).where(account.c.name == name)):
                raise AccountError("name_taken")
            return self.insert(connection, name, hashed, role)

    # --- signing in ------------------------------------------------------------------------------------

    def sign_in(self, name: str, password: str, code: str = "") -> str | None:
        """Return the token of a new session, or ``None``.

        ``None`` says nothing about why: unknown name, wrong password, wrong or missing one-time code and a locked
        account (after ten failures, for 15 minutes) look and take the same.

        Raises:
            StoreError: the store cannot be written.

        """
        now = self.now()
        with self.read() as connection:
            row = connection.execute(select(account).where(account.c.name == name.strip())).one_or_none()
        # The hash is computed outside a transaction: it takes longer than anyone should wait for the store.
        matches = self._verify(row.password_hash if row else self._nobody, password)
        if row is None:
            return None
        with self.write() as connection:
            row = connection.execute(select(account).where(account.c.name == row.name)).one_or_none()
            if row is None or (row.locked_until and row.locked_until > now):
                return None
            step = row.totp_step
            if row.totp_secret:
                step = totp.matching_step(row.totp_secret, code, now, row.totp_step)
                matches = matches and step is not None
            if not matches:
                failures = row.failures + 1
                locked = failures >= FAILURES
                connection.execute(
                    update(account)
                    .where(account.c.name == row.name)
                    .values(failures=0 if locked else failures, locked_until=now + LOCKED_FOR if locked else None)
                )
                return None
            changes = {"failures": 0, "locked_until": None, "totp_step": step}
            connection.execute(update(account).where(account.c.name == row.name).values(changes))
            token = secrets.token_urlsafe(32)
            connection.execute(
                insert(session).values(token_hash=digest_of(token), account=row.name, expires_at=now + SESSION_LIFETIME)
            )
            return token

    def session(self, token: str) -> Account | None:
        """Return whose session this is, or ``None`` (never was, expired, signed out)."""
        with self.read() as connection:
            row = connection.execute(
                select(account.c.name, account.c.role)
                .join(session)
                .where(session.c.token_hash == digest_of(token), session.c.expires_at > self.now())
            ).one_or_none()
        return Account(row.name, Role(row.role)) if row else None

    def sign_out(self, token: str) -> None:
        """End the session."""
        with self.write() as connection:
            connection.execute(delete(session).where(session.c.token_hash == digest_of(token)))

    # --- one's own account -----------------------------------------------------------------------------

    def has_code(self, name: str) -> bool:
        """Whether the account asks for a one-time code."""
        with self.read() as connection:
            return bool(connection.scalar(select(account.c.totp_secret).where(account.c.name == name)))

    def set_code(self, name: str, secret: str, code: str) -> bool:
        """Ask for one-time codes from now on; ``False``: this code does not fit the secret."""
        step = totp.matching_step(secret, code, self.now(), None)
        if step is None:
            return False
        with self.write() as connection:
            connection.execute(update(account).where(account.c.name == name).values(totp_secret=secret, totp_step=step))
            self.note(connection, name, "second factor set", name)
        return True

    def change_password(self, name: str, old: str, new: str) -> bool:
        """Change the password and end all sessions; ``False``: the old one does not fit.

        Raises:
            AccountError: the new one cannot be used.

        """
        with self.read() as connection:
            hashed = connection.scalar(select(account.c.password_hash).where(account.c.name == name))
        if hashed is None or not self._verify(hashed, old):
            return False
        check_password(name, new)
        fresh = self.hash(new)
        with self.write() as connection:
            connection.execute(update(account).where(account.c.name == name).values(password_hash=fresh))
            connection.execute(delete(session).where(session.c.account == name))
            self.note(connection, name, "password changed", name)
        return True

    # --- inside ----------------------------------------------------------------------------------------

    def note(self, connection: Connection, by: str, what: str, name: str) -> None:
        """Note within a transaction who did what to whose account."""
        body = {"account": by, "what": what, "whose": name}
        write_note(connection, self._notes, NoteKind.ACCOUNT, self.now(), body)

    def _first_login(self, connection: Connection, token: str) -> bool:
        found = select(func.count()).where(
            first_login.c.token_hash == digest_of(token), first_login.c.expires_at > self.now()
        )
        return bool(connection.scalar(found))

    def insert(self, connection: Connection, name: str, hashed: str, role: Role) -> Account:
        """Insert an account within a transaction."""
        connection.execute(
            insert(account).values(
                name=name, password_hash=hashed, role=role.value, created_at=self.now(), failures=0, locked_until=None
            )
        )
        return Account(name, role)

    def hash(self, password: str) -> str:
        """Return the hash of a password (argon2id); takes its time."""
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


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    # 256 random bits need no slow hash.
    return hashlib.sha256(token.encode()).hexdigest()


def checked_name(name: str) -> str:
    """Return the name as it is kept; raise AccountError if it cannot be used."""
    name = name.strip()
    if len(name) not in NAME_LENGTH or not name.isprintable():
        raise AccountError("name_invalid")
    return name


def check_password(name: str, password: str) -> None:
    """Raise AccountError if the password cannot be used for this account."""
    if len(password) not in PASSWORD_LENGTH:
        raise AccountError("password_length")
    if password.casefold() == name.casefold() or len(set(password)) < 5:
        raise AccountError("password_simple")
