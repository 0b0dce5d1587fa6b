"""The overview: what came in and went out and what of it changed, how budgets stand, what is off
plan, how fresh the data is."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import select

from core.alerts import Severity, open_alert_counts
from core.dashboards import figures as add
from core.finance import (
    NO_FILTERS,
    CategoryKind,
    CategorySums,
    DepartmentSums,
    Freshness,
    LatestImport,
    MonthSums,
    PartyChange,
    PartySums,
    ReadingFilters,
    freshness,
    latest_import,
    read_parties,
    sums_by_cell,
)
from core.indicators import values
from core.kit.cache import versioned
from core.kit.context import Ctx
from core.kit.inputs import Row
from core.kit.periods import Period, month_start, previous_period
from core.kit.viewer import Viewer
from core.receivables import Ageing, ReceivableFilters, receivables_ageing
from data.schema import Category

MONTHS = 12
QUARTER = 3
MOVED = 5  # categories whose change is told
NOW, BEFORE, REST, CHART = range(4)  # spans of the cells


class Compare(StrEnum):
    """What a period is compared with: the one just before, or the same days a year ago."""

    BEFORE = "before"
    YEAR = "year"


@dataclass(frozen=True)
class OverviewQuery:
    """What the overview is asked about; `as_of` is the day budgets are looked at."""

    period: Period
    as_of: date
    filters: ReadingFilters = NO_FILTERS
    compare: Compare = Compare.BEFORE


class BudgetUse(Row):
    """How far a department's approved budgets are used; `rate` is a fraction."""

    department_id: int
    name: str
    used: Decimal | None
    total: Decimal | None
    rate: Decimal | None


@dataclass(frozen=True)
class Overview:
    """Everything on the overview. Money is in company currency. `before` is the period compared
    with; `months` are the twelve that end with the period; `reasons` are the counterparties behind
    `changes`; `alerts` counts the open ones; `forecast` is there while the month runs,
    `receivables` for who may see them."""

    now: add.Figures
    before: add.Figures
    before_period: Period
    months: tuple[MonthSums, ...]
    months_period: Period
    forecast: add.Forecast | None
    categories: tuple[CategorySums, ...]
    departments: tuple[DepartmentSums, ...]
    changes: tuple[add.Change, ...]
    reasons: tuple[PartyChange, ...]
    customers: tuple[PartySums, ...]
    payees: tuple[PartySums, ...]
    freshness: tuple[Freshness, ...]
    budgets: tuple[BudgetUse, ...]
    receivables: Ageing | None
    alerts: Mapping[Severity, int]
    latest_import: LatestImport | None


def previous_of(period: Period) -> Period:
    """The period to compare with: whole months with whole months, a month or quarter so far with
    the same days of the one before, a year so far with the same days a year ago, other days with
    as many days before."""
    start, end = period.start, period.end
    if start.day != 1:
        return previous_period(period)
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if (end + timedelta(days=1)).day == 1:
        return Period(month_start(start, back=months), start - timedelta(days=1))
    if months > QUARTER:
        return Period(_year_before(start), _year_before(end))
    last = month_start(end, back=months)
    longest = calendar.monthrange(last.year, last.month)[1]
    return Period(month_start(start, back=months), last.replace(day=min(end.day, longest)))


def compared_with(period: Period, compare: Compare) -> Period:
    """The days that the period is compared with."""
    if compare is Compare.BEFORE:
        return previous_of(period)
    return Period(_year_before(period.start), _year_before(period.end))


def _year_before(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)


def read_overview(ctx: Ctx, query: OverviewQuery) -> Overview:
    """The overview the actor may see; remembered until data changes. Raises NotPermitted."""
    ctx.require("records.view")
    ctx.require("amounts.view")
    return _read(ctx, Viewer(ctx.actor), query)


@versioned(size=64)
def _read(ctx: Ctx, viewer: Viewer, query: OverviewQuery) -> Overview:
    before = compared_with(query.period, query.compare)
    last = month_start(query.period.end)
    months = Period(month_start(last, back=MONTHS - 1), query.period.end)
    whole = Period(min(months.start, before.start, query.period.start), query.period.end)
    spans = ((query.period,), (before,), add.rest_of_months(query.as_of), (months,))
    cells = sums_by_cell(ctx, whole, spans, query.filters)
    kinds = category_kinds(ctx)
    now = add.inside(cells, NOW)
    categories = add.by_category(now, kinds)
    earlier = add.by_category(add.inside(cells, BEFORE), kinds)
    moved = add.changes(categories, earlier, limit=MOVED)
    parties = read_parties(ctx, query.period, before, query.filters)
    runs = query.as_of.replace(day=1) == last
    return Overview(
        now=add.figures(now, kinds),
        before=add.figures(add.inside(cells, BEFORE), kinds),
        before_period=before,
        months=add.by_month(add.inside(cells, CHART)),
        months_period=months,
        forecast=add.forecast(cells, query.as_of, REST) if runs else None,
        categories=categories,
        departments=add.by_department(now),
        changes=moved,
        reasons=parties.changes,
        customers=parties.customers,
        payees=parties.payees,
        freshness=freshness(ctx),
        budgets=_budgets(ctx, query),
        receivables=_receivables(ctx, query),
        alerts=_alerts(ctx),
        latest_import=latest_import(ctx),
    )


def category_kinds(ctx: Ctx) -> add.Kinds:
    """Every category's names and kind."""
    rows = ctx.session.execute(
        select(Category.id, Category.name_zh, Category.name_en, Category.kind)
    )
    return {row.id: add.Kind(row.name_zh, row.name_en, CategoryKind(row.kind)) for row in rows}


def _receivables(ctx: Ctx, query: OverviewQuery) -> Ageing | None:
    """What is owed on the day, for who may see it; other filters say nothing about it."""
    if not ctx.actor.can("receivables.view"):
        return None
    narrowed = query.filters
    filters = ReceivableFilters(narrowed.department_id, narrowed.project_id, narrowed.customer_id)
    return receivables_ageing(ctx, query.as_of, filters)


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
