"""Finding out who a pseudonym is: DSB and Personalrat together, for a listed reason, within 24 hours, for one event.

The Personalrat opens the outer seal with its passphrase, the DSB afterwards the inner one; the gateway never holds both
keys. Every step is noted for a year, and the person reads under the event's reference that it was done.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Row, insert, select, update

from schleuse.audit.identity import DSB, PASSPHRASE_LENGTH, STAFF_COUNCIL, make_half, open_inner, open_outer
from schleuse.audit.inserting import read_halves
from schleuse.audit.lookup import read_events
from schleuse.audit.notes import NoteKind, write_note
from schleuse.audit.record import AuditEvent
from schleuse.audit.schema import event, identity, key_half, resolution
from schleuse.audit.storing import Store

LIFETIME = timedelta(hours=24)
_LISTED = 100
_EVENTS = 1000


class Purpose(StrEnum):
    """For what a pseudonym may be resolved; nothing else is allowed (Dienstvereinbarung)."""

    BREACH = "art33"
    """A possible breach is assessed (Art. 33 GDPR)."""
    ACCESS = "art15"
    """The person wants to know (Art. 15 GDPR)."""
    FAULT = "stoerung"
    """A technical fault that the person reported."""


class State(StrEnum):
    """How far it is."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    RESOLVED = "resolved"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Resolution:
    """One request to find out who a pseudonym is."""

    id: str
    reference: str
    purpose: Purpose
    state: State
    requested_by: str
    requested_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """What the DSB reads once."""

    user: str
    events: tuple[AuditEvent, ...]
    """For :attr:`Purpose.ACCESS`: all that is recorded under the same pseudonym; else none."""


