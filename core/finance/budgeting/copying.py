"""Next year's budgets from this year's, and plans as last year's expenses ran."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field
from sqlalchemy import and_

from core.finance.budgeting.holdings import fiscal_year
from core.finance.budgeting.plans import ZERO, Months, even_plan, plan_like
from core.finance.budgeting.schemas import BudgetIn, PlanMonth, PlannedMonth, PlanWay
from core.finance.budgeting.service import create_budget, visible_budgets
from core.finance.budgeting.usage import Asked, used_by_month
from core.finance.budgeting.versions import last_plan
from core.finance.states import BudgetStatus
from core.identity import amounts_shown, load_visible, scoped
from core.kit.context import Ctx
from core.kit.errors import NotPermitted
from core.kit.inputs import Input, Row
from core.kit.money import LIMIT, to_cents
from core.kit.periods import Period, month_start
from data.schema import Budget


class BudgetCopyIn(Input):
    """Copy the budgets that begin in fiscal year `from_year` into the next, each amount changed
    by `percent` (5 = five per cent more)."""

    from_year: Annotated[int, Field(ge=1990, le=2200)]
    percent: Annotated[Decimal, Field(ge=-100, le=1000, decimal_places=2)] = Decimal(0)
    status: BudgetStatus = BudgetStatus.DRAFT


class BudgetCopyRow(Row):
    """A budget and its copy: `budget_id` None before it is made; `is_there` when the next year
    has one for the same already, which is left as it is."""

    source_id: int
    name: str | None
    department_id: int | None
    project_id: int | None
    category_id: int | None
    currency: str
    former: Decimal
    amount: Decimal
    is_there: bool
    budget_id: int | None = None


def preview_budget_copy(ctx: Ctx, wanted: BudgetCopyIn) -> tuple[BudgetCopyRow, ...]:
    """What `copy_budgets` would make. Raises NotPermitted."""
    return tuple(row for row, _ in _copies(ctx, wanted))


def copy_budgets(ctx: Ctx, wanted: BudgetCopyIn) -> tuple[BudgetCopyRow, ...]:
    """Make next year's budgets of those the actor may edit; a second time makes none."""
    return tuple(
        row if row.is_there else row.model_copy(update={"budget_id": create_budget(ctx, made).id})
        for row, made in list(_copies(ctx, wanted))
    )


def _copies(ctx: Ctx, wanted: BudgetCopyIn) -> Iterator[tuple[BudgetCopyRow, BudgetIn]]:
    ctx.require("budgets.edit")
    ctx.require("amounts.view")
    there = {_key(row) for row in _budgets_of(ctx, wanted.from_year + 1)}
    for row in _budgets_of(ctx, wanted.from_year):
        made = _next_year(ctx, row, wanted)
        yield (
            BudgetCopyRow(
                source_id=row.id, name=made.name, department_id=row.department_id,
                project_id=row.project_id, category_id=row.category_id, currency=row.currency,
                former=row.amount, amount=made.amount,
                is_there=(made.department_id, made.project_id, made.category_id,
                          made.period_start, made.period_end) in there,
            ),
            made,
        )  # fmt: skip


def _budgets_of(ctx: Ctx, year: int) -> list[Budget]:
    span = fiscal_year(ctx, year)
    begins = and_(Budget.period_start >= span.start, Budget.period_start <= span.end)
    mine = and_(scoped(ctx, "budgets.edit", Budget), scoped(ctx, "amounts.view", Budget))
    open_ones = Budget.status != BudgetStatus.CLOSED.value
    found = visible_budgets(ctx).where(begins, mine, open_ones).order_by(Budget.id)
    return list(ctx.session.scalars(found))


def _key(row: Budget) -> tuple[object, ...]:
    return (row.department_id, row.project_id, row.category_id, row.period_start, row.period_end)


def _next_year(ctx: Ctx, row: Budget, wanted: BudgetCopyIn) -> BudgetIn:
    amount = min(to_cents(row.amount * (1 + wanted.percent / 100)), LIMIT)
    span = Period(later(row.period_start), _last_day(row.period_end))
    former = last_plan(ctx, row.id)
    plan = former and plan_like(
        span, amount, {month_start(month, back=-12): value for month, value in former.items()}
    )
    return BudgetIn(
        name=_renamed(row.name, wanted.from_year),
        department_id=row.department_id,
        project_id=row.project_id,
        category_id=row.category_id,
        period_start=span.start,
        period_end=span.end,
        amount=amount,
        currency=row.currency,
        status=wanted.status,
        note=row.note,
        plan=_as_input(plan) if plan else None,
    )


def later(day: date) -> date:
    """The same day a year later; the last of February for a leap day."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap_day else day.day)


def _last_day(day: date) -> date:
    """A year later, the month's last day staying the last."""
    ends_month = date.fromordinal(day.toordinal() + 1).day == 1
    if not ends_month:
        return later(day)
    following = month_start(day, back=-13)
    return date.fromordinal(following.toordinal() - 1)


def _renamed(name: str | None, year: int) -> str | None:
    return name and name.replace(str(year), str(year + 1))


def _as_input(plan: Months) -> tuple[PlanMonth, ...]:
    return tuple(PlanMonth(month=month, amount=plan[month]) for month in sorted(plan))


def suggest_plan(ctx: Ctx, budget_id: int, way: PlanWay) -> tuple[PlannedMonth, ...]:
    """The budget's amount over its months in that way; as last year's expenses of the same place
    and category ran, evenly where there were none. Raises NotFound, NotPermitted."""
    row = load_visible(ctx, Budget, budget_id, "budgets.view")
    ctx.require("amounts.view")
    if not amounts_shown(ctx, Budget, budget_id):
        raise NotPermitted(action="amounts.view")
    period = Period(row.period_start, row.period_end)
    months = even_plan(period, row.amount)
    if way is PlanWay.LAST_YEAR:
        months = plan_like(period, row.amount, _last_year(ctx, row, period))
    return tuple(PlannedMonth(month=month, amount=months[month]) for month in sorted(months))


def _last_year(ctx: Ctx, row: Budget, period: Period) -> Months:
    """Last year's expenses by the month of this period they stand for; nothing where some are
    hidden from the actor."""
    found: Months = {}
    rows = used_by_month(ctx, Asked((row.id,)), [period], period.end)
    former = [one for one in rows if not one.is_current]
    if any(one.hidden for one in former):
        return found
    for one in former:
        month = month_start(one.month, back=-12)
        found[month] = found.get(month, ZERO) + one.amount
    return found
