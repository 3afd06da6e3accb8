"""What people add to the record: reports of false alarms, and assessments of possible transfers (Art. 33 GDPR)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, insert, select

from schleuse.audit.inserting import count_false_alarm
from schleuse.audit.lookup import read_events
from schleuse.audit.notes import NoteKind, write_note
from schleuse.audit.schema import assessment, event, false_alarm
from schleuse.audit.storing import Store

CLOCK = timedelta(hours=72)
"""Within which a breach is to be notified once it is known (Art. 33 (1) GDPR)."""


class Verdict(StrEnum):
    """What an assessment came to."""

    NO_BREACH = "no_breach"
    """No personal data of others, or the transfer was allowed."""
    NO_RISK = "no_risk"
    """A breach that is unlikely to result in a risk: documented only (Art. 33 (5))."""
    NOTIFIED = "notified"
    """Notified to the supervisory authority."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """One assessment."""

    verdict: Verdict
    account: str
    minute: datetime


class Oversight(Store):
    """Reports and assessments. Blocking."""

    def __init__(self, url: str, notes: str, *, clock: Callable[[], datetime] | None = None) -> None:
        """Check the address (StoreError). ``notes``: the chain in which assessments and exports are noted."""
        super().__init__(url, clock=clock)
        self._notes = notes

    def report_false_alarm(self, reference: str) -> bool:
        """Count a refusal as a false alarm of its rules, once; ``False``: no such refusal, or reported already."""
        with self.write() as connection:
            found = read_events(connection, event.c.reference == reference, 1)
            known = connection.scalar(select(false_alarm.c.reference).where(false_alarm.c.reference == reference))
            if not found or found[0].action.sends or known:
                return False
            connection.execute(insert(false_alarm).values(reference=reference))
            count_false_alarm(connection, found[0])
        return True

    def is_reported(self, reference: str) -> bool:
        """Whether a refusal was reported as a false alarm."""
        with self.read() as connection:
            return bool(connection.scalar(select(false_alarm.c.reference).where(false_alarm.c.reference == reference)))

    def assess(self, day: date, service: str, key: str, verdict: Verdict, by: str) -> None:
        """Keep what was decided about the possible transfers of one day to one service; a later one replaces it."""
        where = (assessment.c.day == day, assessment.c.service == service, assessment.c.key == key)
        body = {"account": by, "day": day.isoformat(), "service": service, "key": key, "verdict": verdict.value}
        with self.write() as connection:
            connection.execute(delete(assessment).where(*where))
            connection.execute(
                insert(assessment).values(
                    day=day, service=service, key=key, verdict=verdict.value, account=by, minute=self.now()
                )
            )
            write_note(connection, self._notes, NoteKind.ASSESSMENT, self.now(), body)

    def assessments(self, first: date) -> Mapping[tuple[date, str, str], Assessment]:
        """Return the assessments since a day, by day, service and key."""
        with self.read() as connection:
            rows = connection.execute(select(assessment).where(assessment.c.day >= first)).all()
        return {
            (row.day, row.service, row.key): Assessment(Verdict(row.verdict), row.account, row.minute) for row in rows
        }

    def note_export(self, what: str, by: str) -> None:
        """Note that somebody took figures out."""
        with self.write() as connection:
            write_note(connection, self._notes, NoteKind.EXPORT, self.now(), {"account": by, "what": what})
