"""Monthly plans: amounts that add up to the cent, spread, scaled and checked. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from core.finance.budgeting.schemas import PlanMonth
from core.kit.errors import Invalid
from core.kit.i18n import N_
from core.kit.money import to_cents
from core.kit.periods import Period, month_start

ZERO = Decimal("0.00")
Months = dict[date, Decimal]
"""First day of a month -> amount."""


def months_of(period: Period) -> tuple[date, ...]:
    """The first days of the months that the period touches."""
    first = period.start.replace(day=1)
    count = (period.end.year - first.year) * 12 + period.end.month - first.month + 1
    return tuple(month_start(first, back=-number) for number in range(count))


def share_of_month(month: date, period: Period) -> Decimal:
    """Which part of the month's days lies in the period: 1 for a whole month, 0 for none."""
    days = monthrange(month.year, month.month)[1]
    first, last = max(period.start, month), min(period.end, month.replace(day=days))
    return Decimal(max((last - first).days + 1, 0)) / days


def spread(amount: Decimal, weights: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """`amount` in parts of these weights, to the cent, with no cent lost.

    Weights are not negative and not all zero.
    """
    whole, gone, parts = sum(weights, Decimal(0)), Decimal(0), []
    before = ZERO
    for weight in weights:
        gone += weight
        until = to_cents(amount * gone / whole)
        parts.append(until - before)
        before = until
    return tuple(parts)


def even_plan(period: Period, amount: Decimal) -> Months:
    """The same for each whole month; a month that is partly in the period by its days."""
    months = months_of(period)
    weights = [share_of_month(month, period) for month in months]
    return dict(zip(months, spread(amount, weights), strict=True))


def plan_like(period: Period, amount: Decimal, pattern: Mapping[date, Decimal]) -> Months:
    """`amount` in the proportions of `pattern` (month -> what it weighs, negative counts as
    nothing); evenly where the pattern says nothing about any month of the period."""
    months = months_of(period)
    weights = [max(pattern.get(month, ZERO), ZERO) for month in months]
    if not any(weights):
        return even_plan(period, amount)
    return dict(zip(months, spread(amount, weights), strict=True))


def year_before(month: date) -> date:
    """The same month a year earlier."""
    return month_start(month, back=12)


def checked_plan(period: Period, plan: Sequence[PlanMonth], amount: Decimal | None) -> Months:
    """The plan by month, months it leaves out being zero. Raises Invalid for a month twice or
    outside the period, and where it does not add up to `amount` (None: any sum)."""
    months: Months = dict.fromkeys(months_of(period), ZERO)
    given = [one.month.replace(day=1) for one in plan]
    if len(set(given)) < len(given):
        raise _invalid("budget.plan_twice", N_("The plan names a month twice."))
    if not set(given) <= set(months):
        raise _invalid(
            "budget.plan_outside", N_("The plan names a month outside the budget's period.")
        )
    months |= {month: one.amount for month, one in zip(given, plan, strict=True)}
    total = sum(months.values(), ZERO)
    if amount is not None and total != amount:
        raise _invalid(
            "budget.plan_sum",
            N_("The months add up to {total}, the budget is {amount}."),
            total=total,
            amount=amount,
        )
    return months


def _invalid(code: str, message: str, **params: object) -> Invalid:
    return Invalid(code, message, fields={"plan": message}, **params)
