"""What one commit of events writes: the events, their links, the counts that outlive them, and sealed identities."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, text
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from schleuse.audit import schema
from schleuse.audit.census import monday_of
from schleuse.audit.chain import Head, extend, record_of
from schleuse.audit.identity import DSB, STAFF_COUNCIL, Half, MonthKey, seal
from schleuse.audit.record import AuditEvent

_KNOWN = 100_000
"""Pseudonyms whose seal is known to be written."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An event, with what is only known while it is written."""

    event: AuditEvent
    senders: Mapping[str, int] = field(default_factory=dict)
    """Different senders that the event's unit had this week, by entity and in all (``""``)."""
    user: str | None = None
    """Who sent it; leaves this process only as a pseudonym and under two seals."""


class Inserter:
    """Writes entries within the transaction of its caller. For one thread."""

    def __init__(self, chain: str, month_key: MonthKey | None = None) -> None:
        """Take the name of the chain that the events go to; without a key no user is recorded."""
        self._chain = chain
        self._month_key = month_key
        self._sealed: set[str] = set()

    def insert(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Write all of them."""
        events = [replace(entry.event, user=self._pseudonym(connection, entry.user)) for entry in entries]
        head = lock_head(connection, self._chain)
        rows, links = [], []
        for event in events:
            head, link = extend(head, record_of(event))
            rows.append(_row(event) | {"chain": self._chain, "seq": link.seq, "salt": link.salt})
            links.append({"chain": self._chain, "seq": link.seq, "leaf": link.leaf, "digest": link.digest})
        connection.execute(insert(schema.event), rows)
        connection.execute(insert(schema.link), links)
        _insert_many(
            connection,
            schema.event_rule,
            [{"reference": event.reference, "rule": rule} for event in events for rule in set(event.rules)],
        )
        _insert_many(
            connection,
            schema.event_count,
            [
                {"reference": event.reference, "entity": entity, "count": count}
                for event in events
                for entity, count in event.counts.items()
            ],
        )
        _count(connection, events)
        _count_units(connection, entries)

    def _pseudonym(self, connection: Connection, user: str | None) -> str | None:
        if self._month_key is None or not user:
            return None
        halves = read_halves(connection)
        if DSB not in halves or STAFF_COUNCIL not in halves:
            return None
        pseudonym, month = self._month_key.pseudonym(user)
        if pseudonym not in self._sealed:
            row = {
                "pseudonym": pseudonym,
                "month": month,
                "sealed": seal(user, halves[DSB], halves[STAFF_COUNCIL]),
            }
            connection.execute(_upsert(connection, schema.identity, [row], {}))
            if len(self._sealed) >= _KNOWN:
                self._sealed.clear()
            self._sealed.add(pseudonym)
        return pseudonym


def lock_head(connection: Connection, chain: str) -> Head:
    """Return the last link of a chain; until the transaction ends, nobody else can add to it."""
    if connection.dialect.name == "postgresql":  # in SQLite the transaction itself is the lock
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:chain))"), {"chain": f"schleuse {chain}"})
    link = schema.link
    last = select(link.c.seq, link.c.digest).where(link.c.chain == chain).order_by(link.c.seq.desc()).limit(1)
    if (row := connection.execute(last).one_or_none()) is not None:
        return Head(row.seq, row.digest)
    mark = schema.checkpoint  # all links may have been deleted behind it
    last = select(mark.c.seq, mark.c.digest).where(mark.c.chain == chain).order_by(mark.c.seq.desc()).limit(1)
    row = connection.execute(last).one_or_none()
    return Head(row.seq, row.digest) if row is not None else Head()


def read_halves(connection: Connection) -> dict[str, Half]:
    """Return the halves of the key to pseudonyms, by role."""
    rows = connection.execute(select(schema.key_half))
    return {row.role: Half(row.public_key, row.private_key, row.salt) for row in rows}


def _row(event: AuditEvent) -> dict[str, Any]:
    return {
        "reference": event.reference,
        "minute": event.minute,
        "unit": event.unit,
        "service": event.service,
        "surface": event.surface,
        "action": event.action.value,
        "reason": event.reason.value,
        "policy_version": event.policy_version,
        "size_bucket": event.size_bucket,
        "duration_bucket": event.duration_bucket,
        "justification": event.justification and event.justification.value,
        "pseudonym": event.user,
    }


def local_day(minute: datetime) -> date:
    """Return the day of the machine's time zone."""
    return minute.astimezone().date()


def _count(connection: Connection, events: Iterable[AuditEvent]) -> None:
    counts: Counter[tuple[date, str, str, str, str]] = Counter()
    for event in events:
        place = (event.service, event.action.value)
        day = local_day(event.minute)
        counts[day, "reason", *place, event.reason.value] += 1
        for rule in set(event.rules):
            counts[day, "rule", *place, rule] += 1
        for entity, count in event.counts.items():
            counts[day, "entity", *place, entity] += count
        if event.justification:
            counts[day, "justification", *place, event.justification.value] += 1
    _add(connection, counts)


def count_false_alarm(connection: Connection, event: AuditEvent) -> None:
    """Count one report of a false alarm for each rule that decided."""
    day = local_day(event.minute)
    _add(connection, {(day, "false_alarm", event.service, event.action.value, rule): 1 for rule in set(event.rules)})


def _add(connection: Connection, counts: Mapping[tuple[date, str, str, str, str], int]) -> None:
    names = ("day", "kind", "service", "action", "key")
    rows = [dict(zip(names, key, strict=True), count=count) for key, count in sorted(counts.items())]
    if not rows:
        return
    table = schema.statistic
    connection.execute(_upsert(connection, table, rows, {"count": lambda new: table.c.count + new["count"]}))


def _count_units(connection: Connection, entries: Iterable[Entry]) -> None:
    requests: Counter[tuple[date, str, str]] = Counter()
    senders: dict[tuple[date, str, str], int] = {}
    for entry in entries:
        if entry.event.unit is None:
            continue
        week = monday_of(local_day(entry.event.minute))
        for key in ("", *entry.event.counts):
            cell = (week, entry.event.unit, key)
            requests[cell] += 1
            senders[cell] = max(senders.get(cell, 0), entry.senders.get(key, 0))
    if not requests:
        return
    names = ("week", "unit", "key")
    rows = [
        dict(zip(names, cell, strict=True), requests=count, senders=senders[cell])
        for cell, count in sorted(requests.items())
    ]
    table = schema.unit_week
    greatest = func.greatest if connection.dialect.name == "postgresql" else func.max
    changes = {
        "requests": lambda new: table.c.requests + new["requests"],
        "senders": lambda new: greatest(table.c.senders, new["senders"]),
    }
    connection.execute(_upsert(connection, table, rows, changes))


def _upsert(connection: Connection, table: Table, rows: list[dict[str, Any]], changes: Mapping[str, Any]) -> Any:
    """Insert rows, sorted by key so that two writers never wait for each other; change those that are there."""
    make: Any = postgres_insert if connection.dialect.name == "postgresql" else sqlite_insert
    statement = make(table).values(rows)
    keys = list(table.primary_key.columns)
    if not changes:
        return statement.on_conflict_do_nothing(index_elements=keys)
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: change(statement.excluded) for name, change in changes.items()}
    )


def _insert_many(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
