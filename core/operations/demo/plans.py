"""The demonstration's budgets and alert rules."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from core.alerts import AlertRuleIn, create_rule
from core.finance import BudgetIn, create_budget
from core.kit.context import Ctx
from core.operations.demo.firm import DEPARTMENTS, LEAN_DEPARTMENT
from core.operations.demo.people import Made, rounded
from core.operations.demo.plan import Cell, department_costs, months, story_august

ROOM = 1.08  # budgets are a little above what is spent
CUT = 0.9  # of one month's spending, for the whole year to come
RULES = (
    AlertRuleIn(
        name="部门超预算",
        description="本期部门支出超过已批准预算",
        indicator="budget_overrun_rate",
        target_type="department",
        condition="gt",
        threshold=Decimal(0),
        severity="high",
        notify_roles=("finance", "manager"),
    ),
    AlertRuleIn(
        name="项目预算将尽",
        description="项目支出达到预算的九成",
        indicator="budget_execution_rate",
        target_type="project",
        condition="gte",
        threshold=Decimal("0.9"),
        severity="medium",
        notify_roles=("manager",),
    ),
    AlertRuleIn(
        name="项目毛利偏低",
        description="近一年项目毛利率低于一成",
        indicator="gross_margin",
        target_type="project",
        condition="lt",
        threshold=Decimal("0.1"),
        period="last_365_days",
        severity="low",
        notify_roles=("finance",),
    ),
)


def make_budgets(ctx: Ctx, day: date, cells: Sequence[Cell], made: Made) -> None:
    """A budget a department and calendar year; the lean department's was cut in August."""
    first = months(day)[0][0]
    for year in range(first.year, day.year + 1):
        start, end = max(first, date(year, 1, 1)), date(year, 12, 31)
        spent = department_costs(cells, start, end)
        elapsed = min(1.0, ((min(end, day) - start).days + 1) / ((end - start).days + 1))
        for code in DEPARTMENTS:
            if code != LEAN_DEPARTMENT and spent.get(code):
                _budget(ctx, made, code, start, end, spent[code] / elapsed * ROOM)
    _lean_budgets(ctx, day, first, cells, made)


def _lean_budgets(ctx: Ctx, day: date, first: date, cells: Sequence[Cell], made: Made) -> None:
    august = story_august(day)
    before = department_costs(cells, first, august - timedelta(days=1))
    month = department_costs(cells, august, august)
    _budget(
        ctx,
        made,
        LEAN_DEPARTMENT,
        first,
        august - timedelta(days=1),
        before[LEAN_DEPARTMENT] * ROOM,
    )
    end = date(august.year + 1, 8, 31)
    _budget(ctx, made, LEAN_DEPARTMENT, august, end, month[LEAN_DEPARTMENT] * CUT)


def _budget(ctx: Ctx, made: Made, code: str, start: date, end: date, amount: float) -> None:
    create_budget(
        ctx,
        BudgetIn(
            name=f"{DEPARTMENTS[code]} {start:%Y-%m} – {end:%Y-%m}",
            department_id=made.departments[code],
            period_start=start,
            period_end=end,
            amount=rounded(amount),
        ),
    )


def make_rules(ctx: Ctx) -> int:
    """The rules; how many."""
    for rule in RULES:
        create_rule(ctx, rule)
    return len(RULES)
