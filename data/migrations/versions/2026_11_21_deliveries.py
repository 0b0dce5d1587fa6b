"""Whom a delivery is for, what a person wants to be told, how a channel is, a run asked for."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_deliveries"
down_revision = "2026_11_21_alert_states"
branch_labels = None
depends_on = None

TABLES = ("notification_preferences", "channel_states")
DELIVERIES: dict[str, sa.types.TypeEngine[Any]] = {
    "user_id": sa.BigInteger(),
    "type": sa.String(),
    "level": sa.String(),
    "mail_key": sa.String(),
}


def upgrade() -> None:
    """Add the columns and tables."""
    for name, kind in DELIVERIES.items():
        op.add_column("deliveries", sa.Column(name, kind, nullable=True))
    op.add_column("job_schedule", sa.Column("wanted_at", sa.DateTime(), nullable=True))
    for table in TABLES:
        op.execute(sa.schema.CreateSequence(sa.Sequence(f"{table}_id_seq")))
    create_tables()
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_deliveries_mail_key", "deliveries", ["mail_key"])


def downgrade() -> None:
    """Back to notifications in the app only."""
    for table in reversed(TABLES):
        op.drop_table(table)
        op.execute(sa.schema.DropSequence(sa.Sequence(f"{table}_id_seq")))
    op.drop_column("job_schedule", "wanted_at")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_deliveries_mail_key", "deliveries")
    for name in DELIVERIES:
        op.drop_column("deliveries", name)


def create_tables() -> None:
    """The tables."""
    op.create_table(
        "notification_preferences",
        key("notification_preferences"),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("levels", content(), nullable=False),
        sa.Column("quiet_from", sa.String(), nullable=True),
        sa.Column("quiet_until", sa.String(), nullable=True),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("critical_passes", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_preferences")),
        sa.UniqueConstraint("user_id", name=op.f("uq_notification_preferences_user_id")),
    )
    op.create_table(
        "channel_states",
        key("channel_states"),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("failures", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failing_since", sa.DateTime(), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(), nullable=True),
        sa.Column("last_sent_at", sa.DateTime(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_states")),
        sa.UniqueConstraint("channel", name=op.f("uq_channel_states_channel")),
    )


def key(table: str) -> sa.Column[int]:
    """The key, drawn from the table's sequence."""
    following = sa.text(f"nextval('{table}_id_seq')")
    return sa.Column("id", sa.BigInteger(), server_default=following, nullable=False)


def content() -> sa.types.TypeEngine[Any]:
    """JSON, indexable where the database can."""
    from sqlalchemy.dialects.postgresql import JSONB

    return sa.JSON().with_variant(JSONB(), "postgresql")
