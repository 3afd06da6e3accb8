"""What administrators do with accounts: invite, list, remove. They never know a password."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from schleuse.audit.accounts import (
    FIRST_LOGIN_LIFETIME,
    Account,
    Accounts,
    Role,
    check_password,
    checked_name,
    digest_of,
)
from schleuse.audit.schema import account, invitation


@dataclass(frozen=True, slots=True)
class Listed:
    """An account as its administrator sees it."""

    name: str
    role: Role
    has_code: bool
    locked: bool
    created_at: datetime


class Administration(Accounts):
    """The accounts, and what administrators may do with them."""

    def everybody(self) -> Sequence[Listed]:
        """Return all accounts, by name."""
        with self.read() as connection:
            rows = connection.execute(select(account).order_by(account.c.name)).all()
        now = self.now()
        return [
            Listed(
                row.name,
                Role(row.role),
                bool(row.totp_secret),
                bool(row.locked_until and row.locked_until > now),
                row.created_at,
            )
            for row in rows
        ]

    def invite(self, name: str, role: Role, by: str) -> str:
        """Return the token of a link with which someone sets a password: of a new account, or of one that is there.

        With it the account of that name gets this role, loses its second factor and its sessions. The administrator
        never knows a password.

        Raises:
            AccountError: the name cannot be used.

        """
        name = checked_name(name)
        token = secrets.token_urlsafe(32)
        with self.write() as connection:
            connection.execute(delete(invitation).where(invitation.c.account == name))
            connection.execute(
                insert(invitation).values(
                    token_hash=digest_of(token),
                    account=name,
                    role=role.value,
                    expires_at=self.now() + FIRST_LOGIN_LIFETIME,
                )
            )
            self.note(connection, by, f"invited as {role.value}", name)
        return token

    def invited(self, token: str) -> Account | None:
        """Return whom a link invites, or ``None``: it is not good (any more)."""
        with self.read() as connection:
            return self._invited(connection, token)

    def accept(self, token: str, password: str) -> Account | None:
        """Set the password of the account that the link invites, and use the link up; ``None``: it is not good.

        Raises:
            AccountError: the password cannot be used; the link stays good.

        """
        guest = self.invited(token)
        if guest is None:
            return None
        check_password(guest.name, password)
        hashed = self.hash(password)
        with self.write() as connection:
            guest = self._invited(connection, token)
            if guest is None:
                return None
            connection.execute(delete(invitation).where(invitation.c.token_hash == digest_of(token)))
            connection.execute(delete(account).where(account.c.name == guest.name))
            self.note(connection, guest.name, "invitation accepted", guest.name)
            return self.insert(connection, guest.name, hashed, guest.role)

    def remove(self, name: str, by: str) -> bool:
        """Remove an account and its sessions; ``False``: there is none, or it is the last administrator's."""
        with self.write() as connection:
            others = select(func.count()).where(account.c.role == Role.ADMIN.value, account.c.name != name)
            if not connection.scalar(others):
                return False
            gone = connection.execute(delete(account).where(account.c.name == name)).rowcount
            connection.execute(delete(invitation).where(invitation.c.account == name))
            if gone:
                self.note(connection, by, "removed", name)
            return bool(gone)

    def _invited(self, connection: Connection, token: str) -> Account | None:
        found = select(invitation).where(
            invitation.c.token_hash == digest_of(token), invitation.c.expires_at > self.now()
        )
        row = connection.execute(found).one_or_none()
        return Account(row.account, Role(row.role)) if row else None
