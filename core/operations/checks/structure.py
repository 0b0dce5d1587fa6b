"""The database has the tables, columns and types of this version, and fresh ids are free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Numeric, Sequence, Table, func, select, text

from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.operations.checks.kinds import EXAMPLES, Check, Finding
from data.schema import Base

COLUMNS_CHECK = "schema.columns"
COLUMNS = text(
    "SELECT table_name, column_name, numeric_precision, numeric_scale "
    "FROM information_schema.columns WHERE table_schema = current_schema()"
)
LAST_IDS = text(
    "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()"
)


def _columns(ctx: Ctx) -> Iterable[Finding]:
    found = {
        (row.table_name, row.column_name): (row.numeric_precision, row.numeric_scale)
        for row in ctx.session.execute(COLUMNS)
    }
    wanted = [(table, column) for table in Base.metadata.sorted_tables for column in table.columns]
    missing = [
        f"{table.name}.{column.name}"
        for table, column in wanted
        if (table.name, column.name) not in found
    ]
    if missing:
        message = t(N_("columns that the database lacks; run `manage.py migrate`"))
        yield Finding(COLUMNS_CHECK, message, len(missing), tuple(missing[:EXAMPLES]))
    inexact = [
        f"{table.name}.{column.name}"
        for table, column in wanted
        if isinstance(column.type, Numeric)
        and (column.type.precision, column.type.scale)
        != found.get((table.name, column.name), (column.type.precision, column.type.scale))
    ]
    if inexact:
        message = t(N_("amounts that are not kept as exact decimals"))
        yield Finding("schema.decimals", message, len(inexact), tuple(inexact[:EXAMPLES]))


def _sequences(ctx: Ctx) -> Iterable[Finding]:
    highest: dict[str, int] = {}
    for table, sequence in _numbered():
        top = ctx.session.scalar(select(func.max(table.c.id))) or 0
        highest[sequence] = max(top, highest.get(sequence, 0))
    last = _last_ids(ctx, sorted(highest))
    behind = [name for name, top in sorted(highest.items()) if last.get(name, 0) < top]
    if behind:
        message = t(N_("id sequences behind the ids in use; new rows would be refused"))
        yield Finding("schema.sequences", message, len(behind), tuple(behind[:EXAMPLES]))


def _last_ids(ctx: Ctx, sequences: list[str]) -> dict[str, int]:
    """The number each sequence has given last.

    DuckDB's catalogue does not know it after a kill or a checkpoint: there one number is drawn.
    """
    if ctx.session.get_bind().dialect.name != "duckdb":
        return {name: last or 0 for name, last in ctx.session.execute(LAST_IDS)}
    drawn = ctx.session.execute(select(*(Sequence(name).next_value() for name in sequences))).one()
    return {name: following - 1 for name, following in zip(sequences, drawn, strict=True)}


def _numbered() -> Iterator[tuple[Table, str]]:
    for table in Base.metadata.sorted_tables:
        sequence = table.columns["id"].default
        if isinstance(sequence, Sequence):
            yield table, sequence.name


CHECKS = (Check("schema", _columns), Check("sequences", _sequences))
