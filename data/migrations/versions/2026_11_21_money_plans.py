"""Monthly plans of budgets, statement balances of accounts, recurring expenses left out."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2026_11_21_money_plans"
down_revision = "2026_11_21_saved_queries"
branch_labels = None
depends_on = None

TABLES = ("budget_months", "statement_balances", "recurring_dismissals")
INDEXES = {"budget_months": "budget_version_id", "statement_balances": "account_id"}
MONEY = sa.Numeric(precision=18, scale=2)
ACCOUNTS: tuple[tuple[str, sa.types.TypeEngine[Any]], ...] = (
    ("opening_on", sa.Date()),
    ("opening_balance", MONEY),
    ("reconciled_until", sa.Date()),
    ("reconciled_by", sa.BigInteger()),
    ("reconciled_at", sa.DateTime()),
)


def upgrade() -> None:
    """Add the tables and the columns."""
    for table in TABLES:
        op.execute(sa.schema.CreateSequence(sa.Sequence(f"{table}_id_seq")))
    create_tables()
    op.add_column("budget_versions", sa.Column("reason", sa.String(), nullable=True))
    for name, kind in ACCOUNTS:
        op.add_column("accounts", sa.Column(name, kind, nullable=True))
    if op.get_bind().dialect.name == "postgresql":
        for table, column in INDEXES.items():
            op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Back to budgets without plans and accounts without statements."""
    for name, _ in ACCOUNTS:
        op.drop_column("accounts", name)
    op.drop_column("budget_versions", "reason")
    for table in reversed(TABLES):
        op.drop_table(table)
        op.execute(sa.schema.DropSequence(sa.Sequence(f"{table}_id_seq")))


def create_tables() -> None:
    """The tables."""
    op.create_table(
        "budget_months",
        key("budget_months"),
        sa.Column("budget_version_id", sa.BigInteger(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("amount", MONEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_months")),
    )
    op.create_table(
        "statement_balances",
        key("statement_balances"),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("balance_on", sa.Date(), nullable=False),
        sa.Column("balance", MONEY, nullable=False),
        sa.Column("import_batch_id", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_balances")),
        sa.UniqueConstraint(
            "account_id", "balance_on", name=op.f("uq_statement_balances_account_id_balance_on")
        ),
    )
    op.create_table(
        "recurring_dismissals",
        key("recurring_dismissals"),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurring_dismissals")),
        sa.UniqueConstraint("series", name=op.f("uq_recurring_dismissals_series")),
    )


def key(table: str) -> sa.Column[int]:
    """The key, drawn from the table's sequence."""
    following = sa.text(f"nextval('{table}_id_seq')")
    return sa.Column("id", sa.BigInteger(), server_default=following, nullable=False)
