"""Payments that may be recurring, found over all records in one statement.

A payee is kept whole when about half of the gaps between their payments are a week, a month, a
quarter or a year; else those of their payments that have one amount and such gaps.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import CTE, Integer, and_, case, cast, exists, func, null, or_, select

from core.finance.record_queries import in_sums, visible_records
from core.finance.recurring.intervals import BEATS
from core.finance.states import Direction
from core.identity import scoped
from core.kit.context import Ctx
from core.kit.periods import Period
from data.schema import FinancialRecord

R = FinancialRecord
HALF = 0.5
MOST_STRETCHED = 2.2  # of a series' mean gap, by payments that were missed
MOST_PAYMENTS = 200_000


class Candidate(NamedTuple):
    """A payment of a payee that may be recurring; `is_whole`: all of the payee's are there."""

    party: str
    currency: str
    id: int
    day: date
    amount: Any
    name: str
    is_counterparty: bool
    category_id: int | None
    department_id: int | None
    is_whole: bool


def candidates(ctx: Ctx, span: Period) -> list[Candidate]:
    """Expenses of the span that the actor sees with their amounts, by payee and day."""
    paid = _paid(ctx, span)
    whole = _in_step(paid, paid.c.party, paid.c.currency)
    alike = _in_step(paid, paid.c.party, paid.c.currency, paid.c.amount)
    same = and_(whole.c.party == paid.c.party, whole.c.currency == paid.c.currency)
    same_amount = and_(
        alike.c.party == paid.c.party,
        alike.c.currency == paid.c.currency,
        alike.c.amount == paid.c.amount,
    )
    statement = (
        select(
            paid.c.party, paid.c.currency, paid.c.id, paid.c.day, paid.c.amount, paid.c.name,
            paid.c.is_counterparty, paid.c.category_id, paid.c.department_id,
            exists().where(same).label("is_whole"),
        )
        .where(or_(exists().where(same), exists().where(same_amount)))
        .order_by(paid.c.party, paid.c.currency, paid.c.day, paid.c.id)
        .limit(MOST_PAYMENTS)
    )  # fmt: skip
    return [Candidate(*row) for row in ctx.session.execute(statement)]


def _paid(ctx: Ctx, span: Period) -> CTE:
    counterparty = func.nullif(func.trim(R.counterparty), "")
    name = func.coalesce(counterparty, func.nullif(func.trim(R.description), ""))
    return (
        visible_records(ctx)
        .with_only_columns(
            R.id.label("id"),
            R.record_date.label("day"),
            R.amount.label("amount"),
            R.currency.label("currency"),
            func.lower(name).label("party"),
            name.label("name"),
            counterparty.is_not(None).label("is_counterparty"),
            R.category_id.label("category_id"),
            R.department_id.label("department_id"),
        )
        .where(
            in_sums(),
            scoped(ctx, "amounts.view", R),
            R.direction == Direction.EXPENSE.value,
            R.amount > 0,
            R.record_date.between(span.start, span.end),
            name.is_not(None),
        )
        .cte("paid")
    )


def _in_step(paid: CTE, *keys: Any) -> Any:
    """Payees (and amounts) half of whose gaps are of one interval; only those whose mean gap
    allows it are looked at gap by gap."""
    near = _near_an_interval(paid, *keys)
    same = and_(*(near.c[key.key] == key for key in keys))
    before = func.lag(paid.c.day).over(partition_by=keys, order_by=(paid.c.day, paid.c.id))
    gap = cast(paid.c.day - before, Integer).label("gap")
    gaps = select(*keys, gap).join(near, same).subquery()
    groups = [gaps.c[key.key] for key in keys]
    gap_count = func.count(gaps.c.gap)
    fits = [
        and_(
            gap_count >= beat.least - 1,
            func.count(case((gaps.c.gap.between(beat.shortest, beat.longest), 1), else_=null()))
            >= gap_count * HALF,
        )
        for beat in BEATS.values()
    ]
    return select(*groups).group_by(*groups).having(or_(*fits)).subquery()


def _near_an_interval(paid: CTE, *keys: Any) -> Any:
    count = func.count() - 1
    days = cast(func.max(paid.c.day) - func.min(paid.c.day), Integer)
    fits = [
        and_(
            count >= beat.least - 1,
            days >= count * beat.shortest,
            days <= count * beat.longest * MOST_STRETCHED,
        )
        for beat in BEATS.values()
    ]
    return select(*keys).group_by(*keys).having(or_(*fits)).subquery()
