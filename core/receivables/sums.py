"""What has been received of a receivable by a day, as SQL beside the row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select

from core.company import company
from core.kit.context import Ctx
from core.kit.periods import today
from core.receivables.states import ReceivableState, ReceivableStatus
from data.schema import FinancialRecord, Receivable, ReceivableReceipt

NOTHING = Decimal("0.00")


def company_day(ctx: Ctx, as_of: date | None = None) -> date:
    """`as_of`, by default today in the company."""
    return as_of or today(ctx.now, company(ctx).timezone)


def received_by(as_of: date) -> ColumnElement[Any]:
    """Receipts of the receivable from records up to that day, in its currency."""
    receipt = ReceivableReceipt
    found = (
        select(func.sum(receipt.amount))
        .join(FinancialRecord, FinancialRecord.id == receipt.financial_record_id)
        .where(receipt.receivable_id == Receivable.id, FinancialRecord.record_date <= as_of)
        .correlate(Receivable)
        .scalar_subquery()
    )
    return func.coalesce(found, literal(NOTHING))


def open_on(as_of: date) -> ColumnElement[Any]:
    """What is still to be paid on that day; nothing of what was cancelled."""
    left = Receivable.amount - received_by(as_of)
    return case((Receivable.status == ReceivableStatus.CANCELLED.value, NOTHING), else_=left)


def state_on(as_of: date) -> ColumnElement[Any]:
    """The state of the receivable on that day."""
    received = received_by(as_of)
    return case(
        (
            Receivable.status == ReceivableStatus.CANCELLED.value,
            ReceivableState.CANCELLED.value,
        ),
        (received >= Receivable.amount, ReceivableState.PAID.value),
        (Receivable.due_date < as_of, ReceivableState.OVERDUE.value),
        (received > 0, ReceivableState.PARTLY.value),
        else_=ReceivableState.OPEN.value,
    )


def state_of(
    status: str, due_date: date, amount: Decimal, received: Decimal, as_of: date
) -> ReceivableState:
    """The same for a row that has been read."""
    if status == ReceivableStatus.CANCELLED:
        return ReceivableState.CANCELLED
    if received >= amount:
        return ReceivableState.PAID
    if due_date < as_of:
        return ReceivableState.OVERDUE
    return ReceivableState.PARTLY if received else ReceivableState.OPEN


def matched_of_receivable(ctx: Ctx, receivable_id: int) -> Decimal:
    """All receipts of a receivable, whatever their day."""
    return _sum_where(ctx, ReceivableReceipt.receivable_id == receivable_id)


def matched_of_record(ctx: Ctx, record_id: int) -> Decimal:
    """All that has been matched of an income record."""
    return _sum_where(ctx, ReceivableReceipt.financial_record_id == record_id)


def _sum_where(ctx: Ctx, condition: ColumnElement[bool]) -> Decimal:
    return ctx.session.scalar(select(func.sum(ReceivableReceipt.amount)).where(condition)) or (
        NOTHING
    )
