"""Waiting and recovering alerts, what a rule does without a figure, and former rules."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_alert_states"
down_revision = "2026_11_21_money_plans"
branch_labels = None
depends_on = None

TABLES = ("alert_pending", "alert_rule_versions", "alert_rule_errors")
VALUE = sa.Numeric(precision=24, scale=8)
RULES: dict[str, sa.types.TypeEngine[Any]] = {
    "pending_for": sa.BigInteger(),
    "recovery_threshold": VALUE,
    "keep_firing_for": sa.BigInteger(),
    "on_no_data": sa.String(),
    "on_error": sa.String(),
    "renotify_every": sa.BigInteger(),
}
ALERTS: dict[str, sa.types.TypeEngine[Any]] = {
    "reason": sa.String(),
    "health": sa.String(),
    "currency": sa.String(),
    "pending_since": sa.DateTime(),
    "recovering_since": sa.DateTime(),
    "told_at": sa.DateTime(),
}


def upgrade() -> None:
    """Add the columns and tables."""
    for table, columns in (("alert_rules", RULES), ("alerts", ALERTS)):
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))
    for table in TABLES:
        op.execute(sa.schema.CreateSequence(sa.Sequence(f"{table}_id_seq")))
    create_tables()
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_alert_pending_rule_id", "alert_pending", ["rule_id"])
        op.create_index("ix_alert_rule_versions_rule_id", "alert_rule_versions", ["rule_id"])


def downgrade() -> None:
    """Back to alerts that fire and recover at once."""
    for table in reversed(TABLES):
        op.drop_table(table)
        op.execute(sa.schema.DropSequence(sa.Sequence(f"{table}_id_seq")))
    for table, columns in (("alert_rules", RULES), ("alerts", ALERTS)):
        for name in columns:
            op.drop_column(table, name)


def create_tables() -> None:
    """The tables."""
    op.create_table(
        "alert_pending",
        key("alert_pending"),
        sa.Column("rule_id", sa.BigInteger(), nullable=False),
        sa.Column("target_type", sa.String(), nullable=False),
        sa.Column("target_id", sa.BigInteger(), nullable=False),
        sa.Column("pending_key", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_pending")),
        sa.UniqueConstraint("pending_key", name=op.f("uq_alert_pending_pending_key")),
    )
    op.create_table(
        "alert_rule_versions",
        key("alert_rule_versions"),
        sa.Column("rule_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("content", content(), nullable=False),
        sa.Column("changed_by", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_rule_versions")),
    )
    op.create_table(
        "alert_rule_errors",
        key("alert_rule_errors"),
        sa.Column("rule_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_rule_errors")),
        sa.UniqueConstraint("rule_id", name=op.f("uq_alert_rule_errors_rule_id")),
    )


def key(table: str) -> sa.Column[int]:
    """The key, drawn from the table's sequence."""
    following = sa.text(f"nextval('{table}_id_seq')")
    return sa.Column("id", sa.BigInteger(), server_default=following, nullable=False)


def content() -> sa.types.TypeEngine[Any]:
    """JSON, indexable where the database can."""
    from sqlalchemy.dialects.postgresql import JSONB

    return sa.JSON().with_variant(JSONB(), "postgresql")
