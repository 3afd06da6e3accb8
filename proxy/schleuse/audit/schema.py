"""The tables of the store, as the newest migration leaves them. A test compares both.

Events and accounts never refer to each other: an account is someone who reads the dashboard, not someone who sends.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC (SQLite knows no zones)."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware in, naive UTC in the table."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Naive UTC in the table, aware out."""
        return value.replace(tzinfo=UTC) if value else None


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_REFERENCE = String(11)
_WORD = String(100)

event = Table(
    "event",
    metadata,
    Column("reference", _REFERENCE, primary_key=True),
    Column("minute", UtcDateTime, nullable=False),
    Column("unit", String(100)),
    Column("service", _WORD, nullable=False),
    Column("surface", _WORD, nullable=False),
    Column("action", String(20), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("policy_version", _WORD, nullable=False),
    Column("size_bucket", String(10), nullable=False),
    Column("duration_bucket", String(10), nullable=False),
    Column("justification", String(40)),
    Index("ix_event_minute", "minute"),
)

event_rule = Table(
    "event_rule",
    metadata,
    Column("reference", _REFERENCE, ForeignKey("event.reference", ondelete="CASCADE"), primary_key=True),
    Column("rule", _WORD, primary_key=True),
)

event_count = Table(
    "event_count",
    metadata,
    Column("reference", _REFERENCE, ForeignKey("event.reference", ondelete="CASCADE"), primary_key=True),
    Column("entity", _WORD, primary_key=True),
    Column("count", Integer, nullable=False),
)

account = Table(
    "account",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("password_hash", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", UtcDateTime),
)

first_login = Table(
    "first_login",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False),
)

session = Table(
    "session",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account", String(64), ForeignKey("account.name", ondelete="CASCADE"), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
