"""Taking an import back: its rows go, rows it updated come back, rows edited since are kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text as sql

from core.audit import record
from core.finance.imports import batches, books, errors
from core.finance.imports.commit import announce
from core.finance.imports.preview import money
from core.finance.imports.schemas import Edited
from core.finance.reconciliation import forget_statements
from core.kit.context import Ctx
from core.kit.uow import Who, run_in_uow

MOST_KEPT = 1000
_MINE = "import_batch_id = :batch"
_EDITED = "version > 1 AND deleted_at IS NULL"
_RESTORABLE = """financial_record_versions v JOIN financial_records r ON r.id = v.record_id
  WHERE v.replaced_by_batch_id = :batch"""


def undo_import(
    who: Who, batch_id: str, *, confirm: bool, edited: Edited = "keep"
) -> dict[str, Any]:
    """Take a committed import back; `{"removed", "restored", "kept": [...]}`.

    Without `confirm` it only says what it would do. Rows edited since are kept and listed unless
    `edited` is "remove". Repeating it answers the same. Raises NotFound, NotPermitted, Conflict.
    """
    if not confirm:
        return run_in_uow(who, lambda ctx: _undo(ctx, batch_id, confirm, edited))
    with books.one_at_a_time():
        return run_in_uow(who, lambda ctx: _undo(ctx, batch_id, confirm, edited))


def _undo(ctx: Ctx, batch_id: str, confirm: bool, edited: Edited) -> dict[str, Any]:
    batch = batches.load(ctx, batch_id)
    if batch.state == "undone":
        return dict((batch.result or {}).get("undo", {}))
    if batch.state != "committed":
        raise errors.wrong_state(batch.state)
    values = {"batch": batch_id}
    told = _would(ctx, values, edited)
    if not confirm:
        return told
    announce(ctx, batch_id)
    _restore(ctx, values, edited)
    _remove(ctx, values, edited)
    forget_statements(ctx, batch_id)
    result = {**(batch.result or {}), "undo": told}
    batches.change(ctx, batch_id, state="undone", undone_at=ctx.now, result=result)
    counted = {"removed": told["removed"], "restored": told["restored"], "kept": len(told["kept"])}
    record(ctx, "import.undone", "import_batch", batch_id, None, counted)
    return told


def _would(ctx: Ctx, values: dict[str, Any], edited: Edited) -> dict[str, Any]:
    def number(query: str) -> int:
        return int(ctx.session.execute(sql(query), values).scalar_one())

    kept = _kept(ctx, values) if edited == "keep" else []
    every = number(f"SELECT count(*) FROM financial_records WHERE {_MINE}")  # noqa: S608
    changed = number(f"SELECT count(*) FROM financial_records WHERE {_MINE} AND {_EDITED}")  # noqa: S608
    fresh = "" if edited == "remove" else "AND r.version = v.version + 1"
    restored = number(f"SELECT count(*) FROM {_RESTORABLE} {fresh}")  # noqa: S608
    return {
        "removed": every - (changed if edited == "keep" else 0),
        "restored": restored,
        "kept": kept,
    }


def _kept(ctx: Ctx, values: dict[str, Any]) -> list[dict[str, Any]]:
    columns = (
        "r.id, r.record_date, r.direction, r.amount, r.currency, r.counterparty, r.description"
    )
    rows = ctx.session.execute(
        sql(
            f"""SELECT {columns} FROM financial_records r
                WHERE r.{_MINE} AND r.version > 1 AND r.deleted_at IS NULL
                UNION ALL SELECT {columns} FROM {_RESTORABLE} AND r.version <> v.version + 1
                ORDER BY 1 LIMIT {MOST_KEPT}"""  # noqa: S608
        ),
        values,
    )
    return [
        {"id": row.id, "record_date": row.record_date.isoformat(), "direction": row.direction,
         "amount": money(row.amount), "currency": row.currency,
         "counterparty": row.counterparty, "description": row.description}
        for row in rows
    ]  # fmt: skip


def _restore(ctx: Ctx, values: dict[str, Any], edited: Edited) -> None:
    """Give rows this import updated their former content back."""
    fresh = "" if edited == "remove" else "AND r.version = v.version + 1"
    fields = ", ".join(f"{name} = f.{name}" for name in books.UPDATED)
    listed = ", ".join(f"v.{name}" for name in books.UPDATED)
    now_restored = fresh.replace("v.version + 1", "v.version + 2")
    moment = {"now": books.moment(ctx.now)}
    ctx.session.execute(
        sql(
            f"""UPDATE financial_records SET {fields},
                  version = financial_records.version + 1, updated_at = :now
                FROM (SELECT v.record_id, {listed} FROM {_RESTORABLE} {fresh}) f
                WHERE financial_records.id = f.record_id"""  # noqa: S608
        ),
        values | moment,
    )
    ctx.session.execute(
        sql(
            f"""DELETE FROM financial_record_versions WHERE id IN
                (SELECT v.id FROM {_RESTORABLE} {now_restored})"""  # noqa: S608
        ),
        values,
    )


def _remove(ctx: Ctx, values: dict[str, Any], edited: Edited) -> None:
    mine = _MINE if edited == "remove" else f"{_MINE} AND NOT ({_EDITED})"
    ctx.session.execute(
        sql(
            "DELETE FROM financial_record_versions WHERE record_id IN "  # noqa: S608
            f"(SELECT id FROM financial_records WHERE {mine})"
        ),
        values,
    )
    ctx.session.execute(sql(f"DELETE FROM financial_records WHERE {mine}"), values)  # noqa: S608
