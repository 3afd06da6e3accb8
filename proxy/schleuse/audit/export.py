"""The whole record as lines of JSON, for whoever has to prove or to check something without the database."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from schleuse.audit import schema
from schleuse.audit.chain import record_of
from schleuse.audit.lookup import event_of_row
from schleuse.audit.notes import note_record
from schleuse.audit.reading import Reader

FORMAT = "ki-schleuse-record"
VERSION = 1
_PAGE = 2000


class Export(Reader):
    """Reads the record from end to end; all lines are of one moment."""

    def lines(self) -> Iterator[str]:
        """Return the lines, each without its end.

        Raises:
            StoreError: the store cannot be read.

        """
        with self.connect() as connection:
            yield _line(format=FORMAT, version=VERSION)
            mark = schema.checkpoint
            for row in connection.execute(select(mark).order_by(mark.c.chain, mark.c.seq)):
                yield _line(
                    type="checkpoint",
                    chain=row.chain,
                    seq=row.seq,
                    digest=row.digest,
                    minute=f"{row.minute:%Y-%m-%dT%H:%MZ}",
                    public_key=row.public_key,
                    signature=row.signature,
                )
            link = schema.link
            for chain in connection.scalars(select(link.c.chain).distinct().order_by(link.c.chain)).all():
                yield from _chain(connection, chain)
            yield from _strays(connection)


def _chain(connection: Connection, chain: str) -> Iterator[str]:
    link, note, event = schema.link, schema.note, schema.event
    after = 0
    while True:
        page = select(link).where(link.c.chain == chain, link.c.seq > after).order_by(link.c.seq).limit(_PAGE)
        links = connection.execute(page).all()
        if not links:
            return
        first, after = links[0].seq, links[-1].seq
        of_event, of_note = (
            and_(table.c.chain == chain, table.c.seq >= first, table.c.seq <= after) for table in (event, note)
        )
        notes = {row.seq: row for row in connection.execute(select(note).where(of_note))}
        events = {row.seq: row for row in connection.execute(select(event).where(of_event))}
        details = _details(connection, of_event)
        for row in links:
            fields: dict[str, Any] = {"chain": chain, "seq": row.seq, "leaf": row.leaf, "digest": row.digest}
            if (kept := events.get(row.seq)) is not None:
                rules, counts = details.get(kept.reference, ([], {}))
                fields |= {"salt": kept.salt, "record": record_of(event_of_row(kept, rules, counts))}
            elif (kept := notes.get(row.seq)) is not None:
                record = note_record(kept.minute, kept.kind, json.loads(kept.body))
                fields |= {"salt": kept.salt, "record": record}
            yield _line(type="link", **fields)


def _details(connection: Connection, within: Any) -> dict[str, tuple[list[str], dict[str, int]]]:
    event, rule, count = schema.event, schema.event_rule, schema.event_count
    found: dict[str, tuple[list[str], dict[str, int]]] = {}
    rules = select(rule.c.reference, rule.c.rule).join(event, event.c.reference == rule.c.reference).where(within)
    for reference, name in connection.execute(rules):
        found.setdefault(reference, ([], {}))[0].append(name)
    columns = (count.c.reference, count.c.entity, count.c.count)
    counts = select(*columns).join(event, event.c.reference == count.c.reference).where(within)
    for reference, entity, number in connection.execute(counts):
        found.setdefault(reference, ([], {}))[1][entity] = number
    return found


def _strays(connection: Connection) -> Iterator[str]:
    """Events and notes that no link knows."""
    for table in (schema.event, schema.note):
        link = schema.link
        known = and_(link.c.chain == table.c.chain, link.c.seq == table.c.seq)
        lost: Row[Any]
        for lost in connection.execute(select(table).outerjoin(link, known).where(link.c.seq.is_(None))):
            name = lost.reference if table is schema.event else f"{lost.chain} {lost.seq}"
            yield _line(type="stray", name=name, chain=lost.chain)


def _line(**fields: Any) -> str:
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
