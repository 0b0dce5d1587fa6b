"""What must be there once is there once, also where an index could be damaged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Table, UniqueConstraint, text

from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.operations.checks.kinds import Check, Finding, faults, sql_check
from data.schema import Base


def unique_columns(table: Table) -> Iterator[tuple[str, ...]]:
    """The column groups of a table that must be unique, its key first."""
    yield tuple(column.name for column in table.primary_key.columns)
    yield from ((column.name,) for column in table.columns if column.unique)
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint) and len(constraint.columns) > 1:
            yield tuple(column.name for column in constraint.columns)


def _find(ctx: Ctx) -> Iterable[Finding]:
    for table in Base.metadata.sorted_tables:
        for columns in unique_columns(table):
            if not _repeats(ctx, table.name, columns):
                continue
            joined = ", ".join(columns)
            count, examples = faults(ctx, _repeated(table.name, columns))
            message = t(
                N_("{table}: {columns} is there more than once"), table=table.name, columns=joined
            )
            yield Finding(f"unique.{table.name}.{'_'.join(columns)}", message, count, examples)


def _repeats(ctx: Ctx, table: str, columns: tuple[str, ...]) -> bool:
    """A cheap first look: fewer different values than values."""
    filled = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    joined = columns[0] if len(columns) == 1 else f"({', '.join(columns)})"
    statement = f"SELECT count(*) > count(DISTINCT {joined}) FROM {table} WHERE {filled}"  # noqa: S608
    return bool(ctx.session.scalar(text(statement)))


def _repeated(table: str, columns: tuple[str, ...]) -> str:
    filled = " AND ".join(f"{column} IS NOT NULL" for column in columns)
    joined = ", ".join(columns)
    shown = " || '/' || ".join(f"CAST({column} AS VARCHAR)" for column in columns)
    return (
        f"SELECT {shown} AS id FROM {table} WHERE {filled} "  # noqa: S608
        f"GROUP BY {joined} HAVING count(*) > 1"
    )


CHECKS = (
    Check("unique", _find),
    sql_check(
        "records.duplicate",
        N_("financial records with the same duplicate key"),
        "SELECT min(id) AS id FROM financial_records "
        "WHERE dedup_key IS NOT NULL AND deleted_at IS NULL GROUP BY dedup_key HAVING count(*) > 1",
    ),
    sql_check(
        "alerts.twice_open",
        N_("more than one unresolved alert for one rule and target"),
        "SELECT min(id) AS id FROM alerts WHERE resolved_at IS NULL "
        "GROUP BY rule_id, target_type, target_id HAVING count(*) > 1",
    ),
)
