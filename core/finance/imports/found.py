"""What was found in a file, each finding with how sure it is, and what else could be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.finance.imports.plan import Plan
from core.finance.imports.schemas import TableFile

if TYPE_CHECKING:
    import duckdb

EXAMPLES = 3
SHOWN = 60


def found(connection: duckdb.DuckDBPyConnection, table: TableFile, plan: Plan) -> dict[str, Any]:
    """`findings` (value and how sure, by name) and `file_columns` (name and examples) of a file."""
    text = not table.spooled.sheet
    values: dict[str, Any] = {
        "encoding": table.spooled.encoding if text or table.spooled.statement else None,
        "delimiter": table.dialect.shown if text else None,
        "header_line": None if table.spooled.statement else table.layout.header_line,
        "columns": len(plan.mapping.fields),
        "date_order": _date_order(plan),
        "decimal": plan.decimal,
        "direction": plan.amounts.meaning if plan.amounts else None,
        "currency": plan.currency,
    }
    return {
        "findings": {
            name: {"value": value, "confidence": round(plan.sure.get(name, plan.confidence), 2)}
            for name, value in values.items()
            if value is not None
        },
        "file_columns": _columns(connection, plan),
    }


def _date_order(plan: Plan) -> str | None:
    return plan.days.order if plan.days else None


def _columns(connection: duckdb.DuckDBPyConnection, plan: Plan) -> list[dict[str, Any]]:
    cells = ", ".join(f"c{index}" for index in range(plan.width))
    rows = connection.execute(
        f"SELECT {cells} FROM raw WHERE line >= {plan.first_line} LIMIT 20"  # noqa: S608
    ).fetchall()
    return [
        {"name": plan.labels[index], "examples": _examples(row[index] for row in rows)}
        for index in range(plan.width)
    ]


def _examples(values: Any) -> list[str]:
    seen = dict.fromkeys(value[:SHOWN] for value in values if value)
    return list(seen)[:EXAMPLES]
