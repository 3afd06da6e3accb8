"""Chain, notes and checkpoints; the user's pseudonym; counts that outlive the events."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name, kind in (
        ("pseudonym", sa.String(32)),
        ("chain", sa.String(20)),
        ("seq", sa.Integer()),
        ("salt", sa.String(32)),
    ):
        op.add_column("event", sa.Column(name, kind))
    op.create_index("ix_event_chain", "event", ["chain", "seq"])
    op.create_table(
        "link",
        sa.Column("chain", sa.String(20), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("leaf", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq", name="pk_link"),
    )
    op.create_table(
        "note",
        sa.Column("chain", sa.String(20), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("minute", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq", name="pk_note"),
    )
    op.create_index("ix_note_minute", "note", ["minute"])
    op.create_table(
        "checkpoint",
        sa.Column("chain", sa.String(20), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("minute", sa.DateTime(), nullable=False),
        sa.Column("public_key", sa.String(64), nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq", name="pk_checkpoint"),
    )
    op.create_table(
        "key_half",
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("public_key", sa.String(64), nullable=False),
        sa.Column("private_key", sa.String(200), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("role", name="pk_key_half"),
    )
    op.create_table(
        "identity",
        sa.Column("pseudonym", sa.String(32), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("pseudonym", name="pk_identity"),
    )
    op.create_table(
        "statistic",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("service", sa.String(100), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "service", "action", "key", name="pk_statistic"),
    )
    op.create_table(
        "unit_week",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("unit", sa.String(100), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("senders", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", "unit", "key", name="pk_unit_week"),
    )
    _count_what_is_there()


def _count_what_is_there() -> None:
    """Events of the versions before count too; by day of UTC, which their zone is not kept with."""
    day = "CAST(event.minute AS DATE)" if op.get_bind().dialect.name == "postgresql" else "date(event.minute)"
    for kind, source, key, count in (
        ("reason", "event", "event.reason", "COUNT(*)"),
        ("justification", "event", "event.justification", "COUNT(*)"),
        ("rule", "event JOIN event_rule ON event_rule.reference = event.reference", "event_rule.rule", "COUNT(*)"),
        (
            "entity",
            "event JOIN event_count ON event_count.reference = event.reference",
            "event_count.entity",
            "SUM(event_count.count)",
        ),
    ):
        op.execute(
            f"INSERT INTO statistic (day, kind, service, action, key, count) "  # noqa: S608 - no value in it
            f"SELECT {day}, '{kind}', event.service, event.action, {key}, {count} FROM {source} "
            f"WHERE {key} IS NOT NULL GROUP BY {day}, event.service, event.action, {key}"
        )
