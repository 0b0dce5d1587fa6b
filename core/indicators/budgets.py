"""Budget execution and overrun.

A project has its own budget and uses it up with all its expenses up to `as_of`. A department
and the company have the approved budgets whose period holds `as_of` and use them up with the
expenses of that period (and of the budget's category with its subtree). The company's total is
its own budgets, those without department and project; where there are none, all departments'
budgets. A department's total is its own; where there are none, those of its projects. A record
matched by two budgets is used once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import CTE, Select, Subquery, and_, case, cast, func, literal, or_, select
from sqlalchemy.types import BigInteger

from core.indicators.amounts import Amounts, amounts
from core.indicators.flows import OUTSIDE, inputs_of, lacks_rate
from core.indicators.rates import load_rates
from core.indicators.record_sums import Narrowing, R, beside_kinds
from core.indicators.schemas import COMPANY_ID, Loader, Question, TargetType
from core.kit.context import Ctx
from core.kit.money import ratio, to_cents
from core.kit.periods import Period
from data.schema import Budget, BudgetVersion, Category, Project

USED = {"used": beside_kinds("expense", *OUTSIDE)}
USED_INPUTS = inputs_of("used")


@Loader
def load_budgets(ctx: Ctx, question: Question, periods: Sequence[Period]) -> list[list[Amounts]]:
    """Used budget and, as `budget`, the total of each target."""
    if question.target_type is TargetType.PROJECT:
        return amounts(ctx, question, periods, USED, in_period=False)
    return [_planned(ctx, question.on(period), period) for period in periods]


def _planned(ctx: Ctx, question: Question, period: Period) -> list[Amounts]:
    chosen = chosen_budgets(question)
    narrowing = _narrowing(chosen)
    found = amounts(ctx, question, [period], USED, in_period=False, narrowing=narrowing)[0]
    totals = _totals(ctx, question, chosen)
    for entry in found:
        entry.budget = totals.get(entry.target_id)
    return found


def within_budgets(question: Question) -> Narrowing | None:
    """What narrows records to those that use up the targets' budgets."""
    if question.target_type is TargetType.PROJECT:
        return None
    return _narrowing(chosen_budgets(question))


def _narrowing(chosen: CTE) -> Narrowing:
    return lambda statement, key: _within_budgets(statement, key, chosen)


def execution_rate(question: Question, found: Amounts) -> Decimal | None:
    """used budget ÷ total budget."""
    if lacks_rate(question, found, "used"):
        return None
    return ratio(found.sums["used"], found.budget)


def overrun_rate(question: Question, found: Amounts) -> Decimal | None:
    """(actual spend - budget) ÷ budget, the same two amounts."""
    if found.budget is None or lacks_rate(question, found, "used"):
        return None
    return ratio(found.sums["used"] - found.budget, found.budget)


def budget_inputs(question: Question, found: Amounts) -> dict[str, Any]:
    """The two amounts of both rates."""
    total = None if found.budget is None else to_cents(found.budget)
    return {"budget": total, **USED_INPUTS(question, found)}


def _totals(ctx: Ctx, question: Question, chosen: CTE) -> dict[int, Decimal | None]:
    """Budget per target in company currency; None where a currency has no rate on `as_of`."""
    statement = select(
        chosen.c.target_id, chosen.c.currency, func.sum(chosen.c.amount).label("amount")
    ).group_by(chosen.c.target_id, chosen.c.currency)
    totals: dict[int, Decimal | None] = defaultdict(Decimal)
    rates = None
    for row in ctx.session.execute(statement):
        rate: Decimal | None = Decimal(1)
        if row.currency != question.base:
            rates = rates or load_rates(ctx)
            rate = rates.on(row.currency, question.as_of)
        total = totals[row.target_id]
        lacks = rate is None or total is None
        totals[row.target_id] = None if lacks else total + row.amount * rate
    return totals


