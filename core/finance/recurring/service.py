"""Recurring expenses: what the books show, and which of them nobody wants to see."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from sqlalchemy import delete, select

from core.audit import record
from core.company import company
from core.finance.exchange_rates import rate_on
from core.finance.recurring.candidates import Candidate, candidates
from core.finance.recurring.detection import (
    Paid,
    Series,
    SeriesState,
    find_series,
)
from core.finance.recurring.intervals import Interval
from core.kit.cache import versioned
from core.kit.context import Ctx, Scope
from core.kit.errors import NotFound, NotPermitted
from core.kit.inputs import Row
from core.kit.money import LIMIT, to_cents
from core.kit.periods import Period, today
from core.kit.viewer import Viewer
from data.schema import RecurringDismissal

LOOK_BACK = timedelta(days=3 * 366)
KEY_LENGTH = 24
ORDER = {SeriesState.LATE: 0, SeriesState.RUNNING: 1, SeriesState.ENDED: 2}


class RecurringExpense(Row):
    """A recurring expense. Amounts are in `currency`, `yearly_base` in company currency (None
    without a rate). `typical` is what is expected on `next_on`; `change_rate` 0.12 means 12 % more
    since `changed_since`, when it was `former`. `missed_on` are days in the last year on which
    none came. `amount_from` and `amount_to` are given where the payee gets other payments too.
    `counterparty` is None where records name only a description."""

    series: str
    name: str
    counterparty: str | None
    currency: str
    interval: Interval
    state: SeriesState
    typical: Decimal
    payments: int
    first_on: date
    last_on: date
    next_on: date
    changed_since: date | None
    former: Decimal | None
    change_rate: Decimal | None
    missed_on: tuple[date, ...]
    yearly_cost: Decimal
    yearly_base: Decimal | None
    amount_from: Decimal | None
    amount_to: Decimal | None
    category_id: int | None
    department_id: int | None
    is_dismissed: bool


def recurring_expenses(ctx: Ctx, *, as_of: date | None = None) -> tuple[RecurringExpense, ...]:
    """The recurring expenses of the records the actor sees with their amounts: late ones first,
    then the dearest; remembered until data changes. Raises NotPermitted."""
    ctx.require("records.view")
    ctx.require("amounts.view")
    day = as_of or today(ctx.now, company(ctx).timezone)
    return _read(ctx, Viewer(ctx.actor), day)


@versioned(size=16)
def _read(ctx: Ctx, viewer: Viewer, as_of: date) -> tuple[RecurringExpense, ...]:
    found = candidates(ctx, Period(as_of - LOOK_BACK, as_of))
    dismissed = set(ctx.session.scalars(select(RecurringDismissal.series)))
    currencies = {one.currency for one in found}
    rates = {code: rate_on(ctx, code, as_of) for code in currencies}
    rows = [
        _row(group, series, as_of, rates[group[0].currency], dismissed)
        for group, series in _series(found, as_of)
    ]
    return tuple(
        sorted(rows, key=lambda row: (ORDER[row.state], -(row.yearly_base or 0), row.name))
    )


def _series(found: Sequence[Candidate], as_of: date) -> Iterator[tuple[list[Candidate], Series]]:
    """Each series with the records it is made of."""
    for _, rows in groupby(found, key=lambda one: (one.party, one.currency)):
        group = list(rows)
        by_id = {one.id: one for one in group}
        payments = (Paid(one.id, one.day, one.amount) for one in group)
        for series in find_series(payments, as_of, is_whole=group[0].is_whole):
            yield [by_id[one.id] for one in series.payments], series


def _row(
    rows: Sequence[Candidate],
    series: Series,
    as_of: date,
    rate: Decimal | None,
    dismissed: set[str],
) -> RecurringExpense:
    last, key = rows[-1], _key(rows, series)
    amounts = [one.amount for one in series.payments]
    change = series.change
    year_ago = as_of - timedelta(days=365)
    return RecurringExpense(
        series=key,
        name=last.name,
        counterparty=last.name if last.is_counterparty else None,
        currency=last.currency,
        interval=series.interval,
        state=series.state,
        typical=series.typical,
        payments=len(rows),
        first_on=rows[0].day,
        last_on=last.day,
        next_on=series.next_on,
        changed_since=change and change.since,
        former=change and change.before,
        change_rate=change and change.rate,
        missed_on=tuple(day for day in series.missed if day > year_ago),
        yearly_cost=series.yearly_cost,
        yearly_base=_in_base(series.yearly_cost, rate),
        amount_from=min(amounts) if series.is_part else None,
        amount_to=max(amounts) if series.is_part else None,
        category_id=last.category_id,
        department_id=last.department_id,
        is_dismissed=key in dismissed,
    )


def _in_base(amount: Decimal, rate: Decimal | None) -> Decimal | None:
    if rate is None or amount * rate > LIMIT:
        return None
    return to_cents(amount * rate)


def _key(rows: Sequence[Candidate], series: Series) -> str:
    """What names the series as long as it goes on: payee, currency, interval, and the first
    amount where the payee gets other payments too."""
    part = str(series.payments[0].amount) if series.is_part else ""
    words = "\n".join((rows[0].party, rows[0].currency, series.interval, part))
    return hashlib.sha256(words.encode()).hexdigest()[:KEY_LENGTH]


def dismiss_recurring(ctx: Ctx, series: str) -> RecurringExpense:
    """Leave a series out for everybody; it is kept. Raises NotFound, NotPermitted."""
    row = _own(ctx, series)
    if not row.is_dismissed:
        made = RecurringDismissal(series=series, created_by=ctx.actor.user_id, created_at=ctx.now)
        ctx.session.add(made)
        ctx.session.flush()
        record(ctx, "recurring.dismissed", "recurring", series, after={"name": row.name})
    return row.model_copy(update={"is_dismissed": True})


def restore_recurring(ctx: Ctx, series: str) -> RecurringExpense:
    """Show a series again. Raises NotFound, NotPermitted."""
    row = _own(ctx, series)
    if row.is_dismissed:
        ctx.session.execute(delete(RecurringDismissal).where(RecurringDismissal.series == series))
        record(ctx, "recurring.restored", "recurring", series, after={"name": row.name})
    return row.model_copy(update={"is_dismissed": False})


def _own(ctx: Ctx, series: str) -> RecurringExpense:
    """The series, where the actor may decide for the whole company."""
    if ctx.require("records.edit") is not Scope.COMPANY:
        raise NotPermitted(action="records.edit")
    found = {row.series: row for row in recurring_expenses(ctx)}
    if series not in found:
        raise NotFound
    return found[series]


def yearly_total(rows: Sequence[RecurringExpense]) -> Decimal:
    """What the series that go on and are not left out cost a year, in company currency."""
    running = (row for row in rows if row.state is not SeriesState.ENDED and not row.is_dismissed)
    return sum((row.yearly_base or Decimal(0) for row in running), Decimal("0.00"))
