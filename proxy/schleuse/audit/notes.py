"""Notes: what was done with the record itself. They stand in a chain of their own and are kept for a year."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select

from schleuse.audit import schema
from schleuse.audit.chain import canonical, extend
from schleuse.audit.inserting import lock_head
from schleuse.audit.reading import Reader
from schleuse.audit.record import minute_of


class NoteKind(StrEnum):
    """What can be noted."""

    DELETION = "deletion"
    """Something was deleted because its time was over."""
    RESOLUTION = "resolution"
    """A pseudonym was asked for, approved, refused or resolved."""
    EXPORT = "export"
    """Somebody took figures out."""
    ASSESSMENT = "assessment"
    """A possible transfer was assessed (Art. 33 GDPR)."""
    ACCOUNT = "account"
    """An account was made, changed or removed."""


@dataclass(frozen=True, slots=True)
class Note:
    """One note."""

    minute: datetime
    kind: NoteKind
    body: Mapping[str, Any]


def write_note(connection: Connection, chain: str, kind: NoteKind, now: datetime, body: Mapping[str, Any]) -> None:
    """Add a note, within the transaction of what it speaks of."""
    minute = minute_of(now)
    _, link = extend(lock_head(connection, chain), note_record(minute, kind, body))
    connection.execute(insert(schema.link).values(chain=chain, seq=link.seq, leaf=link.leaf, digest=link.digest))
    connection.execute(
        insert(schema.note).values(
            chain=chain, seq=link.seq, salt=link.salt, minute=minute, kind=kind.value, body=canonical(body).decode()
        )
    )


def note_record(minute: datetime, kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a note as it is hashed and exported."""
    return {"minute": minute.strftime("%Y-%m-%dT%H:%MZ"), "kind": str(kind), **body}


class Notes(Reader):
    """Reads notes."""

    def latest(self, *kinds: NoteKind, limit: int = 100) -> list[Note]:
        """Return the newest notes of these kinds, the newest first.

        Raises:
            StoreError: the store cannot be read.

        """
        table = schema.note
        query = (
            select(table)
            .where(table.c.kind.in_([kind.value for kind in kinds]))
            .order_by(table.c.minute.desc(), table.c.chain, table.c.seq.desc())
            .limit(limit)
        )
        with self.connect() as connection:
            return [Note(row.minute, NoteKind(row.kind), json.loads(row.body)) for row in connection.execute(query)]
