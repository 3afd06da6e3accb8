"""Events with their rules and counts; accounts, sessions and the first-login link of the dashboard."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("reference", sa.String(11), nullable=False),
        sa.Column("minute", sa.DateTime(), nullable=False),
        sa.Column("unit", sa.String(100)),
        sa.Column("service", sa.String(100), nullable=False),
        sa.Column("surface", sa.String(100), nullable=False),
        sa.Column("action", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("policy_version", sa.String(100), nullable=False),
        sa.Column("size_bucket", sa.String(10), nullable=False),
        sa.Column("duration_bucket", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_event"),
    )
    op.create_index("ix_event_minute", "event", ["minute"])
    op.create_table(
        "event_rule",
        sa.Column("reference", sa.String(11), nullable=False),
        sa.Column("rule", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("reference", "rule", name="pk_event_rule"),
        sa.ForeignKeyConstraint(["reference"], ["event.reference"], name="fk_event_rule_reference", ondelete="CASCADE"),
    )
    op.create_table(
        "event_count",
        sa.Column("reference", sa.String(11), nullable=False),
        sa.Column("entity", sa.String(100), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("reference", "entity", name="pk_event_count"),
        sa.ForeignKeyConstraint(
            ["reference"], ["event.reference"], name="fk_event_count_reference", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "account",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime()),
        sa.PrimaryKeyConstraint("name", name="pk_account"),
    )
    op.create_table(
        "first_login",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_first_login"),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_session"),
        sa.ForeignKeyConstraint(["account"], ["account.name"], name="fk_session_account", ondelete="CASCADE"),
    )
