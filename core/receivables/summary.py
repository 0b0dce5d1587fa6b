"""Receivables in a few figures, for the overview."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, select

from core.kit.context import Ctx
from core.kit.inputs import Row
from core.kit.money import ratio
from core.kit.periods import Period
from core.receivables.ageing import NO_FILTERS, Rates, ReceivableFilters, issued_by, narrowed
from core.receivables.queries import countable_receivables
from core.receivables.states import ReceivableStatus
from core.receivables.sums import NOTHING, company_day, received_by
from data.schema import FinancialRecord, Receivable, ReceivableReceipt


class ReceivablesSummary(Row):
    """Figures in company currency at the rates of `as_of`.

    `due` is all that fell due by that day and `collected` what was received of it; their ratio
    is `collection_rate`, None when nothing was due. `open` and `overdue` are still to come in.
    `collected_in_period` is what came in during the period, for whatever was owed.
    `without_rate` receivables are in no figure.
    """

    as_of: date
    currency: str
    due: Decimal
    collected: Decimal
    collection_rate: Decimal | None
    open: Decimal
    overdue: Decimal
    overdue_receivables: int
    collected_in_period: Decimal
    without_rate: int


def receivables_summary(
    ctx: Ctx,
    as_of: date | None = None,
    period: Period | None = None,
    filters: ReceivableFilters = NO_FILTERS,
) -> ReceivablesSummary:
    """The figures on a day, by default today; `period` by default that one day.

    Raises NotPermitted without the rights to see receivables and amounts.
    """
    day = company_day(ctx, as_of)
    span = period or Period(day, day)
    rates = Rates(ctx, day)
    sums = dict.fromkeys(("due", "collected", "open", "overdue", "period"), NOTHING)
    late = unrated = 0
    for one in ctx.session.execute(_by_currency(ctx, day, span, filters)):
        late += one.late
        if rates.in_base(NOTHING, one.currency) is None:
            unrated += one.receivables
            continue
        for name in sums:
            sums[name] += rates.in_base(getattr(one, name), one.currency) or NOTHING
    return ReceivablesSummary(
        as_of=day,
        currency=rates.base,
        due=sums["due"],
        collected=sums["collected"],
        collection_rate=ratio(sums["collected"], sums["due"]),
        open=sums["open"],
        overdue=sums["overdue"],
        overdue_receivables=late,
        collected_in_period=sums["period"],
        without_rate=unrated,
    )


def _by_currency(ctx: Ctx, day: date, span: Period, filters: ReceivableFilters) -> Any:
    one = (
        countable_receivables(ctx)
        .with_only_columns(
            Receivable.currency,
            Receivable.amount,
            Receivable.due_date,
            received_by(day).label("received"),
            _received_in(span).label("in_period"),
        )
        .where(Receivable.status == ReceivableStatus.OPEN.value, issued_by(day), *narrowed(filters))
        .subquery("one")
    )
    left = one.c.amount - one.c.received
    is_late = (one.c.due_date < day) & (left > 0)

    def total(condition: Any, value: Any) -> Any:
        return func.coalesce(func.sum(case((condition, value))), NOTHING)

    fallen_due = one.c.due_date <= day
    return select(
        one.c.currency,
        func.count().label("receivables"),
        total(fallen_due, one.c.amount).label("due"),
        total(fallen_due, one.c.received).label("collected"),
        total(left > 0, left).label("open"),
        total(is_late, left).label("overdue"),
        func.coalesce(func.sum(one.c.in_period), NOTHING).label("period"),
        func.count(case((is_late, 1))).label("late"),
    ).group_by(one.c.currency)


def _received_in(span: Period) -> Any:
    receipt, record = ReceivableReceipt, FinancialRecord
    found = (
        select(func.sum(receipt.amount))
        .join(record, record.id == receipt.financial_record_id)
        .where(
            receipt.receivable_id == Receivable.id,
            record.record_date.between(span.start, span.end),
        )
        .correlate(Receivable)
        .scalar_subquery()
    )
    return func.coalesce(found, NOTHING)
