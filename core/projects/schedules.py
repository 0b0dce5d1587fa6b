"""What forecasts of many projects need of their milestones, in two queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, and_, func, select

from core.kit.context import Ctx
from core.kit.rows import plain_rows
from core.kit.versions import days_table
from core.projects.course import Step
from core.projects.milestones.in_force import frozen_milestones_on, frozen_on, plans_on
from data.schema import ProjectBaseline

Held = dict[int, list[Step]]
"""Milestones by project."""


@dataclass(frozen=True)
class Plans:
    """Of projects by id: the milestones of their baselines in the order of their dates, what the
    plan has beside them, and the ends that were frozen."""

    steps: Mapping[int, tuple[Step, ...]]
    added: Mapping[int, tuple[Step, ...]]
    agreed: Mapping[int, date | None]

    def longest_overdue(self, key: int, day: date) -> Step | None:
        """The milestone of a project that has been overdue longest on the day of the plans."""
        held = (*self.steps.get(key, ()), *self.added.get(key, ()))
        late = [one for one in held if one.reached is None and one.overdue(day)]
        return min(late, key=attrgetter("due", "milestone_id"), default=None)


def plans_on_days(
    ctx: Ctx, days: Sequence[date], ids: Collection[int] | None = None
) -> dict[date, Plans]:
    """Milestones and agreed ends of each of the `days`, none of them twice. The caller has seen to
    it that the actor may see the projects."""
    agreed = _agreed_ends(ctx, days, ids)
    steps: dict[date, Held] = {day: defaultdict(list) for day in days}
    added: dict[date, Held] = {day: defaultdict(list) for day in days}
    for day, key, milestone, frozen, weight, name, expected, actual in plain_rows(
        ctx, _steps(days, ids)
    ):
        reached = actual if actual is not None and actual <= day else None
        planned = expected if frozen is None else frozen
        step = Step(planned, weight, reached, expected is not None, expected, name, milestone)
        (added if frozen is None and key in agreed[day] else steps)[day][key].append(step)
    return {day: Plans(_in_order(steps[day]), _in_order(added[day]), agreed[day]) for day in days}


def _in_order(steps: Mapping[int, list[Step]]) -> dict[int, tuple[Step, ...]]:
    by_date = attrgetter("planned", "milestone_id")
    return {key: tuple(sorted(found, key=by_date)) for key, found in steps.items()}


def _steps(days: Sequence[date], ids: Collection[int] | None) -> Select[Any]:
    """day, project_id, milestone_id, planned date of the frozen plan, weight, name, and planned and
    actual date of the plan in force, of what is in either of them."""
    plan = plans_on(days_table(days), ids).subquery("plan")
    frozen = frozen_milestones_on(days_table(days), ids).subquery("kept")
    same = and_(frozen.c.milestone_id == plan.c.milestone_id, frozen.c.day == plan.c.day)
    return (
        select(
            func.coalesce(frozen.c.day, plan.c.day),
            func.coalesce(frozen.c.project_id, plan.c.project_id),
            func.coalesce(frozen.c.milestone_id, plan.c.milestone_id),
            frozen.c.planned_date,
            func.coalesce(frozen.c.weight, plan.c.weight),
            func.coalesce(plan.c.name, frozen.c.name),
            plan.c.planned_date.label("expected"),
            plan.c.actual_date,
        )
        .select_from(plan)
        .join(frozen, same, full=True)
    )


def _agreed_ends(
    ctx: Ctx, days: Sequence[date], ids: Collection[int] | None
) -> dict[date, dict[int, date | None]]:
    """The planned end of each project whose plan was frozen by each day, as it was frozen."""
    frozen = frozen_on(days_table(days), ids).subquery("frozen")
    rows = select(frozen.c.day, frozen.c.project_id, ProjectBaseline.end_date).join(
        ProjectBaseline, ProjectBaseline.id == frozen.c.id
    )
    found: dict[date, dict[int, date | None]] = {day: {} for day in days}
    for day, project_id, end in plain_rows(ctx, rows):
        found[day][project_id] = end
    return found
