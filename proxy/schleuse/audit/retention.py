"""Deletes what has been kept long enough (Art. 5 (1) e, Art. 17 GDPR)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError

from schleuse.audit.database import Database
from schleuse.audit.schema import event, first_login, session

_BATCH = 5000
"""Events a transaction, so that the writer never waits long for its turn."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """What one run deleted."""

    events: int
    before: datetime
    """All events before this moment are gone."""


def delete_expired(url: str, retention_days: int, now: datetime | None = None) -> Deletion:
    """Delete events older than the retention, and the dashboard's expired sessions and first-login links.

    Raises:
        StoreError: the store cannot be written. What was deleted until then stays deleted; the next run goes on.

    """
    now = now or datetime.now(UTC)
    before = now - timedelta(days=retention_days)
    database = Database(url)
    engine = database.writer()
    deleted = 0
    try:
        while True:
            with engine.begin() as connection:
                oldest = select(event.c.reference).where(event.c.minute < before).order_by(event.c.minute).limit(_BATCH)
                count = connection.execute(delete(event).where(event.c.reference.in_(oldest))).rowcount
            deleted += count
            if count < _BATCH:
                break
        with engine.begin() as connection:
            connection.execute(delete(session).where(session.c.expires_at < now))
            connection.execute(delete(first_login).where(first_login.c.expires_at < now))
        database.empty_journal(engine)
    except SQLAlchemyError as error:
        raise database.error("expired events cannot be deleted", error) from None
    finally:
        engine.dispose()
    return Deletion(deleted, before)
