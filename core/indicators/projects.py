"""Progress, time, cost and earned value of projects, as of any day.

Progress comes from the milestones of the plan in force, by their weight; from what was set by
hand where there are none. Planned progress is the weight due by `as_of`; for earned value it is
that of the baseline: the plan frozen last, else the one in force. Days are differences of dates.

Earned value after the Project Management Institute's Practice Standard for Earned Value
Management: BAC = budget, PV = BAC x planned progress, EV = BAC x progress, AC = cost incurred.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, case, func, select

from core.indicators.amounts import Amounts, amounts
from core.indicators.budgets import USED
from core.indicators.flows import lacks_rate
from core.indicators.schemas import Question
from core.indicators.targets import target_table
from core.kit.context import Ctx
from core.kit.money import ratio, to_cents
from core.projects import ProjectStatus, baseline_on, percent, plan_on
from data.schema import Project, ProjectPlan, ProjectProgress

FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class State:
    """A project on `as_of`. Progress is 0-100; money in `currency`, `cost` None where a record
    has no rate."""

    target_id: int
    target_name: str
    department_id: int | None
    project_id: int | None
    currency: str
    budget: Decimal | None
    estimate: Decimal | None
    cost: Decimal | None
    start: date | None
    end: date | None
    ended: date | None
    progress: Decimal | None
    planned: Decimal | None
    baseline: Decimal | None
    records_without_rate: int


Of = Callable[[Question, State], Decimal | None]


def load_projects(ctx: Ctx, question: Question) -> list[State]:
    """Every asked project with its plan, progress and cost: a fixed number of queries."""
    facts = {row.id: row for row in ctx.session.execute(_facts(ctx, question))}
    return [
        _state(question, spent, facts[spent.target_id])
        for spent in amounts(ctx, question, USED, since=None)
    ]


def _state(question: Question, spent: Amounts, facts: Any) -> State:
    known = not lacks_rate(question, spent, "used")
    return State(
        spent.target_id,
        spent.target_name,
        spent.department_id,
        spent.project_id,
        spent.currency,
        spent.budget,
        facts.estimated_cost if facts.estimated_cost is not None else spent.budget,
        spent.sums["used"] if known else None,
        facts.start_date,
        facts.end_date,
        facts.ended,
        percent(facts.done, facts.weights) if facts.milestones else facts.by_hand,
        percent(facts.due, facts.weights) if facts.milestones else None,
        percent(facts.frozen_due, facts.frozen) if facts.frozen is not None else None,
        sum(spent.missing.values()),
    )


def _facts(ctx: Ctx, question: Question) -> Any:
    day = question.as_of
    targets = target_table(ctx, question)
    plan, progress = latest(ProjectPlan, day), latest(ProjectProgress, day)
    dated = select(ProjectProgress.project_id).distinct().subquery("dated")
    planned = select(ProjectPlan.project_id).distinct().subquery("planned")
    now, frozen = _weights(plan_on(day), day, "now"), _weights(baseline_on(day), day, "frozen")
    ended = and_(Project.status == ProjectStatus.COMPLETED.value, Project.actual_end_date <= day)
    begun = Project.start_date <= day
    undated, unplanned = (and_(one.c.project_id.is_(None), begun) for one in (dated, planned))
    return (
        select(
            targets.c.id,
            *(
                case((unplanned, getattr(Project, name)), else_=plan.c[name]).label(name)
                for name in ("estimated_cost", "start_date", "end_date")
            ),
            case((ended, Project.actual_end_date)).label("ended"),
            case((undated, Project.progress), else_=progress.c.progress).label("by_hand"),
            now.c.milestones,
            now.c.weights,
            now.c.due,
            now.c.done,
            frozen.c.weights.label("frozen"),
            frozen.c.due.label("frozen_due"),
        )
        .join(Project, Project.id == targets.c.id)
        .outerjoin(plan, plan.c.project_id == targets.c.id)
        .outerjoin(progress, progress.c.project_id == targets.c.id)
        .outerjoin(dated, dated.c.project_id == targets.c.id)
        .outerjoin(planned, planned.c.project_id == targets.c.id)
        .outerjoin(now, now.c.project_id == targets.c.id)
        .outerjoin(frozen, frozen.c.project_id == targets.c.id)
    )


def latest(model: Any, day: date) -> Any:
    """The version of each project in force on `day`."""
    newest = func.row_number().over(
        partition_by=model.project_id,
        order_by=(model.effective_on.desc(), model.id.desc()),
    )
    name = model.__tablename__
    ranked = select(model, newest.label("newest")).where(model.effective_on <= day)
    table = ranked.subquery(f"ranked_{name}")
    return select(table).where(table.c.newest == 1).subquery(f"latest_{name}")


def _weights(statement: Any, day: date, name: str) -> Any:
    """Sums of weights of a plan by project: all, due, completed; and how many milestones."""
    plan = statement.subquery(f"plan_{name}")
    done = plan.c.actual_date <= day if "actual_date" in plan.c else plan.c.planned_date <= day
    return (
        select(
            plan.c.project_id,
            func.count().label("milestones"),
            func.sum(plan.c.weight).label("weights"),
            func.sum(case((plan.c.planned_date <= day, plan.c.weight), else_=0)).label("due"),
            func.sum(case((done, plan.c.weight), else_=0)).label("done"),
        )
        .group_by(plan.c.project_id)
        .subquery(f"weights_{name}")
    )


def progress(question: Question, found: State) -> Decimal | None:
    """Weight of completed milestones ÷ weight of all, 0-100; else the progress set by hand."""
    return found.progress


def progress_deviation(question: Question, found: State) -> Decimal | None:
    """(planned progress - actual progress) ÷ planned progress."""
    if found.planned is None or found.progress is None:
        return None
    return ratio(found.planned - found.progress, found.planned)


def time_deviation(question: Question, found: State) -> Decimal | None:
    """(planned duration - actual duration) ÷ planned duration."""
    planned, actual = durations(question, found)
    if planned is None or actual is None:
        return None
    return ratio(Decimal(planned - actual), Decimal(planned))


def delay_rate(question: Question, found: State) -> Decimal | None:
    """(actual days - planned days) ÷ planned days."""
    deviation = time_deviation(question, found)
    return None if deviation is None else 0 - deviation


def durations(question: Question, found: State) -> tuple[int | None, int | None]:
    """Planned and actual days; the actual ones run to the end, or to `as_of` until then."""
    if found.start is None:
        return None, None
    planned = None if found.end is None else (found.end - found.start).days
    return planned, ((found.ended or question.as_of) - found.start).days


def cost_consumption(question: Question, found: State) -> Decimal | None:
    """Cost incurred ÷ estimated total cost, else ÷ budget."""
    return ratio(found.cost, found.estimate)


def share(value: Decimal | None, found: State) -> Decimal | None:
    """BAC x a progress of 0-100."""
    if value is None or found.budget is None:
        return None
    return found.budget * value / FULL


def planned_value(question: Question, found: State) -> Decimal | None:
    """PV = BAC x planned progress of the baseline."""
    return share(found.baseline, found)


def earned_value(question: Question, found: State) -> Decimal | None:
    """EV = BAC x actual progress."""
    return share(found.progress, found)


def actual_cost(question: Question, found: State) -> Decimal | None:
    """AC = cost incurred up to `as_of`."""
    return found.cost


def schedule_variance(question: Question, found: State) -> Decimal | None:
    """SV = EV - PV."""
    return _minus(earned_value(question, found), planned_value(question, found))


def cost_variance(question: Question, found: State) -> Decimal | None:
    """CV = EV - AC."""
    return _minus(earned_value(question, found), found.cost)


def schedule_performance(question: Question, found: State) -> Decimal | None:
    """SPI = EV ÷ PV."""
    return ratio(earned_value(question, found), planned_value(question, found))


def cost_performance(question: Question, found: State) -> Decimal | None:
    """CPI = EV ÷ AC."""
    return ratio(earned_value(question, found), found.cost)


def estimate_at_completion(question: Question, found: State) -> Decimal | None:
    """EAC = BAC ÷ CPI: as it went so far, so it goes on."""
    return ratio(found.budget, cost_performance(question, found))


def eac_as_planned(question: Question, found: State) -> Decimal | None:
    """EAC = AC + BAC - EV: the rest goes as planned."""
    rest = _minus(found.budget, earned_value(question, found))
    return None if rest is None or found.cost is None else found.cost + rest


def eac_by_both(question: Question, found: State) -> Decimal | None:
    """EAC = AC + (BAC - EV) ÷ (CPI x SPI): cost and schedule both weigh on the rest."""
    rest = _minus(found.budget, earned_value(question, found))
    cpi, spi = cost_performance(question, found), schedule_performance(question, found)
    if cpi is None or spi is None or found.cost is None:
        return None
    more = ratio(rest, cpi * spi)
    return None if more is None else found.cost + more


def estimate_to_complete(question: Question, found: State) -> Decimal | None:
    """ETC = EAC - AC."""
    return _minus(estimate_at_completion(question, found), found.cost)


def variance_at_completion(question: Question, found: State) -> Decimal | None:
    """VAC = BAC - EAC."""
    return _minus(found.budget, estimate_at_completion(question, found))


def to_complete_performance(question: Question, found: State) -> Decimal | None:
    """TCPI = (BAC - EV) ÷ (BAC - AC)."""
    rest = _minus(found.budget, earned_value(question, found))
    return ratio(rest, _minus(found.budget, found.cost))


def in_cents(of: Of) -> Of:
    """The same value, an amount of money rounded to cents."""

    def rounded(question: Question, found: State) -> Decimal | None:
        value = of(question, found)
        return None if value is None else to_cents(value)

    return rounded


def progress_inputs(question: Question, found: State) -> dict[str, Any]:
    """What progress and its deviation come from."""
    return {"progress": found.progress, "planned_progress": found.planned}


def time_inputs(question: Question, found: State) -> dict[str, Any]:
    """What the durations come from."""
    planned, actual = durations(question, found)
    return {
        "start_date": found.start,
        "end_date": found.end,
        "actual_end_date": found.ended,
        "planned_days": planned,
        "actual_days": actual,
    }


def cost_inputs(question: Question, found: State) -> dict[str, Any]:
    """What cost consumption comes from."""
    return {
        "cost": _cents(found.cost),
        "estimated_cost": _cents(found.estimate),
        "currency": found.currency,
        "records_without_rate": found.records_without_rate,
    }


def earned_inputs(question: Question, found: State) -> dict[str, Any]:
    """The four figures all of earned value comes from, and the variants of EAC."""
    return {
        "budget_at_completion": _cents(found.budget),
        "planned_value": _cents(planned_value(question, found)),
        "earned_value": _cents(earned_value(question, found)),
        "actual_cost": _cents(found.cost),
        "progress": found.progress,
        "baseline_progress": found.baseline,
        "eac_as_planned": _cents(eac_as_planned(question, found)),
        "eac_by_both": _cents(eac_by_both(question, found)),
        "currency": found.currency,
        "records_without_rate": found.records_without_rate,
    }


def _minus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one - other


def _cents(value: Decimal | None) -> Decimal | None:
    return None if value is None else to_cents(value)
