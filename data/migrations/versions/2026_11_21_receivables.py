"""Contracts, receivables and their receipts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_receivables"
down_revision = "2026_11_21_categorisation"
branch_labels = None
depends_on = None

TABLES = ("contracts", "receivables", "receivable_receipts")
INDEXES: dict[str, tuple[str, ...]] = {
    "contracts": ("customer_id", "project_id", "department_id"),
    "receivables": ("customer_id", "project_id", "department_id", "contract_id", "due_date"),
    "receivable_receipts": ("receivable_id", "financial_record_id"),
}


def upgrade() -> None:
    """Add the tables."""
    for table in TABLES:
        op.execute(sa.schema.CreateSequence(sa.Sequence(f"{table}_id_seq")))
    create_contracts()
    create_receivables()
    create_receipts()
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in INDEXES.items():
            for column in columns:
                op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Without receivables."""
    for table in reversed(TABLES):
        op.drop_table(table)
        op.execute(sa.schema.DropSequence(sa.Sequence(f"{table}_id_seq")))


def create_contracts() -> None:
    """Contracts."""
    op.create_table(
        "contracts",
        key("contracts"),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        *ids("customer_id", "project_id", "department_id"),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("end_date", sa.Date(), nullable=True),
        sa.Column("terms", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        *tracked(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
        sa.UniqueConstraint("code", name=op.f("uq_contracts_code")),
    )


def create_receivables() -> None:
    """Receivables."""
    op.create_table(
        "receivables",
        key("receivables"),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        *ids("contract_id", "customer_id", "project_id", "department_id", "business_event_id"),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        *tracked(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receivables")),
    )


def create_receipts() -> None:
    """Which income records pay which receivables."""
    op.create_table(
        "receivable_receipts",
        key("receivable_receipts"),
        sa.Column("receivable_id", sa.BigInteger(), nullable=False),
        sa.Column("financial_record_id", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        *ids("created_by"),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receivable_receipts")),
    )


def key(table: str) -> sa.Column[int]:
    """The key, drawn from the table's sequence."""
    following = sa.text(f"nextval('{table}_id_seq')")
    return sa.Column("id", sa.BigInteger(), server_default=following, nullable=False)


def ids(*names: str) -> list[sa.Column[int]]:
    """Columns that name rows of other tables."""
    return [sa.Column(name, sa.BigInteger(), nullable=True) for name in names]


def tracked() -> list[sa.Column[object]]:
    """Who and when, and the version."""
    return [
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
    ]
