"""What the gateway calls: decides how much of the sender an event may name, and hands it to the writer."""

from collections.abc import Callable
from dataclasses import replace

from schleuse.audit.census import Census
from schleuse.audit.inserting import Entry
from schleuse.audit.record import AuditEvent
from schleuse.audit.writer import AuditWriter
from schleuse.model import Subject


class Recorder:
    """Records decisions. For the gateway's event loop alone."""

    def __init__(self, writer: AuditWriter, smallest_group: Callable[[], int], *, users: bool) -> None:
        """Take the writer, the smallest unit that is named, and whether users are recorded (as pseudonyms)."""
        self._writer = writer
        self._census = Census(smallest_group)
        self._users = users

    async def record(self, event: AuditEvent, subject: Subject) -> None:
        """Return when the event is committed.

        Raises:
            InspectionError: AUDIT_UNAVAILABLE.

        """
        await self._writer.record(self._entry(event, subject))

    def note(self, event: AuditEvent, subject: Subject) -> None:
        """Record a refusal without waiting; never raises."""
        self._writer.note(self._entry(event, subject))

    def _entry(self, event: AuditEvent, subject: Subject) -> Entry:
        user = subject.user if self._users else None
        if subject.unit is None:
            return Entry(event, user=user)
        name, senders = self._census.see(subject.unit, subject.user or subject.scope, event.counts)
        return Entry(replace(event, unit=name), senders, user)
