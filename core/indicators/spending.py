"""What one project has spent, by day and by what it was for, in the project's currency.

Its expenses of every kind but transfer and financing, as in `actual_cost`.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select

from core.company import company
from core.finance import counted
from core.indicators.budgets import USED
from core.indicators.rates import Rates, load_rates
from core.indicators.record_sums import R
from core.kit.context import Ctx
from data.schema import Category

By = tuple[int | None, date]
"""Category and first day of the month."""


def spent_by_day(
    ctx: Ctx, project_id: int, as_of: date, currency: str
) -> list[tuple[date, Decimal]] | None:
    """(day, spent on it) up to `as_of` in the order of days; None where a record has no rate."""
    rows = _valued(ctx, _sums(project_id, as_of), currency)
    if rows is None:
        return None
    days: dict[date, Decimal] = defaultdict(Decimal)
    for row, value in rows:
        days[row.record_date] += value
    return sorted(days.items())


def spent_by_month(
    ctx: Ctx, project_id: int, as_of: date, currency: str
) -> dict[By, Decimal] | None:
    """(category, month) -> spent up to `as_of`; None where a record has no rate."""
    rows = _valued(ctx, _sums(project_id, as_of, R.category_id), currency)
    if rows is None:
        return None
    months: dict[By, Decimal] = defaultdict(Decimal)
    for row, value in rows:
        months[row.category_id, row.record_date.replace(day=1)] += value
    return dict(months)


def paid_most(
    ctx: Ctx, project_id: int, category_id: int | None, since: date, as_of: date
) -> tuple[str, Decimal] | None:
    """Who got most of a category in company currency since a day; None where nobody is named."""
    same = R.category_id == category_id if category_id else R.category_id.is_(None)
    total = func.sum(func.coalesce(R.amount_base, R.amount))
    parties: Any = select(R.counterparty, total.label("total"))
    found = (
        _of_project(parties, project_id, as_of)
        .where(same, R.record_date >= since, R.counterparty.is_not(None))
        .group_by(R.counterparty)
        .order_by(total.desc(), R.counterparty)
        .limit(1)
    )
    row = ctx.session.execute(found).first()
    return None if row is None or row.total is None or row.total <= 0 else (row[0], row[1])


def _of_project(statement: Select[Any], project_id: int, as_of: date) -> Select[Any]:
    return (
        statement.select_from(R)
        .outerjoin(Category, Category.id == R.category_id)
        .where(counted(R), R.project_id == project_id, R.record_date <= as_of, *USED.values())
    )


def _sums(project_id: int, as_of: date, *keys: Any) -> Select[Any]:
    by = (R.record_date, R.currency, *keys)
    unrated = func.count().filter(R.amount_base.is_(None))
    sums = select(
        *by,
        func.sum(R.amount).label("amount"),
        func.sum(R.amount_base).label("base"),
        unrated.label("unrated"),
    )
    return _of_project(sums, project_id, as_of).group_by(*by)


def _valued(ctx: Ctx, statement: Select[Any], currency: str) -> list[tuple[Any, Decimal]] | None:
    """Each row with its worth in `currency`; None where one has none."""
    base, rates = company(ctx).currency, None
    found = []
    for row in ctx.session.execute(statement):
        if currency not in (base, row.currency):
            rates = rates or load_rates(ctx)
        value = _worth(row, currency, base, rates)
        if value is None:
            return None
        found.append((row, value))
    return found


def _worth(row: Any, currency: str, base: str, rates: Rates | None) -> Decimal | None:
    if row.currency == currency:
        return Decimal(row.amount)
    if row.currency != base and row.unrated:
        return None
    in_base = Decimal(row.amount if row.currency == base else row.base)
    if currency == base:
        return in_base
    rate = rates.on(currency, row.record_date) if rates else None
    return None if not rate else in_base / rate


def months_between(first: date, last: date) -> int:
    """How many months lie between two."""
    return (last.year - first.year) * 12 + last.month - first.month
