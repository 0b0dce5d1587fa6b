"""What forecasts of many projects need of their milestones, in two queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select

from core.kit.context import Ctx
from core.kit.versions import days_table
from core.projects.forecast import Step
from core.projects.milestones.in_force import baseline_on, frozen_on, plan_on
from data.schema import ProjectBaseline


def schedules(
    ctx: Ctx, day: date, ids: Collection[int] | None = None
) -> dict[int, tuple[Step, ...]]:
    """The milestones of each project's baseline on `day`, in the order of their dates. The caller
    has seen to it that the actor may see the projects."""
    baseline, plan = baseline_on(day).subquery("baseline"), plan_on(day).subquery("kept")
    found = (
        select(
            baseline.c.project_id,
            baseline.c.planned_date,
            baseline.c.weight,
            baseline.c.name,
            baseline.c.milestone_id,
            plan.c.planned_date.label("expected"),
            plan.c.actual_date,
        )
        .outerjoin(plan, plan.c.milestone_id == baseline.c.milestone_id)
        .order_by(baseline.c.planned_date, baseline.c.milestone_id)
    )
    steps: dict[int, list[Step]] = defaultdict(list)
    for row in ctx.session.execute(_of(found, baseline.c.project_id, ids)):
        project_id, planned, weight, name, milestone_id, expected, actual = row
        reached = actual if actual is not None and actual <= day else None
        kept = expected is not None
        steps[project_id].append(Step(planned, weight, reached, kept, expected, name, milestone_id))
    return {key: tuple(value) for key, value in steps.items()}


def agreed_ends(ctx: Ctx, day: date, ids: Collection[int] | None = None) -> dict[int, date | None]:
    """The planned end of each project whose plan was frozen by `day`, as it was frozen."""
    frozen = frozen_on(days_table([day])).subquery("frozen")
    found = select(frozen.c.project_id, ProjectBaseline.end_date).join(
        ProjectBaseline, ProjectBaseline.id == frozen.c.id
    )
    rows = ctx.session.execute(_of(found, frozen.c.project_id, ids))
    return {row.project_id: row.end_date for row in rows}


def _of(statement: Any, column: Any, ids: Collection[int] | None) -> Any:
    return statement if ids is None else statement.where(column.in_(ids))
