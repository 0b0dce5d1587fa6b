"""Projects on many days: plan in force, progress and cost, in a fixed number of queries.

Progress comes from the milestones of the plan in force, by their weight; from what was set by
hand where there are none. Planned progress is the weight due by the day; for earned value it is
that of the baseline: the plan frozen last, else the one in force.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, Subquery, and_, case, cast, func, select, true
from sqlalchemy.types import BigInteger

from core.indicators.amounts import sums_on
from core.indicators.budgets import USED
from core.indicators.frames import frame_of_plans
from core.indicators.schemas import Loader, Question
from core.indicators.targets import projects_on
from core.kit.context import Ctx
from core.kit.periods import Period
from core.kit.versions import in_force, versions
from core.projects import ProjectStatus, percent
from core.projects.milestones.in_force import frozen_on, plans_on
from data.schema import BaselineMilestone, Project, ProjectProgress

FULL = Decimal(100)


class State(NamedTuple):
    """A project on `as_of`. Progress is 0-100; money in `currency`, `cost` None where a record has
    no rate; `pv` and `ev` are the planned and the earned value."""

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
    pv: Decimal | None
    ev: Decimal | None
    records_without_rate: int


class Facts(NamedTuple):
    """What is known of a project on a day but its cost."""

    name: str
    department_id: int | None
    currency: str
    budget: Decimal | None
    estimate: Decimal | None
    start: date | None
    end: date | None
    ended: date | None
    progress: Decimal | None
    planned: Decimal | None
    baseline: Decimal | None
    pv: Decimal | None
    ev: Decimal | None


@Loader
def load_projects(ctx: Ctx, question: Question, periods: Sequence[Period]) -> list[list[State]]:
    """Every asked project with its plan, progress and cost: a fixed number of queries."""
    days = [period.end for period in periods]
    facts = facts_on(ctx, question, days)
    spans = sums_on(ctx, question, periods, USED, facts, in_period=False)
    return [
        [_state(key, one, *span.total(key, "used")) for key, one in known.items()]
        for known, span in zip(facts, spans, strict=True)
    ]


def facts_on(ctx: Ctx, question: Question, days: Sequence[date]) -> Sequence[Mapping[int, Facts]]:
    """What is known of each asked project on each of the ascending `days`, by its id."""
    return question.shared(
        ("facts", *days), lambda: frame_of_plans(ctx, question, days, _made, _facts)
    )


def _state(key: int, facts: Facts, spent: Decimal, missing: int) -> State:
    return State(
        key,
        facts.name,
        facts.department_id,
        key,
        facts.currency,
        facts.budget,
        facts.estimate,
        None if missing else spent,
        facts.start,
        facts.end,
        facts.ended,
        facts.progress,
        facts.planned,
        facts.baseline,
        facts.pv,
        facts.ev,
        missing,
    )


def _made(row: Any) -> Facts:
    _, _, *plan, ended, by_hand, milestones, weights, due, done, is_frozen, frozen, frozen_due = row
    name, department_id, currency, budget, estimate, start, end = plan
    planned = _percent(due, weights) if milestones else None
    progress = _percent(done, weights) if milestones else by_hand
    baseline = _percent(frozen_due, frozen) if is_frozen else planned
    return Facts(
        name,
        department_id,
        currency,
        budget,
        budget if estimate is None else estimate,
        start,
        end,
        ended,
        progress,
        planned,
        baseline,
        share_of(budget, baseline),
        share_of(budget, progress),
    )


def share_of(budget: Decimal | None, progress: Decimal | None) -> Decimal | None:
    """BAC x progress: the planned value by planned progress of the baseline, else the earned."""
    return None if budget is None or progress is None else budget * progress / FULL


def _percent(part: int, whole: int) -> Decimal | None:
    return percent(Decimal(part), Decimal(whole))


def _facts(question: Question, days: Any) -> Any:
    """Each day and project with its plan and progress."""
    plan = projects_on(question, days, "estimated_cost", "start_date", "end_date").subquery("plan")
    said = versions(ProjectProgress, ProjectProgress.project_id)
    dated = select(ProjectProgress.project_id).distinct().subquery("dated")
    ids = question.target_ids
    now, frozen = _weights(days, ids), _frozen_weights(days, ids)
    completed = Project.status == ProjectStatus.COMPLETED.value
    ended = and_(completed, Project.actual_end_date <= plan.c.day)
    undated = and_(dated.c.project_id.is_(None), Project.start_date <= plan.c.day)
    return (
        select(
            *plan.c,
            case((ended, Project.actual_end_date)).label("ended"),
            case((undated, Project.progress), else_=said.c.progress).label("by_hand"),
            *(now.c[name] for name in ("milestones", "weights", "due", "done")),
            frozen.c.project_id.is_not(None).label("is_frozen"),
            frozen.c.weights.label("frozen"),
            frozen.c.due.label("frozen_due"),
        )
        .select_from(plan)
        .join(Project, Project.id == plan.c.id)
        .outerjoin(said, and_(said.c.project_id == plan.c.id, in_force(said, plan.c.day)))
        .outerjoin(dated, dated.c.project_id == plan.c.id)
        .outerjoin(now, and_(now.c.project_id == plan.c.id, now.c.day == plan.c.day))
        .outerjoin(frozen, and_(frozen.c.project_id == plan.c.id, frozen.c.day == plan.c.day))
    )


def _weights(days: Any, ids: Collection[int] | None) -> Subquery:
    """Of each day's plan, by project: how many milestones, their weights, due and completed."""
    plan = plans_on(days, ids).subquery("plans_on")
    done = plan.c.actual_date <= plan.c.day
    more = func.count().label("milestones"), _micros(plan, done).label("done")
    return _summed(plan, *more).subquery("now")


def _frozen_weights(days: Any, ids: Collection[int] | None) -> Subquery:
    """Of each day's baseline, where one was frozen by then, by project: weights and those due."""
    frozen = frozen_on(days, ids).subquery("frozen_on")
    milestone = BaselineMilestone
    plan = (
        select(frozen.c.day, frozen.c.project_id, milestone.planned_date, milestone.weight)
        .outerjoin(milestone, milestone.baseline_id == frozen.c.id)
        .subquery("baseline")
    )
    return _summed(plan).subquery("frozen")


def _summed(plan: Any, *more: Any) -> Select[Any]:
    due = plan.c.planned_date <= plan.c.day
    return select(
        plan.c.day,
        plan.c.project_id,
        _micros(plan, true()).label("weights"),
        _micros(plan, due).label("due"),
        *more,
    ).group_by(plan.c.day, plan.c.project_id)


def _micros(plan: Any, counts: Any) -> Any:
    """The sum of weights in millionths: whole numbers are added and read several times faster."""
    weight = cast(plan.c.weight * 1_000_000, BigInteger)
    return cast(func.coalesce(func.sum(case((counts, weight), else_=0)), 0), BigInteger)
