"""Saved queries, and the history of queries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_21_saved_queries"
down_revision = "2026_11_21_receivables"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TABLES = ("saved_queries", "query_runs")


def upgrade() -> None:
    """Add the tables."""
    for table in TABLES:
        op.execute(sa.schema.CreateSequence(sa.Sequence(f"{table}_id_seq")))
    create_saved_queries()
    create_query_runs()
    if op.get_bind().dialect.name == "postgresql":
        op.create_index("ix_query_runs_user_id", "query_runs", ["user_id"])
        op.create_index("ix_query_runs_started_at", "query_runs", ["started_at"])


def downgrade() -> None:
    """Without saved queries."""
    for table in reversed(TABLES):
        op.drop_table(table)
        op.execute(sa.schema.DropSequence(sa.Sequence(f"{table}_id_seq")))


def create_saved_queries() -> None:
    """Questions people keep."""
    op.create_table(
        "saved_queries",
        key("saved_queries"),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("sql", sa.String(), nullable=False),
        sa.Column("parameters", JSON, nullable=False),
        sa.Column("chart", JSON, nullable=True),
        sa.Column("shared_roles", JSON, nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_queries")),
    )


def create_query_runs() -> None:
    """What was asked."""
    op.create_table(
        "query_runs",
        key("query_runs"),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("user_name", sa.String(), nullable=False),
        sa.Column("saved_query_id", sa.BigInteger(), nullable=True),
        sa.Column("sql", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("seconds", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=True),
        sa.Column("truncated", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_query_runs")),
    )


def key(table: str) -> sa.Column[int]:
    """The key, drawn from the table's sequence."""
    following = sa.text(f"nextval('{table}_id_seq')")
    return sa.Column("id", sa.BigInteger(), server_default=following, nullable=False)
