"""The tables of the store, as the newest migration leaves them. A test compares both.

Events and accounts never refer to each other: an account is someone who reads the dashboard, not someone who sends.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
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
_CHAIN = String(20)
_DIGEST = String(64)

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
    Column("pseudonym", String(32)),
    Column("chain", _CHAIN),
    Column("seq", Integer),
    Column("salt", String(32)),
    Index("ix_event_minute", "minute"),
    Index("ix_event_chain", "chain", "seq"),
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

link = Table(
    "link",
    metadata,
    Column("chain", _CHAIN, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("leaf", _DIGEST, nullable=False),
    Column("digest", _DIGEST, nullable=False),
)
"""One link for each event or note, which outlives it (:mod:`schleuse.audit.chain`)."""

note = Table(
    "note",
    metadata,
    Column("chain", _CHAIN, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("salt", String(32), nullable=False),
    Column("minute", UtcDateTime, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_note_minute", "minute"),
)
"""What was done with the record itself: deletions, resolutions, exports."""

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("chain", _CHAIN, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("digest", _DIGEST, nullable=False),
    Column("minute", UtcDateTime, nullable=False),
    Column("public_key", _DIGEST, nullable=False),
    Column("signature", String(128), nullable=False),
)

key_half = Table(
    "key_half",
    metadata,
    Column("role", String(20), primary_key=True),
    Column("public_key", _DIGEST, nullable=False),
    Column("private_key", String(200), nullable=False),
    Column("salt", String(32), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
"""One half of the key to pseudonyms; the private key is sealed with a passphrase that only its role knows."""

identity = Table(
    "identity",
    metadata,
    Column("pseudonym", String(32), primary_key=True),
    Column("month", Date, nullable=False),
    Column("sealed", Text, nullable=False),
)
"""Who a pseudonym is, sealed for both roles (:mod:`schleuse.audit.identity`)."""

statistic = Table(
    "statistic",
    metadata,
    Column("day", Date, primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("service", _WORD, primary_key=True),
    Column("action", String(20), primary_key=True),
    Column("key", _WORD, primary_key=True),
    Column("count", Integer, nullable=False),
)
"""Counts by day, without units and persons; kind: what ``key`` is (reason, rule, entity, justification)."""

unit_week = Table(
    "unit_week",
    metadata,
    Column("week", Date, primary_key=True),
    Column("unit", _WORD, primary_key=True),
    Column("key", _WORD, primary_key=True),
    Column("requests", Integer, nullable=False),
    Column("senders", Integer, nullable=False),
)
"""The only counts by unit. ``week``: its Monday; ``key``: an entity, or empty for all requests; ``senders``: at least
so many different ones. To be read through :mod:`schleuse.audit.anonymity` alone."""

account = Table(
    "account",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("password_hash", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", UtcDateTime),
    Column("totp_secret", String(64)),
    Column("totp_step", Integer),
)

invitation = Table(
    "invitation",
    metadata,
    Column("token_hash", _DIGEST, primary_key=True),
    Column("account", String(64), nullable=False),
    Column("role", String(20), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
"""A link with which someone sets the password of an account that an administrator named."""

false_alarm = Table(
    "false_alarm",
    metadata,
    Column("reference", _REFERENCE, ForeignKey("event.reference", ondelete="CASCADE"), primary_key=True),
)
"""Events whose refusal was reported as wrong; the counts by rule stand in ``statistic``."""

resolution = Table(
    "resolution",
    metadata,
    Column("id", String(22), primary_key=True),
    Column("reference", _REFERENCE, nullable=False),
    Column("pseudonym", String(32), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("requested_by", String(64), nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("decided_by", String(64)),
    Column("decided_at", UtcDateTime),
    Column("half_open", Text),
    Column("resolved_at", UtcDateTime),
    Index("ix_resolution_reference", "reference"),
)
"""Who asked who a pseudonym is, and what came of it. ``half_open``: what the Personalrat opened for the DSB."""

assessment = Table(
    "assessment",
    metadata,
    Column("day", Date, primary_key=True),
    Column("service", _WORD, primary_key=True),
    Column("key", _WORD, primary_key=True),
    Column("verdict", String(20), nullable=False),
    Column("account", String(64), nullable=False),
    Column("minute", UtcDateTime, nullable=False),
)
"""What was decided about a possible transfer (Art. 33 GDPR)."""

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
