"""Facts about plans: budgets, receivables, projects, margins, alerts, as their services say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import select

from core.alerts import list_alerts
from core.dashboards.health import CauseKind, project_outlook
from core.finance import budget_year
from core.finance.budgeting import BudgetState
from core.indicators import values
from core.kit.context import Ctx
from core.kit.listing import ListQuery
from core.operations.demo.days import month_end
from core.operations.demo.plans import LATE_DAYS, NEARLY_USED, THIN_MARGIN
from core.operations.demo.turns import OUTSIDE
from core.operations.demo.work import LATE
from core.projects import list_projects, progress_report, project_plans
from core.receivables import dunning_list
from data.schema import Category, Department

Thing = TypeVar("Thing")
SLIPS = 2
SIX_WEEKS = 42  # days
YEAR = timedelta(days=365)


def only(things: Sequence[Thing]) -> Thing:
    """The one thing there is."""
    hold(len(things) == 1, f"one is told of, there are {len(things)}: {things}")
    return things[0]


def hold(condition: bool, what: str) -> None:
    """Raise LookupError unless the story is as it is told."""
    if not condition:
        raise LookupError(what)


def percent(value: Decimal | None, *, places: int = 1) -> str:
    """A fraction as per cent."""
    return "–" if value is None else f"{value * 100:.{places}f}%"


def over_budget(ctx: Ctx, day: date) -> dict[str, Any]:
    """The one department above its budget or its plan to date, since when, on what."""
    year = budget_year(ctx, as_of=day)
    states = {BudgetState.OVER, BudgetState.AHEAD}
    use = only([one for one in year.departments if one.state in states])
    if use.over_since is None:
        raise LookupError(f"never above its plan: {use}")
    hold(use.state is BudgetState.OVER, f"not over its whole budget: {use}")
    cause = use.causes[0]
    category = ctx.session.get_one(Category, cause.category_id)
    return {
        "department": ctx.session.get_one(Department, use.department_id).name,
        "since": f"{use.over_since:%Y-%m}",
        "used": use.used,
        "total": use.total,
        "rate": percent(use.rate),
        "cause": category.name_zh,
        "cause_en": category.name_en,
        "more": cause.more,
    }


def late_payers(ctx: Ctx, day: date) -> dict[str, Any]:
    """The two customers with something overdue for long."""
    late = [one for one in dunning_list(ctx, day) if one.oldest_days > LATE_DAYS]
    first, second = late
    return {
        "first": first.customer,
        "first_amount": first.overdue,
        "first_days": first.oldest_days,
        "second": second.customer,
        "second_amount": second.overdue,
        "second_days": second.oldest_days,
    }


def project_ahead(ctx: Ctx, day: date) -> dict[str, Any]:
    """The one project whose budget is nearly used, with how far it has come."""
    rates = values(ctx, "budget_execution_rate", target_type="project", as_of=day)
    use = only([one for one in rates if one.value is not None and one.value >= NEARLY_USED])
    report = progress_report(ctx, use.target_id, day)
    return {
        "project": use.target_name,
        "used": use.inputs["used"],
        "budget": use.inputs["budget"],
        "rate": percent(use.value),
        "progress": f"{report.progress:.0f}",
    }


def project_late(ctx: Ctx, day: date) -> dict[str, Any]:
    """The one project whose end was moved twice."""
    moved = []
    for project in list_projects(ctx, ListQuery(limit=100)).items:
        ends = [plan.end_date for plan in project_plans(ctx, project.id)]
        if len(ends) > 1:
            moved.append((project, ends))
    project, ends = only(moved)
    hold(len(ends) == SLIPS + 1, f"moved another number of times: {ends}")
    report = progress_report(ctx, project.id, day)
    return {
        "project": project.name,
        "planned": ends[0],
        "now": project.end_date,
        "progress": f"{report.progress:.0f}",
        "due": f"{report.baseline_progress:.0f}",
    }


def late_and_dear(ctx: Ctx, day: date) -> dict[str, Any]:
    """The project whose milestones slip and whose partners cost more, with the first cause of
    each."""
    project = only(list_projects(ctx, ListQuery(limit=100, filters={"code": LATE})).items)
    outlook = project_outlook(ctx, project.id, day)
    late = outlook.end.late or 0
    hold(SIX_WEEKS - 3 <= late <= SIX_WEEKS + 3, f"not six weeks late: {late} days")
    milestones = [one for one in outlook.causes if one.kind is CauseKind.MILESTONE]
    milestone = milestones[0]
    named = {one.category_id: one for one in outlook.causes if one.category_id is not None}
    found = select(Category).where(Category.id.in_(named), Category.code == OUTSIDE)
    category = only(ctx.session.scalars(found).all())
    cause = named[category.id]
    return {
        "project": project.name,
        "weeks": round(late / 7),
        "over": percent(outlook.cost.over, places=0),
        "milestone": milestone.name,
        "days": milestone.days,
        "category": category.name_zh,
        "category_en": category.name_en,
        "more": cause.amount,
        "since": f"{cause.since:%Y-%m}",
    }


def falling_margin(ctx: Ctx, day: date) -> dict[str, Any]:
    """The one customer whose margin of a year is thin, and what it was a year before. Years end
    with months: within a month the days of the small payments follow from how many there are."""
    only([one for one in _margins(ctx, day).items() if one[1] < THIN_MARGIN])
    end = month_end(day, back=1)
    customer, margin = min(_margins(ctx, end).items(), key=lambda one: one[1])
    before = _margins(ctx, end - YEAR)[customer]
    return {
        "customer": customer,
        "before": percent(before),
        "now": percent(margin),
        "month": f"{end:%Y-%m}",
    }


def _margins(ctx: Ctx, day: date) -> dict[str, Decimal]:
    found = values(ctx, "gross_margin", target_type="customer", as_of=day, period="last_365_days")
    return {one.target_name: one.value for one in found if one.value is not None}


def alerts(ctx: Ctx, day: date) -> dict[str, Any]:
    """All open alerts, by rule and target."""
    rows = list_alerts(ctx, ListQuery(limit=100, filters={"status": "open"})).items
    names = sorted(f"{row.rule_name} – {row.target_name}" for row in rows)
    return {"alerts": "; ".join(names)}