class FourEyes(Store):
    """The procedure. Blocking."""

    def __init__(self, url: str, notes: str, *, clock: Callable[[], datetime] | None = None) -> None:
        """Check the address (StoreError). ``notes``: the chain in which every step is noted."""
        super().__init__(url, clock=clock)
        self._notes = notes

    def has_key(self, role: str) -> bool:
        """Whether a role (``dsb``, ``personalrat``) has made its half of the key."""
        with self.read() as connection:
            return role in read_halves(connection)

    def make_key(self, role: str, passphrase: str, by: str) -> bool:
        """Make a role's half of the key; ``False``: it has one already, or the passphrase is too short or long."""
        if role not in {DSB, STAFF_COUNCIL} or len(passphrase) not in PASSPHRASE_LENGTH:
            return False
        half = make_half(passphrase)
        with self.write() as connection:
            if role in read_halves(connection):
                return False
            connection.execute(
                insert(key_half).values(
                    role=role,
                    public_key=half.public_key,
                    private_key=half.private_key,
                    salt=half.salt,
                    created_at=self.now(),
                )
            )
            self._note(connection, "key made", by, role=role)
        return True

    def ask(self, reference: str, purpose: Purpose, by: str) -> bool:
        """Ask the Personalrat to open its seal; ``False``: no such event, or it names nobody."""
        now = self.now()
        with self.write() as connection:
            known = select(event.c.pseudonym).join(identity, identity.c.pseudonym == event.c.pseudonym)
            pseudonym = connection.scalar(known.where(event.c.reference == reference))
            if pseudonym is None:
                return False
            connection.execute(
                insert(resolution).values(
                    id=secrets.token_urlsafe(16),
                    reference=reference,
                    pseudonym=pseudonym,
                    reason=purpose.value,
                    requested_by=by,
                    requested_at=now,
                )
            )
            self._note(connection, "asked", by, reference=reference, purpose=purpose.value)
        return True

    def approve(self, identifier: str, passphrase: str, by: str) -> bool:
        """Open the Personalrat's seal for the DSB; ``False``: not asked for, too late, or not the passphrase."""
        with self.read() as connection:
            row = self._open_request(connection, identifier)
            half = read_halves(connection).get(STAFF_COUNCIL)
            sealed = (
                connection.scalar(select(identity.c.sealed).where(identity.c.pseudonym == row.pseudonym)) if row else ""
            )
        opened = open_outer(sealed, half, passphrase) if half and sealed else None
        return opened is not None and self._decide(identifier, by, "approved", opened)

    def refuse(self, identifier: str, by: str) -> bool:
        """Say no; ``False``: not asked for, or too late."""
        return self._decide(identifier, by, "refused", None)

    def resolve(self, identifier: str, passphrase: str, by: str) -> Resolved | None:
        """Open the DSB's seal, once; ``None``: not approved, too late, used up, or not the passphrase."""
        with self.read() as connection:
            row = self._approved(connection, identifier)
            half = read_halves(connection).get(DSB)
        user = open_inner(row.half_open, half, passphrase) if row and half else None
        if row is None or user is None:
            return None
        with self.write() as connection:
            if self._approved(connection, identifier) is None:
                return None
            connection.execute(
                update(resolution).where(resolution.c.id == identifier).values(half_open=None, resolved_at=self.now())
            )
            self._note(connection, "resolved", by, reference=row.reference, purpose=row.reason)
            of_person = event.c.pseudonym == row.pseudonym
            events = read_events(connection, of_person, _EVENTS) if row.reason == Purpose.ACCESS else []
        return Resolved(user, tuple(events))

    def latest(self) -> Sequence[Resolution]:
        """Return the newest requests, the newest first."""
        with self.read() as connection:
            return self._list(connection, select(resolution).order_by(resolution.c.requested_at.desc()).limit(_LISTED))

    def of_event(self, reference: str) -> Sequence[Resolution]:
        """Return what was asked about one event: for the person whom it concerns."""
        query = select(resolution).where(resolution.c.reference == reference).order_by(resolution.c.requested_at)
        with self.read() as connection:
            return self._list(connection, query)

    # --- inside ----------------------------------------------------------------------------------------

    def _list(self, connection: Connection, query: object) -> list[Resolution]:
        return [
            Resolution(
                row.id,
                row.reference,
                Purpose(row.reason),
                self._state(row),
                row.requested_by,
                row.requested_at,
                row.decided_by,
                row.decided_at,
                row.resolved_at,
            )
            for row in connection.execute(query)  # type: ignore[call-overload]
        ]

    def _state(self, row: "Row[tuple[object, ...]]") -> State:
        if row.resolved_at is not None:
            return State.RESOLVED
        if row.decided_at is not None and row.half_open is None:
            return State.REFUSED
        if row.requested_at + LIFETIME <= self.now():
            return State.EXPIRED
        return State.APPROVED if row.decided_at is not None else State.ASKED

    def _open_request(self, connection: Connection, identifier: str) -> "Row[tuple[object, ...]] | None":
        return self._one(connection, identifier, State.ASKED)

    def _approved(self, connection: Connection, identifier: str) -> "Row[tuple[object, ...]] | None":
        return self._one(connection, identifier, State.APPROVED)

    def _one(self, connection: Connection, identifier: str, state: State) -> "Row[tuple[object, ...]] | None":
        row = connection.execute(select(resolution).where(resolution.c.id == identifier)).one_or_none()
        return row if row is not None and self._state(row) is state else None

    def _decide(self, identifier: str, by: str, what: str, half_open: str | None) -> bool:
        with self.write() as connection:
            row = self._open_request(connection, identifier)
            if row is None:
                return False
            connection.execute(
                update(resolution)
                .where(resolution.c.id == identifier)
                .values(decided_by=by, decided_at=self.now(), half_open=half_open)
            )
            self._note(connection, what, by, reference=row.reference, purpose=row.reason)
        return True

    def _note(self, connection: Connection, what: str, by: str, **body: str) -> None:
        write_note(connection, self._notes, NoteKind.RESOLUTION, self.now(), {"what": what, "account": by, **body})
