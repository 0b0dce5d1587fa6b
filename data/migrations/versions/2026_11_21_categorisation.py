"""Categorisation rules, and what decided a record's category."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_categorisation"
down_revision = "2026_11_21_initial"
branch_labels = None
depends_on = None

SEQUENCES = ("categorisation_dismissals_id_seq", "categorisation_rules_id_seq")
RECORDS = ("financial_records", "financial_record_versions")


def upgrade() -> None:
    """Add the tables and the columns."""
    for name in SEQUENCES:
        op.execute(sa.schema.CreateSequence(sa.Sequence(name)))
    create_tables()
    for table in RECORDS:
        op.add_column(table, sa.Column("category_source", sa.String(), nullable=True))
        op.add_column(table, sa.Column("categorisation_rule_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Back to records without rules."""
    for table in RECORDS:
        op.drop_column(table, "categorisation_rule_id")
        op.drop_column(table, "category_source")
    op.drop_table("categorisation_rules")
    op.drop_table("categorisation_dismissals")
    for name in SEQUENCES:
        op.execute(sa.schema.DropSequence(sa.Sequence(name)))


def create_tables() -> None:
    """The tables."""
    op.create_table(
        "categorisation_dismissals",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('categorisation_dismissals_id_seq')"),
            nullable=False,
        ),
        sa.Column("suggestion", sa.String(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categorisation_dismissals")),
        sa.UniqueConstraint("suggestion", name=op.f("uq_categorisation_dismissals_suggestion")),
    )
    op.create_table(
        "categorisation_rules",
        sa.Column(
            "id",
            sa.BigInteger(),
            server_default=sa.text("nextval('categorisation_rules_id_seq')"),
            nullable=False,
        ),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("text_match", sa.String(), nullable=False),
        sa.Column("counterparty", sa.String(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("amount_min", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("amount_max", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("direction", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("category_id", sa.BigInteger(), nullable=True),
        sa.Column("department_id", sa.BigInteger(), nullable=True),
        sa.Column("project_id", sa.BigInteger(), nullable=True),
        sa.Column("customer_id", sa.BigInteger(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categorisation_rules")),
    )
