"""Facts about money that came and went, as the overview, the accounts and the records say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement

from core.dashboards import Overview, OverviewQuery, read_overview
from core.finance import CategoryKind, rate_on, visible_records
from core.finance.reconciliation import account_balances
from core.kit.context import Ctx
from core.kit.money import to_cents
from core.kit.periods import Period, month_start
from core.operations.demo.days import SINCE, YEAR, last_february, month_end
from core.operations.demo.findings import hold, only, percent
from core.operations.demo.firm import SUBSCRIPTION
from data.schema import FinancialRecord

R = FinancialRecord
LARGE, ZERO = Decimal(10_000), Decimal("0.00")
WEEK, QUARTER = 7, 3
MATTERS, DOUBLED = Decimal(30_000), Decimal("0.6")


def overview_of(ctx: Ctx, day: date, *, first: int, last: int = 1) -> Overview:
    """The overview of whole months, from `first` to `last` months back."""
    period = Period(month_start(day, back=first), month_end(day, back=last))
    return read_overview(ctx, OverviewQuery(period, day))


def _records(ctx: Ctx, *conditions: ColumnElement[bool]) -> list[FinancialRecord]:
    found = visible_records(ctx).where(*conditions).order_by(R.record_date, R.id)
    return list(ctx.session.scalars(found))


def paid_twice(ctx: Ctx, day: date) -> dict[str, Any]:
    """The one large payment made again within days to the same party for the same."""
    large = _records(ctx, R.direction == "expense", R.amount >= LARGE, R.counterparty.is_not(None))
    last: dict[tuple[Any, ...], FinancialRecord] = {}
    twice = []
    for row in large:
        key = (row.counterparty, row.amount, row.description)
        before = last.get(key)
        if before is not None and (row.record_date - before.record_date).days <= WEEK:
            twice.append((before, row))
        last[key] = row
    first, second = only(twice)
    return {
        "amount": first.amount,
        "party": first.counterparty,
        "first": first.record_date,
        "second": second.record_date,
    }


def february(ctx: Ctx, day: date) -> dict[str, Any]:
    """What came in in the last February beside the eleven months around it."""
    span = last_february(day)
    months = {row.month: row.income for row in overview_of(ctx, day, first=YEAR).months}
    income = months.pop(span.start)
    average = to_cents(sum(months.values(), Decimal(0)) / len(months))
    hold(income <= min(months.values()), "another month brought less")
    return {
        "month": f"{span.start:%Y-%m}",
        "income": income,
        "average": average,
        "percent": percent(income / average, places=0),
    }


def low_point(ctx: Ctx, day: date) -> dict[str, Any]:
    """The month of the last twelve at whose end there was least in all accounts."""
    ends = [month_end(day, back=back) for back in range(YEAR, 0, -1)]
    amounts = {end: cash(ctx, end) for end in ends}
    lowest = min(ends, key=lambda end: amounts[end])
    return {"month": f"{lowest:%Y-%m}", "amount": amounts[lowest], "now": cash(ctx, day)}


def cash(ctx: Ctx, day: date) -> Decimal:
    """What all accounts held at the end of a day, in company currency."""
    held = account_balances(ctx, as_of=day)
    return sum(
        (to_cents((one.book or ZERO) * (rate_on(ctx, one.currency, day) or ZERO)) for one in held),
        ZERO,
    )


def concentration(ctx: Ctx, day: date) -> dict[str, Any]:
    """The customer who paid most in the last twelve months."""
    seen = overview_of(ctx, day, first=YEAR)
    largest = seen.customers[0]
    return {
        "customer": largest.name,
        "amount": largest.now,
        "income": seen.now.income,
        "percent": percent(largest.now / seen.now.income),
    }


def refund(ctx: Ctx, day: date) -> dict[str, Any]:
    """The one large refund."""
    row = only(_records(ctx, R.direction == "income", R.amount <= -LARGE))
    return {
        "amount": -row.amount,
        "party": row.counterparty,
        "day": row.record_date,
        "text": row.description,
    }


def growth(ctx: Ctx, day: date) -> dict[str, Any]:
    """The one running cost of some weight that grew out of all proportion in three months."""
    now = overview_of(ctx, day, first=SINCE)
    former = overview_of(ctx, day, first=SINCE + QUARTER, last=SINCE + 1)
    before = {row.category_id: row.expense for row in former.categories}
    grown = [
        (row, before[row.category_id])
        for row in now.categories
        if row.kind is CategoryKind.OPERATING
        and before.get(row.category_id, Decimal(0)) >= MATTERS
        and row.expense / before[row.category_id] - 1 >= DOUBLED
    ]
    row, was = only(grown)
    return {
        "category": row.name_zh,
        "category_en": row.name_en,
        "now": row.expense,
        "before": was,
        "percent": percent(row.expense / was - 1, places=0),
        "from_month": f"{month_start(day, back=SINCE):%Y-%m}",
        "to_month": f"{month_start(day, back=1):%Y-%m}",
    }


def price_rise(ctx: Ctx, day: date) -> dict[str, Any]:
    """What a subscription cost before and costs now."""
    rows = _records(ctx, R.counterparty == SUBSCRIPTION)
    prices = list(dict.fromkeys(row.amount for row in rows))
    before, now = prices
    first = next(row for row in rows if row.amount == now)
    return {
        "party": SUBSCRIPTION,
        "before": before,
        "now": now,
        "month": f"{first.record_date:%Y-%m}",
        "percent": "+" + percent(now / before - 1, places=0),
    }


def unbooked(ctx: Ctx, day: date) -> dict[str, Any]:
    """The one account whose books break with its statement."""
    held = account_balances(ctx, as_of=day)
    hold(not any(one.foreign for one in held), "records in another currency than their account")
    broken = only([one for one in held if one.difference])
    return {"account": broken.name, "day": broken.statement_on, "amount": broken.difference}


def unsorted(ctx: Ctx, day: date) -> dict[str, Any]:
    """The payments without a category."""
    rows = _records(ctx, R.category_id.is_(None))
    return {"count": len(rows), "amount": sum((row.amount for row in rows), Decimal("0.00"))}
