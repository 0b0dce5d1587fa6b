"""Amounts in company currency settled after each commit.

A rate and a record committed at the same moment do not see one another; whichever is handled
second sees both, and puts the amount right.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select, update

from core.company import company
from core.finance.changes import RATES_CHANGED, RECORDS_CHANGED, forget_loaded
from core.finance.exchange_rates import converted
from core.kit.context import Ctx
from core.kit.events import emit, on_event
from data.schema import ExchangeRate, FinancialRecord

LAST_DAY = date(9999, 12, 31)


@on_event(RECORDS_CHANGED)
@on_event(RATES_CHANGED)
def settle_conversions(ctx: Ctx, payload: dict[str, Any]) -> None:
    """Recompute the amounts of the event's days that do not follow from today's rates, and tell
    of it: what was read meanwhile is read again, and rules are checked on what it is now."""
    first = payload.get("since") or payload.get("min_date")
    if first is None or ctx.session.scalar(select(ExchangeRate.id).limit(1)) is None:
        return
    last = LAST_DAY if payload.get("since") else date.fromisoformat(payload["max_date"])
    _settle(ctx, date.fromisoformat(first), last)


def _settle(ctx: Ctx, first: date, last: date) -> None:
    record = FinancialRecord
    rate = (
        select(ExchangeRate.rate)
        .where(
            ExchangeRate.currency == record.currency,
            ExchangeRate.rate_date <= record.record_date,
        )
        .order_by(ExchangeRate.rate_date.desc())
        .limit(1)
        .correlate(record)
        .scalar_subquery()
    )
    base = converted(rate)
    wrong = (
        record.currency != company(ctx).currency,
        record.record_date.between(first, last),
        record.amount_base.is_distinct_from(base),
    )
    if ctx.session.scalar(select(record.id).where(*wrong).limit(1)) is None:
        return
    ctx.session.execute(
        update(record)
        .where(*wrong)
        .values(amount_base=base)
        .execution_options(synchronize_session=False)
    )
    forget_loaded(ctx)
    emit(ctx, RATES_CHANGED, {"min_date": first.isoformat(), "max_date": last.isoformat()})
