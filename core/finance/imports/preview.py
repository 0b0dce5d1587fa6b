"""The figures of a file as the contract says them (API.md, `import … --json`)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from core.finance.imports.odd import amount_values
from core.finance.imports.plan import Plan
from core.finance.imports.schemas import TableFile
from core.finance.imports.scratch import cell
from core.kit.i18n import N_, t

if TYPE_CHECKING:
    import duckdb

MOST_LISTED = 1000

REASONS = {
    "date": N_("This is not a date."),
    "undated": N_("The date is missing."),
    "amount": N_("This is not an amount in the style of its column."),
    "direction": N_("It is not known whether this is income or expense."),
}


@dataclass(frozen=True)
class Counts:
    """How the records stand to what is in the books already."""

    new: int
    duplicate: int = 0
    changed: int = 0


def contract(
    connection: duckdb.DuckDBPyConnection,
    table: TableFile,
    plan: Plan,
    notes: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The object a program gets, with every record counted as new (see `completed`); tables
    `staged`, `odd` and `above` are there."""
    records, rejected, ignored = _counts(connection, table.end)
    first, last = _span(connection)
    return {
        "batch_id": None,
        "encoding": table.spooled.encoding,
        "delimiter": table.dialect.shown,
        "decimal": plan.decimal,
        "header_line": None if table.spooled.statement else table.layout.header_line,
        "confidence": plan.confidence,
        "columns": {name: plan.labels[index] for name, index in plan.mapping.fields.items()},
        "rows": {
            "total": records + rejected, "new": records, "duplicate": 0, "changed": 0,
            "rejected": rejected, "ignored": ignored,
        },
        "signed": _signed(connection),
        "totals": _totals(connection),
        "first_date": first,
        "last_date": last,
        "ignored": _ignored(connection, table.end),
        "errors": _errors(connection, plan) if rejected else [],
        "questions": [question.as_json() for question in plan.questions],
        "notes": [*plan.notes, *_thin(records, rejected), *notes],
        "signature": plan.scope,
        "template": _template(plan),
        "seconds": 0.0,
    }  # fmt: skip


def completed(
    shown: dict[str, Any],
    counts: Counts | None,
    *,
    batch_id: str | None,
    seconds: float,
    notes: Iterable[str] = (),
) -> dict[str, Any]:
    """`shown` with how the records stand to the books, and what else came up."""
    known = {} if counts is None else asdict(counts)
    return {
        **shown,
        "batch_id": batch_id,
        "rows": {**shown["rows"], **known},
        "notes": [*shown["notes"], *notes],
        "seconds": round(seconds, 3),
    }


def _template(plan: Plan) -> dict[str, str] | None:
    return dict(zip(("name", "source"), plan.template, strict=True)) if plan.template else None


def _thin(records: int, rejected: int) -> list[str]:
    return [] if records or rejected else [t("The file holds no records.")]


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    found = connection.execute(sql).fetchone()
    return tuple(found) if found else ()


def _counts(connection: duckdb.DuckDBPyConnection, end: int | None) -> tuple[int, int, int]:
    (records,) = _one(connection, "SELECT count(*) FROM staged WHERE kind = 'record'")
    rejected, ignored = _one(
        connection,
        "SELECT count(*) FILTER (kind = 'rejected'), count(*) FILTER (kind = 'ignored') FROM odd",
    )
    (above,) = _one(connection, "SELECT count(*) FROM above")
    beyond = (0,)
    if end is not None:
        beyond = _one(connection, "SELECT count(*) FROM beyond")
    return records, rejected, ignored + above + beyond[0]


SIGNED = (
    "SELECT file_currency, signed, record_date FROM staged WHERE kind = 'record' UNION ALL "
    "SELECT file_currency, signed, record_date FROM staged "
    "WHERE line IN (SELECT line FROM odd WHERE kind = 'rejected')"
)