def _within_budgets(statement: Select[Any], key: Any, chosen: CTE) -> Select[Any]:
    """Keep records of the budgets' periods and categories; each matches at most one row a join.

    All periods hold `as_of`, so the earliest start of those that fit decides.
    """
    whole = _starts(chosen, with_category=False)
    part = _starts(chosen, with_category=True)
    first = select(func.min(chosen.c.period_start)).scalar_subquery()  # spares joining the others
    return (
        statement.outerjoin(whole, whole.c.target_id == key)
        .outerjoin(part, and_(part.c.target_id == key, part.c.category_id == R.category_id))
        .where(
            R.record_date >= first,
            or_(R.record_date >= whole.c.start, R.record_date >= part.c.start),
        )
    )


def _starts(chosen: CTE, *, with_category: bool) -> Subquery:
    start = func.min(chosen.c.period_start).label("start")
    if not with_category:
        return (
            select(chosen.c.target_id, start)
            .where(chosen.c.category_id.is_(None))
            .group_by(chosen.c.target_id)
            .subquery("whole")
        )
    tree = category_tree()
    return (
        select(chosen.c.target_id, tree.c.category_id, start)
        .join(tree, tree.c.ancestor_id == chosen.c.category_id)
        .group_by(chosen.c.target_id, tree.c.category_id)
        .subquery("part")
    )


def category_tree() -> CTE:
    """Each category with itself and everything below it; UNION ends a circle."""
    tree = select(Category.id.label("ancestor_id"), Category.id.label("category_id")).cte(
        "category_tree", recursive=True
    )
    return tree.union(
        select(tree.c.ancestor_id, Category.id).join(tree, Category.parent_id == tree.c.category_id)
    )


def chosen_budgets(question: Question) -> CTE:
    """The budgets that make up each target's total, with the target's id."""
    force = _in_force(question)
    highest = func.min(force.c.level)
    ranked = select(
        force,
        highest.over(partition_by=force.c.department_id).label("own"),
        highest.over().label("top"),
    ).subquery("ranked")
    if question.target_type is TargetType.DEPARTMENT:
        target: Any = ranked.c.department_id
        fits = and_(target.is_not(None), ranked.c.level == ranked.c.own)
    else:
        target = cast(literal(COMPANY_ID), BigInteger)
        fits = ranked.c.level == case((ranked.c.top == 0, 0), else_=ranked.c.own)
    return select(ranked, target.label("target_id")).where(fits).cte("chosen")


def _in_force(question: Question) -> Subquery:
    """Approved budgets whose period holds `as_of`, as they stood that day.

    `level`: 0 the company's, 1 a department's, 2 a project's.
    """
    version, versioned = _versions(question)
    status = func.coalesce(version.c.status, Budget.status)
    department = func.coalesce(Budget.department_id, Project.department_id)
    level = case(
        (Budget.project_id.is_not(None), 2), (Budget.department_id.is_not(None), 1), else_=0
    )
    return (
        select(
            department.label("department_id"),
            Budget.category_id,
            Budget.period_start,
            func.coalesce(version.c.amount, Budget.amount).label("amount"),
            Budget.currency,
            level.label("level"),
        )
        .outerjoin(version, and_(version.c.budget_id == Budget.id, version.c.newest == 1))
        .outerjoin(versioned, versioned.c.budget_id == Budget.id)
        .outerjoin(Project, Project.id == Budget.project_id)
        .where(
            status == "approved",
            Budget.period_start <= question.as_of,
            Budget.period_end >= question.as_of,
            or_(version.c.id.is_not(None), versioned.c.budget_id.is_(None)),
        )
        .subquery("in_force")
    )


def _versions(question: Question) -> tuple[Subquery, Subquery]:
    """The version of each budget on `as_of`, and which budgets have dated versions at all."""
    newest = func.row_number().over(
        partition_by=BudgetVersion.budget_id,
        order_by=(BudgetVersion.effective_on.desc(), BudgetVersion.id.desc()),
    )
    version = (
        select(
            BudgetVersion.id,
            BudgetVersion.budget_id,
            BudgetVersion.amount,
            BudgetVersion.status,
            newest.label("newest"),
        )
        .where(BudgetVersion.effective_on <= question.as_of)
        .subquery("version")
    )
    return version, select(BudgetVersion.budget_id).distinct().subquery("versioned")
