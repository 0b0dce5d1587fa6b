"""The overview: what came in and went out, how budgets stand, what is off plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core.alerts import Severity, open_alert_counts
from core.finance import (
    NO_FILTERS,
    CategorySums,
    LatestImport,
    MonthSums,
    ReadingFilters,
    Sums,
    latest_import,
    sums,
    sums_by_category,
    sums_by_month,
)
from core.indicators import values
from core.kit.cache import versioned
from core.kit.context import Actor, Ctx
from core.kit.inputs import Row
from core.kit.periods import Period, month_start, previous_period

MONTHS = 12


@dataclass(frozen=True)
class OverviewQuery:
    """What the overview is asked about; `as_of` is the day budgets are looked at."""

    period: Period
    as_of: date
    filters: ReadingFilters = NO_FILTERS


class BudgetUse(Row):
    """How far a department's approved budgets are used; `rate` is a fraction."""

    department_id: int
    name: str
    used: Decimal | None
    total: Decimal | None
    rate: Decimal | None


@dataclass(frozen=True)
class Overview:
    """Everything on the overview. Money is in company currency. `before` is the period of the
    same length just before; `months` are the twelve that end with the period; `alerts` counts the
    open ones."""

    now: Sums
    before: Sums
    before_period: Period
    months: tuple[MonthSums, ...]
    months_period: Period
    categories: tuple[CategorySums, ...]
    budgets: tuple[BudgetUse, ...]
    alerts: Mapping[Severity, int]
    latest_import: LatestImport | None


def previous_of(period: Period) -> Period:
    """The period to compare with: whole months with whole months, else as many days before."""
    after = period.end + timedelta(days=1)
    if period.start.day == 1 and after.day == 1:
        months = (after.year - period.start.year) * 12 + after.month - period.start.month
        return Period(month_start(period.start, back=months), period.start - timedelta(days=1))
    return previous_period(period)


def read_overview(ctx: Ctx, query: OverviewQuery) -> Overview:
    """The overview the actor may see; remembered until data changes. Raises NotPermitted."""
    ctx.require("records.view")
    ctx.require("amounts.view")
    return _read(ctx, _Viewer(ctx.actor), query)


class _Viewer:
    """What of an actor decides the figures: equal viewers share a remembered overview."""

    def __init__(self, actor: Actor) -> None:
        self._rights = (
            None if actor.is_system else actor.user_id,
            frozenset(actor.grants.items()),
            actor.departments,
        )

    def __hash__(self) -> int:
        return hash(self._rights)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Viewer) and self._rights == other._rights


@versioned(size=64)
def _read(ctx: Ctx, viewer: _Viewer, query: OverviewQuery) -> Overview:
    before = previous_of(query.period)
    last = month_start(query.period.end)
    months = Period(month_start(last, back=MONTHS - 1), query.period.end)
    return Overview(
        now=sums(ctx, query.period, query.filters),
        before=sums(ctx, before, query.filters),
        before_period=before,
        months=sums_by_month(ctx, months, query.filters),
        months_period=months,
        categories=sums_by_category(ctx, query.period, query.filters),
        budgets=_budgets(ctx, query),
        alerts=_alerts(ctx),
        latest_import=latest_import(ctx),
    )


def _budgets(ctx: Ctx, query: OverviewQuery) -> tuple[BudgetUse, ...]:
    wanted = query.filters.department_id
    found = values(
        ctx,
        "budget_execution_rate",
        target_type="department",
        target_ids=None if wanted is None else [wanted],
        as_of=query.as_of,
    )
    uses = [
        BudgetUse(
            department_id=value.target_id,
            name=value.target_name,
            used=value.inputs.get("used"),
            total=value.inputs.get("budget"),
            rate=value.value,
        )
        for value in found
        if value.inputs.get("budget")
    ]
    return tuple(sorted(uses, key=lambda use: (-(use.rate or 0), use.name)))


def _alerts(ctx: Ctx) -> Mapping[Severity, int]:
    return open_alert_counts(ctx) if ctx.actor.can("alerts.view") else {}
