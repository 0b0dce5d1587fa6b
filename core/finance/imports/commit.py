"""The one transaction that writes an import: records, batch, audit and event, or nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from core.audit import record
from core.company import company
from core.finance.changes import RECORDS_CHANGED, span_of
from core.finance.imports import batches, books
from core.finance.imports.preview import Counts, contract
from core.finance.imports.reader import Read
from core.finance.imports.schemas import OnDuplicate
from core.finance.imports.scratch import scratch
from core.finance.imports.staging import NAMED, stage
from core.kit.context import Ctx
from core.kit.events import emit
from core.kit.i18n import N_, t
from data.schema import FinancialRecord, FinancialRecordVersion

NOTES = {
    "department": N_("These departments are not known and were left out: {names}."),
    "project": N_("These projects are not known and were left out: {names}."),
    "category": N_("These categories are not known and were left out: {names}."),
}


def write_records(
    ctx: Ctx,
    batch_id: str,
    read: Read,
    on_duplicate: OnDuplicate,
    account_id: int | None,
    notes: tuple[str, ...],
    seconds: float,
) -> dict[str, Any]:
    """Stage, check against the books again, insert and update; the contract's object.

    A batch that is committed already answers what it answered then.
    """
    ctx.require("imports.run")
    books.lock(ctx.session)
    batch = batches.load(ctx, batch_id)
    if batch.state == "committed":
        return dict(batch.result or {})
    own = company(ctx)
    target = books.Target(batch_id, account_id, own.currency)
    stage(ctx.session, read, currency=own.currency, timezone=own.timezone)
    if account_id is not None:
        books.keep_former_keys(ctx.session)
    updated, counts = 0, books.count(ctx.session)
    if on_duplicate == "update" and counts.changed:
        updated = books.update_changed(ctx, target)
    added = books.insert_new(ctx, target) if counts.new else 0
    told = (*notes, *_unknown(ctx, read))
    with scratch(read.folder, read_only=True) as connection:
        result = contract(connection, read.table, read.plan, counts, seconds=seconds,
                          batch_id=batch_id, notes=told)  # fmt: skip
    batches.change(
        ctx, batch_id, state="committed", result=result, preview=result, progress=100, rows_new=added,
        rows_changed=updated, account_id=account_id, committed_at=ctx.now,
    )  # fmt: skip
    _tell(ctx, batch_id, batch.file_name, counts, added, updated)
    return result


def _unknown(ctx: Ctx, read: Read) -> list[str]:
    found = {name: books.unknown_names(ctx.session, name) for name in NAMED if read.plan.column(name) is not None}
    return [t(NOTES[name], names=", ".join(names)) for name, names in found.items() if names]


def _tell(
    ctx: Ctx, batch_id: str, file_name: str, counts: Counts, added: int, updated: int
) -> None:
    record(
        ctx, "import.committed", "import_batch", batch_id, None,
        {"file_name": file_name, "added": added, "updated": updated,
         "duplicate": counts.duplicate, "changed": counts.changed},
    )  # fmt: skip
    announce(ctx, batch_id)


def announce(ctx: Ctx, batch_id: str) -> None:
    """Emit what days and places the batch's records, added or updated, weigh on."""
    former = FinancialRecordVersion
    renewed = select(former.record_id).where(former.replaced_by_batch_id == batch_id)
    mine = FinancialRecord.import_batch_id == batch_id
    payload = span_of(ctx, mine | FinancialRecord.id.in_(renewed))
    dates = select(func.min(former.record_date), func.max(former.record_date))
    span = ctx.session.execute(dates.where(former.replaced_by_batch_id == batch_id)).one()
    days = [day.isoformat() for day in span if day is not None]
    if payload is not None:
        payload["min_date"] = min([payload["min_date"], *days])
        payload["max_date"] = max([payload["max_date"], *days])
        emit(ctx, RECORDS_CHANGED, {"batch_id": batch_id, **payload})

