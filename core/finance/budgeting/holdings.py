"""Budgets as they stand on a day: version in force, months in company currency, whose they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, literal, or_, select

from core.company import company
from core.finance.budgeting.plans import Months, even_plan
from core.finance.budgeting.service import visible_budgets
from core.finance.budgeting.versions import planned
from core.finance.exchange_rates import rate_on
from core.finance.states import BudgetStatus
from core.identity import with_shown
from core.kit.context import Ctx, Scope
from core.kit.errors import Invalid
from core.kit.i18n import N_
from core.kit.inputs import FIRST_DAY, LAST_DAY
from core.kit.money import LIMIT, to_cents
from core.kit.periods import Period, fiscal_year_start, month_start, today
from data.schema import Budget, BudgetVersion, Project


@dataclass(frozen=True)
class Held:
    """A budget as it stands on a day: `home` is its department, else its project's; `plan` in
    company currency, None without a rate; `level` 0 the company's, 1 a department's, 2 a
    project's."""

    budget: Budget
    amount: Decimal
    status: BudgetStatus
    home: int | None
    plan: Months | None
    shown: bool

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(self.budget.period_start, self.budget.period_end)

    @property
    def level(self) -> int:
        """How far it reaches."""
        if self.budget.project_id is not None:
            return 2
        return 0 if self.budget.department_id is None else 1

    def is_in_force(self, as_of: date) -> bool:
        """Whether it counts on that day."""
        held = self.period.start <= as_of <= self.period.end
        return held and self.status is BudgetStatus.APPROVED


def fiscal_year(ctx: Ctx, year: int) -> Period:
    """The days of the fiscal year that begins in `year`. Raises Invalid for one too far away."""
    if not FIRST_DAY.year < year < LAST_DAY.year:
        message = N_("This year is too far away.")
        raise Invalid("budget.year", message, fields={"year": message})
    start = date(year, company(ctx).fiscal_year_start, 1)
    return Period(start, date.fromordinal(month_start(start, back=-12).toordinal() - 1))


def current_fiscal_year(ctx: Ctx) -> int:
    """The fiscal year that holds today, by the calendar year it begins in."""
    settings = company(ctx)
    return fiscal_year_start(today(ctx.now, settings.timezone), settings.fiscal_year_start).year


def budgets_held(ctx: Ctx, condition: Any, as_of: date) -> list[Held]:
    """The visible budgets with the version in force on `as_of`; one that begins later, with its
    first version."""
    newest = func.row_number().over(
        partition_by=BudgetVersion.budget_id,
        order_by=(BudgetVersion.effective_on.desc(), BudgetVersion.id.desc()),
    )
    day = func.greatest(literal(as_of), Budget.period_start)
    version = (
        select(BudgetVersion.id, BudgetVersion.budget_id, BudgetVersion.amount,
               BudgetVersion.status, newest.label("newest"))
        .join(Budget, Budget.id == BudgetVersion.budget_id)
        .where(BudgetVersion.effective_on <= day)
        .subquery("version")
    )  # fmt: skip
    versioned_ones = select(BudgetVersion.budget_id)
    statement = (
        with_shown(ctx, visible_budgets(ctx), Budget)
        .add_columns(
            version.c.id.label("version_id"),
            func.coalesce(version.c.amount, Budget.amount).label("held"),
            func.coalesce(version.c.status, Budget.status).label("state"),
            func.coalesce(Budget.department_id, Project.department_id).label("home"),
        )
        .outerjoin(version, and_(version.c.budget_id == Budget.id, version.c.newest == 1))
        .outerjoin(Project, Project.id == Budget.project_id)
        .where(condition, or_(version.c.id.is_not(None), Budget.id.not_in(versioned_ones)))
        .order_by(Budget.period_start, Budget.id)
    )
    rows = ctx.session.execute(statement).all()
    plans = planned(ctx, [row.version_id for row in rows if row.version_id is not None])
    rates = {code: rate_on(ctx, code, as_of) for code in {row.Budget.currency for row in rows}}
    return [
        Held(row.Budget, row.held, BudgetStatus(row.state), row.home,
             _in_base(row, plans.get(row.version_id), rates[row.Budget.currency]), bool(row.shown))
        for row in rows
    ]  # fmt: skip


def _in_base(row: Any, plan: Months | None, rate: Decimal | None) -> Months | None:
    if rate is None or row.held * rate > LIMIT:
        return None
    period = Period(row.Budget.period_start, row.Budget.period_end)
    months = plan or even_plan(period, row.held)
    return {month: to_cents(amount * rate) for month, amount in months.items()}


def groups_in_force(
    ctx: Ctx, held: Sequence[Held], as_of: date
) -> tuple[dict[int, list[Held]], list[Held]]:
    """The budgets that make up each department's total, and the company's."""
    force = [one for one in held if one.is_in_force(as_of)]
    of_home: dict[int, list[Held]] = defaultdict(list)
    for one in force:
        if one.home is not None:
            of_home[one.home].append(one)
    chosen = {
        home: [one for one in group if one.level == min(other.level for other in group)]
        for home, group in of_home.items()
    }
    if ctx.actor.scope("budgets.view") is not Scope.COMPANY:
        return chosen, []
    own = [one for one in force if one.level == 0]
    return chosen, own or _without_own_first(force, chosen)


def _without_own_first(force: Sequence[Held], chosen: Mapping[int, list[Held]]) -> list[Held]:
    homeless = [one for one in force if one.home is None]
    return [*(one for group in chosen.values() for one in group), *homeless]
