"""The rows of a preview, a page at a time, each with its mark and what is to become of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select

from core.finance.imports import batches
from core.finance.imports.categories import categories_of_lines
from core.finance.imports.schemas import ImportOptions
from core.finance.imports.scratch import FILE_NAME, scratch
from core.identity import scoped, visible_amount
from core.kit.context import Ctx
from core.kit.inputs import Row
from core.kit.settings import get_settings
from data.schema import FinancialRecord

if TYPE_CHECKING:
    import duckdb

MOST_ROWS = 500
Mark = Literal["new", "duplicate", "changed", "rejected", "ignored"]
Fate = Literal["add", "update", "skip", "none"]
MARKS: tuple[Mark, ...] = ("new", "duplicate", "changed", "rejected", "ignored")
_WORDS = ("counterparty", "description", "external_id")
_COMPARED = (
    "record_date", "direction", "amount", "currency", "status", "counterparty", "description",
)  # fmt: skip


class PreviewRow(Row):
    """One line of the file as it would be booked, or why it would not.

    `fate` is what a commit would do with it: `add`, `update`, `skip`, or `none` for what is no
    record. For rows to be added `category` is what they would get now, `category_by` what says so
    (file, rule, keyword) and `rule` the rule. `former` holds, for a changed row, what the books
    say where it differs (amounts only for who may see them). `text` is the line itself where it is
    no record, `reason` a code.
    """

    line: int
    mark: Mark
    fate: Fate = "none"
    record_date: date | None = None
    direction: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    status: str | None = None
    counterparty: str | None = None
    description: str | None = None
    external_id: str | None = None
    category_id: int | None = None
    category: str | None = None
    category_by: str | None = None
    rule_id: int | None = None
    rule: str | None = None
    record_id: int | None = None
    former: dict[str, Any] | None = None
    reason: str | None = None
    text: str | None = None


def preview_rows(
    ctx: Ctx, batch_id: str, *, mark: Mark | None = None, limit: int = 50, offset: int = 0
) -> tuple[PreviewRow, ...]:
    """Rows of a batch that waits in its preview, in the file's order: of one mark, else all but
    the ignored.

    Nothing once it is committed. Raises NotFound, NotPermitted.
    """
    batch = batches.load(ctx, batch_id)
    folder = get_settings().home / "spool" / batch_id
    if batch.state != "preview" or not (folder / FILE_NAME).exists():
        return ()
    options = ImportOptions.model_validate(batch.options)
    found = _page(folder, mark, min(max(limit, 0), MOST_ROWS), max(offset, 0))
    former = _former(ctx, [row["record_id"] for row in found if row["mark"] == "changed"])
    added = [row["line"] for row in found if _fate(row, options) == "add"]
    about = categories_of_lines(ctx, folder, batch.account_id, added)
    return tuple(
        _row({**row, **about.get(row["line"], {})}, options, former.get(row["record_id"]))
        for row in found
    )


def _page(folder: Path, mark: Mark | None, limit: int, offset: int) -> list[dict[str, Any]]:
    """The lines first, by number alone: that is quick at any depth; then what they hold."""
    with scratch(folder, read_only=True) as connection:
        page = f"ORDER BY line LIMIT {limit} OFFSET {offset}"
        lines = [line for (line,) in connection.execute(f"{LINES[mark]} {page}").fetchall()]
        if not lines:
            return []
        wanted = f"line IN ({', '.join(map(str, lines))})"
        found = {**_odd(connection, wanted), **_records(connection, wanted)}
    return [found[line] for line in lines]


LINES: dict[Mark | None, str] = {
    None: "SELECT line FROM staged WHERE kind = 'record' UNION ALL "
    "SELECT line FROM odd WHERE kind = 'rejected'",
    "new": "SELECT line FROM staged WHERE kind = 'record' AND line NOT IN (SELECT line FROM marks)",
    "duplicate": "SELECT line FROM marks WHERE NOT changed",
    "changed": "SELECT line FROM marks WHERE changed",
    "rejected": "SELECT line FROM odd WHERE kind = 'rejected'",
    "ignored": "SELECT line FROM odd WHERE kind = 'ignored' UNION ALL SELECT line FROM above",
}


def _odd(connection: duckdb.DuckDBPyConnection, wanted: str) -> dict[int, dict[str, Any]]:
    rows = connection.execute(
        f"SELECT line, kind, reason, text FROM odd WHERE {wanted} UNION ALL "  # noqa: S608
        f"SELECT line, 'ignored', reason, text FROM above WHERE {wanted}"
    ).fetchall()
    return {
        line: {"line": line, "mark": kind, "reason": reason, "text": text, "record_id": None}
        for line, kind, reason, text in rows
    }


def _records(connection: duckdb.DuckDBPyConnection, wanted: str) -> dict[int, dict[str, Any]]:
    kept = {name for name, *_ in connection.execute("DESCRIBE staged").fetchall()}
    names = ["line", "record_date", "amount", *(name for name in _WORDS if name in kept)]
    plain = {"direction": "direction", "status": "status", "currency": "file_currency"}
    listed = [*(f"s.{name}" for name in names), *(f"s.{name}::VARCHAR" for name in plain.values())]
    rows = connection.execute(
        f"SELECT {', '.join(listed)}, marks.record_id, CASE WHEN marks.line IS NULL THEN 'new' "  # noqa: S608
        "WHEN changed THEN 'changed' ELSE 'duplicate' END "
        f"FROM (SELECT * FROM staged WHERE {wanted} AND kind = 'record') s "
        "LEFT JOIN marks ON marks.line = s.line"
    ).fetchall()
    columns = [*names, *plain, "record_id", "mark"]
    return {row[0]: dict(zip(columns, row, strict=True)) for row in rows}


def _former(ctx: Ctx, ids: list[int]) -> dict[int, dict[str, Any]]:
    """What the books say of records the actor may see."""
    if not ids or not ctx.actor.can("records.view"):
        return {}
    record = FinancialRecord
    names = [name for name in _COMPARED if name != "amount"]
    listed = [getattr(record, name) for name in names]
    amount = visible_amount(ctx, record, record.amount).label("amount")
    where = record.id.in_(ids), scoped(ctx, "records.view", record)
    rows = ctx.session.execute(select(record.id, *listed, amount).where(*where)).mappings()
    return {row["id"]: dict(row) for row in rows}


def _row(
    found: dict[str, Any], options: ImportOptions, former: dict[str, Any] | None
) -> PreviewRow:
    shown = {name: value for name, value in found.items() if name in PreviewRow.model_fields}
    fate = _fate(found, options)
    return PreviewRow(fate=fate, former=_differences(found, former), **shown)


def _fate(found: dict[str, Any], options: ImportOptions) -> Fate:
    return fate_of(found["mark"], found["line"], options)


def _differences(found: dict[str, Any], former: dict[str, Any] | None) -> dict[str, Any] | None:
    if former is None:
        return None
    return {
        name: former[name]
        for name in _COMPARED
        if former.get(name) != found.get(name)
        and not (name in ("amount", "currency") and (former[name] is None or not found.get(name)))
    }


def fate_of(mark: Mark, line: int, options: ImportOptions) -> Fate:
    """What a commit would do with a row of that mark."""
    said = options.decisions.get(line)
    if mark == "new":
        return "skip" if said == "skip" else "add"
    if mark == "duplicate":
        return "add" if said == "import" else "skip"
    if mark == "changed":
        if said == "import":
            return "add"
        return "update" if (said or options.on_duplicate) == "update" else "skip"
    return "none"


def planned(ctx: Ctx, batch_id: str) -> dict[Fate, int]:
    """How many records a commit would add and update now. Raises NotFound, NotPermitted."""
    batch = batches.load(ctx, batch_id)
    rows = (batch.preview or {}).get("rows", {})
    options = ImportOptions.model_validate(batch.options)
    fates: dict[Fate, int] = {"add": rows.get("new", 0), "update": 0}
    if options.on_duplicate == "update":
        fates["update"] = rows.get("changed", 0)
    folder = get_settings().home / "spool" / batch_id
    if not options.decisions or batch.state != "preview" or not (folder / FILE_NAME).exists():
        return fates
    plain = options.model_copy(update={"decisions": {}})
    for line, mark in _marks_of(folder, options.decisions).items():
        for change, chosen in ((-1, plain), (1, options)):
            fate = fate_of(mark, line, chosen)
            if fate in fates:
                fates[fate] += change
    return fates


def _marks_of(folder: Path, lines: Iterable[int]) -> dict[int, Mark]:
    wanted = ", ".join(map(str, lines))
    with scratch(folder, read_only=True) as connection:
        rows = connection.execute(
            "SELECT s.line, CASE WHEN marks.line IS NULL THEN 'new' WHEN changed THEN 'changed' "  # noqa: S608
            "ELSE 'duplicate' END FROM staged s LEFT JOIN marks ON marks.line = s.line "
            f"WHERE s.kind = 'record' AND s.line IN ({wanted})"
        ).fetchall()
    return dict(rows)
