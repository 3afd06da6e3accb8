"""Second factor and invitations; reports of false alarms; the four-eyes procedure; assessments."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("totp_secret", sa.String(64)))
    op.add_column("account", sa.Column("totp_step", sa.Integer()))
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_invitation"),
    )
    op.create_table(
        "false_alarm",
        sa.Column("reference", sa.String(11), nullable=False),
        sa.PrimaryKeyConstraint("reference", name="pk_false_alarm"),
        sa.ForeignKeyConstraint(
            ["reference"], ["event.reference"], name="fk_false_alarm_reference", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "resolution",
        sa.Column("id", sa.String(22), nullable=False),
        sa.Column("reference", sa.String(11), nullable=False),
        sa.Column("pseudonym", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("requested_by", sa.String(64), nullable=False),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.String(64)),
        sa.Column("decided_at", sa.DateTime()),
        sa.Column("half_open", sa.Text()),
        sa.Column("resolved_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("id", name="pk_resolution"),
    )
    op.create_index("ix_resolution_reference", "resolution", ["reference"])
    op.create_table(
        "assessment",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("service", sa.String(100), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("verdict", sa.String(20), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("minute", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("day", "service", "key", name="pk_assessment"),
    )
