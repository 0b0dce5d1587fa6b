"""Write the initial revision anew from the models: `python -m data.migrations.regenerate_initial`.

Only until the first release; from then on every change is a revision of its own.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import DowngradeOps, UpgradeOps

from data.database import Database
from data.migrations.rendering import JSON_SOURCE, include_object, render_item
from data.schema import Base

REVISION = "2026_11_21_initial"
TARGET = Path(__file__).parent / "versions" / f"{REVISION}.py"

INDEXES = {
    "financial_records": (
        ("record_date", "id"),
        ("department_id", "record_date"),
        ("project_id", "record_date"),
        ("import_batch_id",),
        ("dedup_key",),
        ("account_id", "record_date"),
        ("customer_id",),
        ("category_id", "record_date"),
    ),
    "financial_record_versions": (("record_id",), ("replaced_by_batch_id",)),
    "budgets": (("department_id",), ("project_id",)),
    "budget_versions": (("budget_id", "effective_on"),),
    "projects": (("department_id",), ("manager_id",)),
    "project_plans": (("project_id", "effective_on"),),
    "import_batches": (("created_at",),),
    "alerts": (("status", "id"), ("rule_id",), ("department_id",), ("project_id",)),
    "alert_transitions": (("alert_id",),),
    "audit_log": (("at",), ("target_type", "target_id")),
    "status_history": (("target_type", "target_id", "changed_at"),),
    "event_outbox": (("name", "id"),),
    "notifications": (("user_id", "id"), ("alert_id",)),
    "deliveries": (("notification_id",), ("transition_id",)),
    "sessions": (("user_id",),),
    "api_tokens": (("user_id",),),
    "login_attempts": (("username", "attempted_at"),),
    "job_runs": (("name", "started_at"),),
    "users": (("department_id",),),
    "departments": (("parent_id",),),
    "setting_history": (("key",),),
}
WAITING = {
    "event_outbox": ("id", "handled_at IS NULL"),
    "deliveries": ("next_attempt_at", "state IN ('pending', 'sending')"),
    "notifications": ("user_id", "NOT is_read"),
}

HEADER = '''"""Every table of the first version.

DuckDB gets no secondary index (it blocks ALTER); PostgreSQL does, and the data version.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "{revision}"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

SEQUENCES = {sequences}

# table -> columns of its indexes
INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {indexes}

# table -> (column, condition): small indexes over what still waits
WAITING: dict[str, tuple[str, str]] = {waiting}


def upgrade() -> None:
    """Make sequences, tables and, on PostgreSQL, indexes."""
    for name in SEQUENCES:
        op.execute(sa.schema.CreateSequence(sa.Sequence(name)))
    create_tables()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.schema.CreateSequence(sa.Sequence("data_version")))
        create_indexes()


def create_indexes() -> None:
    """Indexes for the ways records are looked up."""
    for table, indexes in INDEXES.items():
        for columns in indexes:
            op.create_index("_".join(("ix", table, *columns)), table, list(columns))
    for table, (column, condition) in WAITING.items():
        op.create_index(
            f"ix_{{table}}_waiting", table, [column], postgresql_where=sa.text(condition)
        )


def downgrade() -> None:
    """Back to the empty database."""
    drop_tables()
    for name in SEQUENCES:
        op.execute(sa.schema.DropSequence(sa.Sequence(name)))
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.schema.DropSequence(sa.Sequence("data_version")))


'''


def main() -> None:
    """Compare the models with an empty database and write the file."""
    created, dropped = _operations()
    names = sorted(sequence for sequence in Base.metadata._sequences if sequence)
    text = HEADER.format(
        revision=REVISION, sequences=tuple(names), indexes=INDEXES, waiting=WAITING
    )
    text += f'def create_tables() -> None:\n    """The tables."""\n{created}\n\n\n'
    text += f'def drop_tables() -> None:\n    """Without the tables."""\n{dropped}\n'
    TARGET.write_text(text)
    for arguments in (["format", "-q"], ["check", "--fix", "-q"], ["format", "-q"]):
        subprocess.run([sys.executable, "-m", "ruff", *arguments, str(TARGET)], check=True)  # noqa: S603


def _operations() -> tuple[str, str]:
    with TemporaryDirectory() as folder:
        database = Database(f"duckdb:///{folder}/empty.duckdb", home=Path(folder))
        with database.session() as session:
            options = {"include_object": include_object}
            context = MigrationContext.configure(session.connection(), opts=options)
            script = produce_migrations(context, Base.metadata)
        database.close()
    assert script.upgrade_ops is not None
    assert script.downgrade_ops is not None
    return _source(script.upgrade_ops, context), _source(script.downgrade_ops, context)


def _source(operations: UpgradeOps | DowngradeOps, context: MigrationContext) -> str:
    code = render_python_code(operations, render_item=render_item, migration_context=context)
    code = code.replace(JSON_SOURCE, "JSON")
    return "\n".join("    " + line.strip() for line in code.splitlines() if "### " not in line)


if __name__ == "__main__":
    main()
