"""The one transaction that writes an import: records, batch, audit and event, or nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from core.audit import record
from core.finance.changes import RECORDS_CHANGED, span_of
from core.finance.imports import batches, books
from core.finance.imports.categories import as_json, categories_of_batch, deciding
from core.finance.imports.closing import keep_closing_balance
from core.finance.imports.decisions import Decisions
from core.finance.imports.naming import unknown_names
from core.finance.imports.preview import Counts, completed
from core.finance.imports.reader import Read
from core.finance.imports.transfers import transfer_notes
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
    said: Decisions,
    notes: tuple[str, ...],
    seconds: float,
) -> dict[str, Any]:
    """Check against the books again, insert and update; the contract's object.

    A batch that is committed already answers what it answered then.
    """
    ctx.require("imports.run")
    batch = batches.load(ctx, batch_id)
    if batch.state == "committed":
        return dict(batch.result or {})
    with books.staged(ctx.session, read, batch_id, deciding(ctx)) as rows:
        counts, pairs = books.compare(rows), transfer_notes(rows)
        if counts.changed and said.updates:
            books.update_changed(ctx, rows, batch_id, said)
        if counts.new or said.by_line:
            known = counts.duplicate + counts.changed > 0
            books.insert_new(ctx, rows, batch_id, said, some_known=known)
        told = (*notes, *_unknown(rows), *pairs)
    written = _written(ctx, batch_id, counts, said)
    result = completed(read.shown, counts, batch_id=batch_id, seconds=seconds, notes=told)
    result["written"] = written
    result["categories"] = as_json(categories_of_batch(ctx, batch_id))
    batches.change(
        ctx, batch_id, state="committed", result=result, preview=result, progress=100,
        rows_new=written["added"], rows_changed=written["updated"],
        account_id=read.home.account_id, committed_at=ctx.now, error=None,
    )  # fmt: skip
    keep_closing_balance(ctx, read, batch_id)
    _tell(ctx, batch_id, batch.file_name, counts, written)
    return result


def _written(ctx: Ctx, batch_id: str, counts: Counts, said: Decisions) -> dict[str, int]:
    """How many records were added and updated, and how many new rows were left out."""
    if not said.by_line:
        updated = counts.changed if said.updates else 0
        return {"added": counts.new, "updated": updated, "left_out": 0}
    record, former = FinancialRecord, FinancialRecordVersion
    mine = select(func.count()).where(record.import_batch_id == batch_id)
    again = select(func.count()).where(
        record.import_batch_id == batch_id, record.dedup_key.endswith(f":{batch_id}")
    )
    renewed = select(func.count()).where(former.replaced_by_batch_id == batch_id)
    added, twice, updated = (ctx.session.scalar(one) or 0 for one in (mine, again, renewed))
    return {"added": added, "updated": updated, "left_out": counts.new - (added - twice)}


def _unknown(rows: books.Staged) -> list[str]:
    found = {name: unknown_names(rows.session, rows.source, name) for name in rows.names()}
    return [t(NOTES[name], names=", ".join(names)) for name, names in found.items() if names]


def _tell(ctx: Ctx, batch_id: str, file_name: str, counts: Counts, written: dict[str, int]) -> None:
    told = {"file_name": file_name, "added": written["added"], "updated": written["updated"],
            "duplicate": counts.duplicate, "changed": counts.changed}  # fmt: skip
    record(ctx, "import.committed", "import_batch", batch_id, None, told)
    announce(ctx, batch_id)


def announce(ctx: Ctx, batch_id: str) -> None:
    """Emit what days and places the batch's records, added or updated, weigh on."""
    former = FinancialRecordVersion
    here = former.replaced_by_batch_id == batch_id
    dates = select(func.min(former.record_date), func.max(former.record_date)).where(here)
    days = [day.isoformat() for day in ctx.session.execute(dates).one() if day is not None]
    touched = FinancialRecord.import_batch_id == batch_id
    if days:
        touched |= FinancialRecord.id.in_(select(former.record_id).where(here))
    payload = span_of(ctx, touched)
    if payload is not None:
        payload["min_date"] = min([payload["min_date"], *days])
        payload["max_date"] = max([payload["max_date"], *days])
        emit(ctx, RECORDS_CHANGED, {"batch_id": batch_id, **payload})
