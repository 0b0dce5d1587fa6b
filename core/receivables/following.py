"""Receipts follow their records: what was deleted, undone or lowered no longer pays anything."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, delete, func, not_, or_, select, update

from core.finance import RECORDS_CHANGED
from core.kit.context import Ctx
from core.kit.events import on_event
from core.receivables.changes import Place, emit_receivables_changed
from core.receivables.receipts import may_be_matched, tell
from data.schema import FinancialRecord, Receivable, ReceivableReceipt

R, F = ReceivableReceipt, FinancialRecord


@on_event(RECORDS_CHANGED)
def follow_records(ctx: Ctx, payload: dict[str, Any]) -> None:
    """Remove receipts of records that pay nothing any more, and lower those of records that
    pay less than is matched, the latest receipt first."""
    if ctx.session.scalar(select(R.id).limit(1)) is None:
        return
    touched = _remove_void(ctx, payload) + _lower(ctx, payload)
    places = _places(ctx, touched, payload)
    if places:
        emit_receivables_changed(ctx, places)


def _places(ctx: Ctx, touched: list[int], payload: dict[str, Any]) -> list[Place]:
    """Places of receivables that lost receipts, or whose receipts are of the event's days: these
    may count from another day now."""
    moved = select(R.receivable_id).join(F, F.id == R.financial_record_id).where(_in_days(payload))
    concerned = or_(Receivable.id.in_(touched), Receivable.id.in_(moved))
    found = select(Receivable.department_id, Receivable.project_id, Receivable.customer_id)
    return [
        (one[0], one[1], one[2]) for one in ctx.session.execute(found.where(concerned).distinct())
    ]


def _in_days(payload: dict[str, Any]) -> Any:
    """Records of the event's days; of an event without days, all."""
    first, last = payload.get("min_date"), payload.get("max_date")
    if first is None or last is None:
        return F.id.is_not(None)
    return F.record_date.between(date.fromisoformat(first), date.fromisoformat(last))


def _remove_void(ctx: Ctx, payload: dict[str, Any]) -> list[int]:
    void = or_(not_(and_(*may_be_matched())), F.currency != Receivable.currency)
    found = ctx.session.execute(
        select(R.id, R.receivable_id, R.financial_record_id, R.amount)
        .join(Receivable, Receivable.id == R.receivable_id)
        .outerjoin(F, F.id == R.financial_record_id)
        .where(or_(F.id.is_(None), and_(_in_days(payload), void)))
        .order_by(R.id)
    ).all()
    for one in found:
        tell(ctx, "unmatched", one.receivable_id, one.financial_record_id, one.amount, None)
        ctx.session.execute(delete(R).where(R.id == one.id))
    return [one.receivable_id for one in found]


def _lower(ctx: Ctx, payload: dict[str, Any]) -> list[int]:
    used = (
        select(R.financial_record_id, func.sum(R.amount).label("amount"))
        .group_by(R.financial_record_id)
        .subquery("used")
    )
    over = ctx.session.execute(
        select(F.id, (used.c.amount - F.amount).label("too_much"))
        .join(used, used.c.financial_record_id == F.id)
        .where(_in_days(payload), used.c.amount > F.amount)
        .order_by(F.id)
    ).all()
    return [touched for one in over for touched in _lower_one(ctx, one.id, one.too_much)]


def _lower_one(ctx: Ctx, record_id: int, too_much: Decimal) -> list[int]:
    touched: list[int] = []
    receipts = select(R.id, R.receivable_id, R.amount).where(R.financial_record_id == record_id)
    for one in ctx.session.execute(receipts.order_by(R.id.desc())).all():
        if too_much <= 0:
            break
        left = max(one.amount - too_much, Decimal(0))
        too_much -= one.amount - left
        action = "receipt_lowered" if left else "unmatched"
        tell(ctx, action, one.receivable_id, record_id, one.amount, left or None)
        same = R.id == one.id
        ctx.session.execute(
            update(R).where(same).values(amount=left) if left else delete(R).where(same)
        )
        touched.append(one.receivable_id)
    return touched
