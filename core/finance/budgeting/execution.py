"""How budgets stand: all of a fiscal year with their departments, or one with its categories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_

from core.company import company
from core.finance.budgeting.holdings import (
    Held,
    budgets_held,
    current_fiscal_year,
    fiscal_year,
    groups_in_force,
)
from core.finance.budgeting.outlook import (
    BudgetState,
    Cause,
    Method,
    MonthUse,
    Outlook,
    Track,
    causes,
    months_used,
    outlook,
)
from core.finance.budgeting.plans import ZERO, Months
from core.finance.budgeting.usage import (
    BUDGET,
    COMPANY,
    DEPARTMENT,
    Asked,
    Used,
    used_by_month,
    year_earlier,
)
from core.finance.states import BudgetStatus
from core.identity import load_visible
from core.kit.cache import versioned
from core.kit.context import Ctx
from core.kit.inputs import Row
from core.kit.periods import Period, month_start, today
from core.kit.viewer import Viewer
from data.schema import Budget


class BudgetUse(Row):
    """How a budget, a department or the company stands, in company currency.

    Figures are None where the reader may not see them or a rate is missing, `rate`, `forecast`
    and `over_by` also where they have no value. `amount` and `currency` are the budget's own.
    `total` is the whole plan, `planned` the plan to date. `causes` are the categories behind an
    excess. Of departments and the company `budget_id` is None; `department_id` None is the
    company there. `period_start` to `period_end` are the budget's days.
    """

    budget_id: int | None
    name: str | None
    department_id: int | None
    project_id: int | None
    category_id: int | None
    period_start: date
    period_end: date
    amount: Decimal | None
    currency: str
    status: BudgetStatus
    total: Decimal | None = None
    planned: Decimal | None = None
    used: Decimal | None = None
    remaining: Decimal | None = None
    rate: Decimal | None = None
    forecast: Decimal | None = None
    method: Method | None = None
    over_by: Decimal | None = None
    over_since: date | None = None
    state: BudgetState | None = None
    months: tuple[MonthUse, ...] = ()
    causes: tuple[Cause, ...] = ()
    categories: tuple[Cause, ...] = ()
    without_rate: int = 0
    hidden: int = 0


class BudgetYear(Row):
    """The budgets whose period touches a fiscal year, as they stand on `as_of`. `departments`
    (and `company`, for whoever sees it all) sum the approved ones in force on that day, as the
    indicator budget_execution_rate does."""

    year: int
    start: date
    end: date
    as_of: date
    company: BudgetUse | None
    departments: tuple[BudgetUse, ...]
    budgets: tuple[BudgetUse, ...]


def budget_year(ctx: Ctx, year: int | None = None, *, as_of: date | None = None) -> BudgetYear:
    """The budgets of a fiscal year (by default the current one) as they stand on `as_of`, by
    default today, within the year. Remembered until data changes. Raises NotPermitted."""
    ctx.require("budgets.view")
    wanted = current_fiscal_year(ctx) if year is None else year
    span = fiscal_year(ctx, wanted)
    day = as_of or today(ctx.now, company(ctx).timezone)
    within = min(max(day, span.start), span.end)
    return _year(ctx, Viewer(ctx.actor), wanted, within, min(day, within))


def budget_use(ctx: Ctx, budget_id: int, *, as_of: date | None = None) -> BudgetUse:
    """One budget with its months and categories on `as_of`, by default today, at most the last
    day of its period. Raises NotFound."""
    row = load_visible(ctx, Budget, budget_id, "budgets.view")
    day = min(as_of or today(ctx.now, company(ctx).timezone), row.period_end)
    held = budgets_held(ctx, Budget.id == budget_id, day)
    if not held:
        return _plain(row)
    asked = Asked((budget_id,), by_category=True)
    rows = used_by_month(ctx, asked, [held[0].period], day)
    return _use_of(held[0], rows, day)


@versioned(size=64)
def _year(ctx: Ctx, viewer: Viewer, year: int, as_of: date, seen: date) -> BudgetYear:
    """`as_of` says which budgets are in force, `seen` up to when they were used: of a year to
    come nothing is."""
    span = fiscal_year(ctx, year)
    touches = and_(Budget.period_start <= span.end, Budget.period_end >= span.start)
    held = budgets_held(ctx, touches, as_of)
    by_department, of_company = groups_in_force(ctx, held, as_of)
    asked = Asked(
        tuple(one.budget.id for one in held),
        tuple(one.budget.id for group in by_department.values() for one in group),
        tuple(one.budget.id for one in of_company),
    )
    found: dict[tuple[str, int], list[Used]] = defaultdict(list)
    for row in used_by_month(ctx, asked, [one.period for one in held], seen):
        found[row.kind, row.target_id].append(row)
    departments = [
        _group_use(group, found[DEPARTMENT, home], seen, home)
        for home, group in sorted(by_department.items())
    ]
    return BudgetYear(
        year=year,
        start=span.start,
        end=span.end,
        as_of=as_of,
        company=_group_use(of_company, found[COMPANY, 0], seen, None) if of_company else None,
        departments=tuple(departments),
        budgets=tuple(_use_of(one, found[BUDGET, one.budget.id], seen) for one in held),
    )


def _plain(row: Budget) -> BudgetUse:
    """A budget without any figure."""
    names = ("name", "department_id", "project_id", "category_id", "period_start", "period_end")
    values = {name: getattr(row, name) for name in (*names, "currency", "status")}
    return BudgetUse(budget_id=row.id, amount=None, **values)


def _use_of(held: Held, rows: Sequence[Used], as_of: date) -> BudgetUse:
    bare = _plain(held.budget).model_copy(update={"status": held.status})
    if not held.shown:
        return bare
    with_amount = bare.model_copy(update={"amount": held.amount})
    return _filled(with_amount, held.period, held.plan, rows, as_of)


def _group_use(
    group: Sequence[Held], rows: Sequence[Used], as_of: date, home: int | None
) -> BudgetUse:
    period = Period(min(one.period.start for one in group), max(one.period.end for one in group))
    plan = _plan_of(group)
    bare = BudgetUse(
        budget_id=None, name=None, department_id=home, project_id=None, category_id=None,
        period_start=period.start, period_end=period.end, amount=None,
        currency=group[0].budget.currency, status=BudgetStatus.APPROVED,
    )  # fmt: skip
    return _filled(bare, period, plan, rows, as_of)


def _plan_of(group: Sequence[Held]) -> Months | None:
    """All plans together; None where one is hidden or has no rate."""
    if any(one.plan is None or not one.shown for one in group):
        return None
    return _summed(pair for one in group for pair in (one.plan or {}).items())


def _filled(
    bare: BudgetUse, period: Period, plan: Months | None, rows: Sequence[Used], as_of: date
) -> BudgetUse:
    """`bare` with its figures; without them where a rate is missing or amounts are hidden."""
    current = [row for row in rows if row.is_current]
    hidden = sum(row.hidden for row in current)
    counts = {"without_rate": sum(row.without_rate for row in current), "hidden": hidden}
    if plan is None or hidden:
        return bare.model_copy(update=counts)
    track = _track(period, plan, rows, as_of)
    found = outlook(track, as_of)
    by_category = _by_category(rows)
    knows = any(category is not None for category, _ in by_category)
    more = {
        **vars(found),
        **counts,
        "months": months_used(track, found, as_of),
        "causes": _causes(found, by_category, min(as_of, period.end)) if knows else (),
        "categories": _categories(current),
    }
    return bare.model_copy(update=more)


def _track(period: Period, plan: Months, rows: Sequence[Used], as_of: date) -> Track:
    former = [row for row in rows if not row.is_current]
    until = year_earlier(as_of)
    return Track(
        period,
        dict(plan),
        _summed((row.month, row.amount) for row in rows if row.is_current),
        _summed((month_start(row.month, back=-12), row.amount) for row in former),
        sum((row.amount for row in former if row.first <= until), ZERO),
    )


def _summed(pairs: Iterable[tuple[Any, Decimal]]) -> dict[Any, Decimal]:
    found: dict[Any, Decimal] = defaultdict(lambda: ZERO)
    for key, amount in pairs:
        found[key] += amount
    return dict(found)


def _by_category(rows: Sequence[Used]) -> dict[tuple[int | None, date], Decimal]:
    return _summed(((row.category_id, row.month), row.amount) for row in rows)


def _causes(
    found: Outlook, by_category: Mapping[tuple[int | None, date], Decimal], as_of: date
) -> tuple[Cause, ...]:
    return causes(by_category, found.over_since, as_of) if found.over_since else ()


def _categories(current: Sequence[Used]) -> tuple[Cause, ...]:
    """What each category used of the budget, the largest first."""
    sums = _summed((row.category_id, row.amount) for row in current)
    ranked = sorted(sums.items(), key=lambda pair: (-pair[1], pair[0] or 0))
    return tuple(Cause(category, amount, amount) for category, amount in ranked)
