"""What forecasts of many projects need of their milestones, in two queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select, union

from core.kit.context import Ctx
from core.kit.versions import days_table
from core.projects.forecast import Step
from core.projects.milestones.in_force import baseline_on, frozen_on, plan_on
from data.schema import MilestonePlan, ProjectBaseline


@dataclass(frozen=True)
class Plans:
    """Of projects by id: their milestones, and the ends that were frozen."""

    steps: Mapping[int, tuple[Step, ...]]
    agreed: Mapping[int, date | None]


def schedules(
    ctx: Ctx, day: date, ids: Collection[int] | None = None
) -> dict[int, tuple[Step, ...]]:
    """The milestones of each project's baseline on `day`, in the order of their dates. The caller
    has seen to it that the actor may see the projects."""
    baseline, plan = baseline_on(day, ids).subquery("baseline"), plan_on(day, ids).subquery("kept")
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
    for row in ctx.session.execute(found):
        project_id, planned, weight, name, milestone_id, expected, actual = row
        reached = actual if actual is not None and actual <= day else None
        kept = expected is not None
        steps[project_id].append(Step(planned, weight, reached, kept, expected, name, milestone_id))
    return {key: tuple(value) for key, value in steps.items()}


def agreed_ends(ctx: Ctx, day: date, ids: Collection[int] | None = None) -> dict[int, date | None]:
    """The planned end of each project whose plan was frozen by `day`, as it was frozen."""
    frozen = frozen_on(days_table([day]), ids).subquery("frozen")
    found = select(frozen.c.project_id, ProjectBaseline.end_date).join(
        ProjectBaseline, ProjectBaseline.id == frozen.c.id
    )
    return {row.project_id: row.end_date for row in ctx.session.execute(found)}


def plans_on_day(ctx: Ctx, day: date, ids: Collection[int] | None = None) -> Plans:
    """Schedules and agreed ends of a day."""
    return Plans(schedules(ctx, day, ids), agreed_ends(ctx, day, ids))


def plans_before(
    ctx: Ctx, earlier: date, day: date, plans: Plans, ids: Collection[int] | None = None
) -> Plans:
    """`plans` of `day` as they were on an `earlier` one: read again only where a plan or baseline
    counts from a day between them."""
    dated = (_dated_between(one, earlier, day) for one in (MilestonePlan, ProjectBaseline))
    changed = set(ctx.session.scalars(union(*dated)))
    if ids is not None:
        changed &= set(ids)
    steps = {
        key: tuple(_step_on(one, earlier) for one in held)
        for key, held in plans.steps.items()
        if key not in changed
    }
    agreed = {key: end for key, end in plans.agreed.items() if key not in changed}
    if not changed:
        return Plans(steps, agreed)
    again = plans_on_day(ctx, earlier, changed)
    return Plans({**steps, **again.steps}, {**agreed, **again.agreed})


def _dated_between(model: Any, earlier: date, day: date) -> Any:
    return select(model.project_id).where(model.effective_on > earlier, model.effective_on <= day)


def _step_on(one: Step, day: date) -> Step:
    return one if one.reached is None or one.reached <= day else replace(one, reached=None)
