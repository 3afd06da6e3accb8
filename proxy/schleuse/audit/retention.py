"""Deletes what has been kept long enough (Art. 5 (1) e, Art. 17 GDPR), and notes what it deleted.

Of an event its link stays, which says nothing about it, until a signed checkpoint behind it can take its place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, Engine, Table, delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from schleuse.audit.database import Database
from schleuse.audit.four_eyes import LIFETIME
from schleuse.audit.notes import NoteKind, write_note
from schleuse.audit.schema import (
    checkpoint,
    event,
    first_login,
    identity,
    invitation,
    link,
    note,
    resolution,
    session,
    statistic,
    unit_week,
)
from schleuse.audit.signing import SigningKey

_BATCH = 5000
"""Rows a transaction, so that the writer never waits long for its turn."""


@dataclass(frozen=True, slots=True)
class Periods:
    """For how long what is kept."""

    events_days: int = 30
    statistics_months: int = 13
    notes_days: int = 365


@dataclass(frozen=True, slots=True)
class Deletion:
    """What one run deleted."""

    events: int
    before: datetime
    """All events before this moment are gone."""
    statistics: int = 0
    notes: int = 0
    identities: int = 0


def delete_expired(url: str, periods: Periods, key: SigningKey, now: datetime | None = None) -> Deletion:
    """Delete what is older than its period, and the dashboard's expired sessions and links; sign the chains.

    Raises:
        StoreError: the store cannot be written. What was deleted until then stays deleted; the next run goes on.

    """
    now = now or datetime.now(UTC)
    before = now - timedelta(days=periods.events_days)
    old_notes = now - timedelta(days=periods.notes_days)
    oldest_day = _months_back(now.date(), periods.statistics_months)
    database = Database(url)
    engine = database.writer()
    try:
        events = sum(_rows(engine, key, now, event, before))
        with engine.begin() as connection:
            identities = _identities(connection, (now - timedelta(days=periods.events_days)).date())
            statistics = connection.execute(delete(statistic).where(statistic.c.day < oldest_day)).rowcount
            statistics += connection.execute(delete(unit_week).where(unit_week.c.week < oldest_day)).rowcount
            for kind, count, limit in (
                ("identities", identities, f"{before:%Y-%m-%d}"),
                ("statistics", statistics, f"{oldest_day}"),
            ):
                if count:
                    body = {"what": kind, "count": count, "before": limit}
                    write_note(connection, key.notes, NoteKind.DELETION, now, body)
            connection.execute(delete(session).where(session.c.expires_at < now))
            connection.execute(delete(first_login).where(first_login.c.expires_at < now))
            connection.execute(delete(invitation).where(invitation.c.expires_at < now))
            connection.execute(delete(resolution).where(resolution.c.requested_at < old_notes))
            connection.execute(
                update(resolution).where(resolution.c.requested_at < now - LIFETIME).values(half_open=None)
            )
        notes = sum(_rows(engine, key, now, note, old_notes))
        with engine.begin() as connection:
            for chain in (key.events, key.notes):
                key.seal(connection, chain, now.replace(second=0, microsecond=0))
        _forget_links(engine)
        database.empty_journal(engine)
    except SQLAlchemyError as error:
        raise database.error("expired events cannot be deleted", error) from None
    finally:
        engine.dispose()
    return Deletion(events, before, statistics, notes, identities)


def _rows(engine: Engine, key: SigningKey, now: datetime, table: Table, before: datetime) -> Iterator[int]:
    """Delete in batches; each notes in its own transaction what it takes."""
    columns = [table.c.chain, table.c.seq, table.c.minute, *([event.c.reference] if table is event else [])]
    oldest = select(*columns).where(table.c.minute < before).order_by(table.c.minute).limit(_BATCH)
    while True:
        with engine.begin() as connection:
            found = connection.execute(oldest).all()
            if found:
                ranges = _ranges((row.chain, row.seq) for row in found if row.chain)
                for chain, spans in ranges.items():
                    for first, last in spans:
                        within = (table.c.chain == chain, table.c.seq >= first, table.c.seq <= last)
                        connection.execute(delete(table).where(*within))
                # Events of a version that kept no chain.
                if stray := [row.reference for row in found if not row.chain]:
                    connection.execute(delete(event).where(event.c.reference.in_(stray)))
                body = {
                    "what": "events" if table is event else "notes",
                    "count": len(found),
                    "from": f"{found[0].minute:%Y-%m-%dT%H:%MZ}",
                    "before": f"{before:%Y-%m-%dT%H:%MZ}",
                    "links": ranges,
                }
                write_note(connection, key.notes, NoteKind.DELETION, now, body)
        yield len(found)
        if len(found) < _BATCH:
            return


def _ranges(links: Iterable[tuple[str, int]]) -> dict[str, list[list[int]]]:
    """Return the stretches of each chain: ``{"a1b2": [[1, 40], [42, 42]]}``."""
    result: dict[str, list[list[int]]] = {}
    for chain, seq in sorted(links):
        spans = result.setdefault(chain, [])
        if spans and spans[-1][1] == seq - 1:
            spans[-1][1] = seq
        else:
            spans.append([seq, seq])
    return result


def _identities(connection: Connection, before: date) -> int:
    """Delete who pseudonyms are once no event can bear them any more: the month is over, and the period too."""
    end_of_month = before.replace(day=1)  # a month that began before this one has ended before the period
    return connection.execute(delete(identity).where(identity.c.month < end_of_month)).rowcount


def _forget_links(engine: Engine) -> None:
    """Delete links that stand before a checkpoint and before everything that is still kept, and older checkpoints."""
    with engine.begin() as connection:
        for chain in connection.scalars(select(checkpoint.c.chain).distinct()).all():
            kept = [
                connection.scalar(select(func.min(table.c.seq)).where(table.c.chain == chain))
                for table in (event, note)
            ]
            first = min((seq for seq in kept if seq is not None), default=None)
            behind = select(func.max(checkpoint.c.seq)).where(checkpoint.c.chain == chain)
            last = connection.scalar(behind if first is None else behind.where(checkpoint.c.seq < first))
            if last is None:
                continue
            connection.execute(delete(link).where(link.c.chain == chain, link.c.seq <= last))
            connection.execute(delete(checkpoint).where(checkpoint.c.chain == chain, checkpoint.c.seq < last))


def _months_back(day: date, months: int) -> date:
    """Return the first day of the month that lies so many months back."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)
