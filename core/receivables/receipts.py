"""Receipts: which income record pays which receivable, and how much of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select, update

from core.audit import record
from core.finance import COUNTED_STATUSES, Direction
from core.identity import amounts_shown, load_editable, load_visible, scoped
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted
from core.kit.i18n import N_
from core.kit.inputs import MAX_ID
from core.receivables.changes import emit_receivables_changed, place_of
from core.receivables.schemas import ReceiptIn, ReceiptRow
from core.receivables.service import RIGHTS
from core.receivables.states import ReceivableStatus
from core.receivables.sums import matched_of_receivable, matched_of_record
from data.schema import FinancialRecord, Receivable, ReceivableReceipt

NO_RECORD = N_("There is no such income record.")


def list_receipts(ctx: Ctx, receivable_id: int) -> tuple[ReceiptRow, ...]:
    """The receipts of a receivable, in the order of their days. Raises NotFound."""
    load_visible(ctx, Receivable, receivable_id, "receivables.view")
    shown = amounts_shown(ctx, Receivable, receivable_id)
    found = (
        select(ReceivableReceipt, FinancialRecord, _sees_records(ctx).label("seen"))
        .join(FinancialRecord, FinancialRecord.id == ReceivableReceipt.financial_record_id)
        .where(ReceivableReceipt.receivable_id == receivable_id)
        .order_by(FinancialRecord.record_date, ReceivableReceipt.id)
    )
    return tuple(
        _row(one[0], one[1], shown=shown, names=bool(one[2])) for one in ctx.session.execute(found)
    )


def match_receipt(ctx: Ctx, receivable_id: int, receipt: ReceiptIn) -> ReceiptRow:
    """Let an income record pay a receivable, by default with all that is open on both.

    Raises NotFound, Invalid for an unknown record or more than is open, Conflict for a record
    or receivable that cannot be matched, NotPermitted without the right to see both amounts.
    """
    row = load_editable(ctx, Receivable, receivable_id, RIGHTS)
    paid_by = _record(ctx, receipt.financial_record_id)
    _hold(ctx, row, paid_by)
    _check_pair(row, paid_by)
    left_of_record = paid_by.amount - matched_of_record(ctx, paid_by.id)
    left = row.amount - matched_of_receivable(ctx, row.id)
    amount = _amount(receipt.amount, left, left_of_record)
    made = ReceivableReceipt(
        receivable_id=row.id,
        financial_record_id=paid_by.id,
        amount=amount,
        created_by=ctx.actor.user_id,
        created_at=ctx.now,
    )
    ctx.session.add(made)
    ctx.session.flush()
    tell(ctx, "matched", row.id, paid_by.id, None, amount)
    emit_receivables_changed(ctx, [place_of(row)])
    return _row(made, paid_by, shown=True, names=True)


def unmatch_receipt(ctx: Ctx, receipt_id: int) -> None:
    """Take a receipt away; record and receivable stay. Raises NotFound, NotPermitted."""
    ctx.require("receivables.edit")
    made = ctx.session.get(ReceivableReceipt, receipt_id) if receipt_id <= MAX_ID else None
    if made is None:
        raise NotFound
    row = load_editable(ctx, Receivable, made.receivable_id, RIGHTS)
    tell(ctx, "unmatched", row.id, made.financial_record_id, made.amount, None)
    ctx.session.delete(made)
    ctx.session.flush()
    emit_receivables_changed(ctx, [place_of(row)])


def tell(
    ctx: Ctx,
    action: str,
    receivable_id: int,
    record_id: int,
    before: Decimal | None,
    after: Decimal | None,
) -> None:
    """Audit a changed receipt where people look for it: on its receivable."""
    record(
        ctx,
        f"receivable.{action}",
        "receivable",
        receivable_id,
        before={"financial_record_id": before and record_id, "amount": before},
        after={"financial_record_id": after and record_id, "amount": after},
    )


def may_be_matched() -> list[Any]:
    """Records that can pay something: counted income above nothing."""
    return [
        FinancialRecord.deleted_at.is_(None),
        FinancialRecord.status.in_([status.value for status in COUNTED_STATUSES]),
        FinancialRecord.direction == Direction.INCOME.value,
        FinancialRecord.amount > 0,
    ]


def _sees_records(ctx: Ctx) -> Any:
    return scoped(ctx, "records.view", FinancialRecord)


def _record(ctx: Ctx, record_id: int) -> FinancialRecord:
    ctx.require("records.view")
    found = select(FinancialRecord).where(
        FinancialRecord.id == record_id,
        FinancialRecord.deleted_at.is_(None),
        _sees_records(ctx),
    )
    row = ctx.session.scalars(found).first()
    if row is None:
        raise Invalid("link.unknown", NO_RECORD, fields={"financial_record_id": NO_RECORD})
    if not amounts_shown(ctx, FinancialRecord, record_id):
        raise NotPermitted(action="amounts.view")
    return row


def _hold(ctx: Ctx, row: Receivable, paid_by: FinancialRecord) -> None:
    """Two people who match the same money at once meet here: one of them starts anew."""
    if not amounts_shown(ctx, Receivable, row.id):
        raise NotPermitted(action="amounts.view")
    model: Any
    for model, row_id in ((Receivable, row.id), (FinancialRecord, paid_by.id)):
        ctx.session.execute(
            update(model)
            .where(model.id == row_id)
            .values(updated_at=model.updated_at)
            .execution_options(synchronize_session=False)
        )


def _check_pair(row: Receivable, paid_by: FinancialRecord) -> None:
    if row.status == ReceivableStatus.CANCELLED:
        raise Conflict("receipt.cancelled", N_("This receivable is cancelled."))
    if (
        paid_by.direction != Direction.INCOME
        or paid_by.status not in COUNTED_STATUSES
        or paid_by.amount <= 0
    ):
        raise Conflict("receipt.not_income", N_("Only booked income can pay a receivable."))
    if row.currency != paid_by.currency:
        raise Conflict(
            "receipt.currency",
            N_("The record is in {paid}, the receivable in {owed}."),
            paid=paid_by.currency,
            owed=row.currency,
        )


def _amount(wanted: Decimal | None, left: Decimal, left_of_record: Decimal) -> Decimal:
    if left <= 0:
        raise Conflict("receipt.paid", N_("This receivable is paid already."))
    if left_of_record <= 0:
        raise Conflict("receipt.used_up", N_("All of this record has been matched already."))
    amount = min(left, left_of_record) if wanted is None else wanted
    if amount > left:
        message = N_("Only {left} is open on this receivable.")
        raise Invalid("receipt.too_much", message, fields={"amount": message}, left=left)
    if amount > left_of_record:
        message = N_("Only {left} of this record is not matched yet.")
        raise Invalid("receipt.too_much", message, fields={"amount": message}, left=left_of_record)
    return amount


def _row(
    made: ReceivableReceipt, paid_by: FinancialRecord, *, shown: bool, names: bool
) -> ReceiptRow:
    return ReceiptRow(
        id=made.id,
        receivable_id=made.receivable_id,
        financial_record_id=made.financial_record_id,
        received_on=paid_by.record_date,
        counterparty=paid_by.counterparty if names else None,
        amount=made.amount if shown else None,
        currency=paid_by.currency,
        created_by=made.created_by,
        created_at=made.created_at,
    )
