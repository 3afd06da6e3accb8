"""One event by its reference number: for the person who was stopped, and whoever helps."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select

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
        event, rule, count = schema.event, schema.event_rule, schema.event_count
        with self.connect() as connection:
            row = connection.execute(select(event).where(event.c.reference == reference)).one_or_none()
            if row is None:
                return None
            rules = connection.scalars(select(rule.c.rule).where(rule.c.reference == reference).order_by(rule.c.rule))
            counts = connection.execute(
                select(count.c.entity, count.c.count).where(count.c.reference == reference).order_by(count.c.entity)
            )
            return event_of_row(row, rules.all(), dict(counts.all()))


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