def _signed(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    rows = connection.execute(
        "SELECT file_currency, count(*) FILTER (signed > 0), sum(signed) FILTER (signed > 0), "  # noqa: S608
        "count(*) FILTER (signed < 0), sum(signed) FILTER (signed < 0), "
        f"count(*) FILTER (signed = 0) FROM ({SIGNED}) WHERE signed IS NOT NULL "
        "GROUP BY file_currency ORDER BY count(*) DESC, file_currency::VARCHAR"
    ).fetchall()
    return [
        {
            "currency": currency,
            "positive": {"rows": above, "amount": money(plus)},
            "negative": {"rows": below, "amount": money(minus)},
            "zero": zero,
        }
        for currency, above, plus, below, minus, zero in rows
    ]


def _totals(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    rows = connection.execute(
        "SELECT file_currency, direction, count(*), sum(amount) FROM staged "
        "WHERE kind = 'record' AND status = 'booked' GROUP BY file_currency, direction "
        "ORDER BY file_currency::VARCHAR, direction"
    ).fetchall()
    return [
        {"currency": currency, "direction": direction, "rows": count, "amount": money(amount)}
        for currency, direction, count, amount in rows
    ]


def money(value: Decimal | None) -> str:
    """An amount as the contract writes it, with two places."""
    return f"{value or Decimal(0):.2f}"


def _span(connection: duckdb.DuckDBPyConnection) -> tuple[str | None, str | None]:
    first, last = _one(connection, f"SELECT min(record_date), max(record_date) FROM ({SIGNED})")  # noqa: S608
    return (first.isoformat() if first else None, last.isoformat() if last else None)


def _ignored(connection: duckdb.DuckDBPyConnection, end: int | None) -> list[dict[str, Any]]:
    rows = connection.execute(
        "SELECT line, reason, text FROM (SELECT line, reason, text FROM above "  # noqa: S608
        f"UNION ALL SELECT line, reason, text FROM odd WHERE kind = 'ignored'{_beyond(end)}) "
        f"ORDER BY line LIMIT {MOST_LISTED}"
    ).fetchall()
    return [{"line": line, "reason": reason, "text": words} for line, reason, words in rows]


def _beyond(end: int | None) -> str:
    """SQL of what follows the table: the lines of another one."""
    if end is None:
        return ""
    return (
        " UNION ALL SELECT line, if(len(cells) = 0, 'blank', 'other_table') AS reason, "
        "left(array_to_string(cells, ' | '), 200) AS text FROM beyond"
    )


def _errors(connection: duckdb.DuckDBPyConnection, plan: Plan) -> list[dict[str, Any]]:
    listed = error_query(plan)
    rows = connection.execute(f"{listed} ORDER BY line LIMIT {MOST_LISTED}").fetchall()
    return [
        {"line": line, "column": column, "value": value, "reason": t(REASONS[reason])}
        for line, column, value, reason in rows
    ]


def error_query(plan: Plan) -> str:
    """SQL of (line, column, value, reason code) of every cell that cannot be read."""
    parts = []
    date_index = plan.column("record_date")
    if date_index is not None:
        parts.append((date_index, "reason IN ('date', 'undated', 'both')",
                      "if(reason = 'undated', 'undated', 'date')"))  # fmt: skip
    for index, value in amount_values(plan):
        wrong = f"reason IN ('amount', 'both') AND {cell(index)} IS NOT NULL AND ({value}) IS NULL"
        parts.append((index, wrong, "'amount'"))
    direction = plan.column("direction")
    if direction is None and plan.balance is not None:
        direction = plan.balance.index
    if direction is not None:
        parts.append((direction, "reason = 'direction'", "'direction'"))
    return (
        " UNION ALL ".join(
            f"SELECT line, {_label(plan, index)} AS label, coalesce(c{index}, '') AS value, "  # noqa: S608
            f"{code} AS code FROM odd JOIN raw USING (line) WHERE kind = 'rejected' AND {test}"
            for index, test, code in parts
        )
        or "SELECT 0 AS line, '' AS label, '' AS value, '' AS code WHERE false"
    )


def _label(plan: Plan, index: int) -> str:
    escaped = plan.labels[index].replace("'", "''")
    return f"'{escaped}'"
