"""One event by its reference number: for the person who was stopped, and whoever helps."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, true

from schleuse.audit import schema
from schleuse.audit.reading import Reader
from schleuse.audit.record import AuditEvent
from schleuse.model import Action, Justification, Reason


class EventLookup(Reader):
    """Finds an event by its reference, and by nothing else: there is no search over units, times or services."""

    def find(self, reference: str) -> AuditEvent | None:
        """Return the event, or ``None`` (never was, or is deleted by now).

        Raises:
            StoreError: the store cannot be read.

        """
        with self.connect() as connection:
            return next(iter(read_events(connection, schema.event.c.reference == reference, 1)), None)

    def latest(self, limit: int, before: datetime | None = None) -> list[AuditEvent]:
        """Return the newest events (older than a moment), the newest first; never by unit, user, rule or kind.

        Raises:
            StoreError: the store cannot be read.

        """
        within = schema.event.c.minute < before if before else true()
        with self.connect() as connection:
            return read_events(connection, within, limit)


def read_events(connection: Connection, where: ColumnElement[bool], limit: int) -> list[AuditEvent]:
    """Return the newest events for which a condition holds, with their rules and counts."""
    event, rule, count = schema.event, schema.event_rule, schema.event_count
    newest = select(event).where(where).order_by(event.c.minute.desc(), event.c.reference).limit(limit)
    rows = connection.execute(newest).all()
    references = [row.reference for row in rows]
    rules: dict[str, list[str]] = {}
    for reference, name in connection.execute(
        select(rule.c.reference, rule.c.rule).where(rule.c.reference.in_(references)).order_by(rule.c.rule)
    ):
        rules.setdefault(reference, []).append(name)
    counts: dict[str, dict[str, int]] = {}
    columns = (count.c.reference, count.c.entity, count.c.count)
    for reference, entity, number in connection.execute(
        select(*columns).where(count.c.reference.in_(references)).order_by(count.c.entity)
    ):
        counts.setdefault(reference, {})[entity] = number
    return [event_of_row(row, rules.get(row.reference, ()), counts.get(row.reference, {})) for row in rows]


def event_of_row(row: Row[Any], rules: Sequence[str], counts: Mapping[str, int]) -> AuditEvent:
    """Return the event of a row of the table ``event``, with its rules and counts."""
    return AuditEvent(
        reference=row.reference,
        minute=row.minute,
        unit=row.unit,
        service=row.service,
        surface=row.surface,
        action=Action(row.action),
        reason=Reason(row.reason),
        rules=tuple(rules),
        policy_version=row.policy_version,
        counts=counts,
        size_bucket=row.size_bucket,
        duration_bucket=row.duration_bucket,
        justification=row.justification and Justification(row.justification),
        user=row.pseudonym,
    )
