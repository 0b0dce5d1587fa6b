"""The rows of a preview, a page at a time, each with its mark."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from core.finance.imports import batches
from core.finance.imports.scratch import FILE_NAME, scratch
from core.kit.context import Ctx
from core.kit.inputs import Row
from core.kit.settings import get_settings
from data.schema import FinancialRecord

if TYPE_CHECKING:
    import duckdb

MOST_ROWS = 500
Mark = Literal["new", "duplicate", "changed", "rejected", "ignored"]
Part = Literal["records", "rejected", "ignored"]
_WORDS = ("counterparty", "description", "external_id")


class PreviewRow(Row):
    """One line of the file as it would be booked, or why it would not; `text` is the line itself
    where it is no record, `reason` a code."""

    line: int
    mark: Mark
    record_date: date | None = None
    direction: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    status: str | None = None
    counterparty: str | None = None
    description: str | None = None
    external_id: str | None = None
    reason: str | None = None
    text: str | None = None


def preview_rows(
    ctx: Ctx, batch_id: str, *, part: Part = "records", limit: int = 50, offset: int = 0
) -> tuple[PreviewRow, ...]:
    """Rows of a batch that waits in its preview; nothing once it is committed.

    Raises NotFound, NotPermitted.
    """
    batch = batches.load(ctx, batch_id)
    folder = get_settings().home / "spool" / batch_id
    if batch.state != "preview" or not (folder / FILE_NAME).exists():
        return ()
    page = f"ORDER BY line LIMIT {min(max(limit, 0), MOST_ROWS)} OFFSET {max(offset, 0)}"
    with scratch(folder, read_only=True) as connection:
        if part != "records":
            return _odd_rows(connection, part, page)
        found = _records(connection, page)
    return _marked(ctx, found)


def _odd_rows(
    connection: duckdb.DuckDBPyConnection, part: Part, page: str
) -> tuple[PreviewRow, ...]:
    rows = connection.execute(
        f"SELECT line, reason, text FROM odd WHERE kind = '{part}' {page}"  # noqa: S608
    ).fetchall()
    return tuple(
        PreviewRow(line=line, mark=part, reason=reason, text=text) for line, reason, text in rows
    )


def _records(connection: duckdb.DuckDBPyConnection, page: str) -> list[dict[str, Any]]:
    kept = {name for name, *_ in connection.execute("DESCRIBE staged").fetchall()}
    words = [name for name in (*_WORDS, "former_key") if name in kept]
    names = ["line", "dedup_key", "record_date", "amount", *words]
    plain = [f"{name}::VARCHAR AS {name}" for name in ("direction", "status", "file_currency")]
    rows = connection.execute(
        f"SELECT {', '.join([*names, *plain])} FROM staged WHERE kind = 'record' {page}"  # noqa: S608
    ).fetchall()
    columns = [*names, "direction", "status", "currency"]
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _marked(ctx: Ctx, found: list[dict[str, Any]]) -> tuple[PreviewRow, ...]:
    keys = {row[name] for row in found for name in ("dedup_key", "former_key") if row.get(name)}
    known = {
        record.dedup_key: record
        for record in ctx.session.scalars(
            select(FinancialRecord).where(
                FinancialRecord.dedup_key.in_(keys), FinancialRecord.deleted_at.is_(None)
            )
        )
    }
    return tuple(
        PreviewRow(mark=_mark(row, known), **{k: v for k, v in row.items() if k in _SHOWN})
        for row in found
    )


_SHOWN = frozenset(PreviewRow.model_fields) - {"mark"}


def _mark(row: dict[str, Any], known: dict[str | None, FinancialRecord]) -> Mark:
    record = known.get(row["dedup_key"]) or known.get(row.get("former_key"))
    if record is None or row["dedup_key"] is None:
        return "new"
    compared = ("record_date", "direction", "amount", "status", "counterparty", "description")
    same = all(getattr(record, name) == row.get(name) for name in compared)
    own = row["currency"] is None or row["currency"] == record.currency
    return "duplicate" if same and own else "changed"
