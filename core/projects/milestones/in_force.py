"""Plans as SQL: which milestones belonged to a plan on a day, and to the baseline of that day."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Select, and_, cast, func, literal, select, union_all

from data.schema import BaselineMilestone, MilestonePlan, ProjectBaseline, ProjectMilestone

COLUMNS = ("project_id", "milestone_id", "name", "planned_date", "weight")


def plan_on(day: date | Any) -> Select[Any]:
    """project_id, milestone_id, name, planned_date, weight of the plan in force on `day`, and
    `actual_date` where the milestone was completed by then."""
    day = _as_date(day)
    newest = func.row_number().over(
        partition_by=MilestonePlan.milestone_id,
        order_by=(MilestonePlan.effective_on.desc(), MilestonePlan.id.desc()),
    )
    version = (
        select(MilestonePlan, newest.label("newest"))
        .where(MilestonePlan.effective_on <= day)
        .subquery("version")
    )
    return (
        select(*(version.c[name] for name in COLUMNS), ProjectMilestone.actual_date)
        .join(
            ProjectMilestone,
            and_(ProjectMilestone.id == version.c.milestone_id, version.c.newest == 1),
        )
        .where(version.c.removed.is_(False))
    )


def baseline_on(day: date | Any) -> Select[Any]:
    """The same five columns of the baseline of `day`: the plan frozen last, else the one in
    force."""
    frozen = _frozen_on(day).subquery("frozen")
    plan = plan_on(day).subquery("plan")
    kept = select(
        frozen.c.project_id,
        *(getattr(BaselineMilestone, name) for name in COLUMNS[1:]),
    ).join(BaselineMilestone, BaselineMilestone.baseline_id == frozen.c.id)
    free = select(*(plan.c[name] for name in COLUMNS)).where(
        plan.c.project_id.not_in(select(frozen.c.project_id))
    )
    both = union_all(kept, free).subquery("baseline")
    return select(*(both.c[name] for name in COLUMNS))


def _frozen_on(day: date | Any) -> Select[Any]:
    """The baseline of each project on `day`."""
    newest = func.row_number().over(
        partition_by=ProjectBaseline.project_id,
        order_by=(ProjectBaseline.effective_on.desc(), ProjectBaseline.id.desc()),
    )
    ranked = (
        select(
            ProjectBaseline.id,
            ProjectBaseline.project_id,
            ProjectBaseline.end_date,
            newest.label("newest"),
        )
        .where(ProjectBaseline.effective_on <= _as_date(day))
        .subquery("ranked")
    )
    return select(ranked.c.id, ranked.c.project_id, ranked.c.end_date).where(ranked.c.newest == 1)


def _as_date(day: date | Any) -> Any:
    return cast(literal(day), Date) if isinstance(day, date) else day
