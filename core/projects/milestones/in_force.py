"""Plans as SQL: which milestones belonged to a plan on a day, and to the baseline of that day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, select, union_all

from core.kit.versions import days_table, in_force, versions
from data.schema import BaselineMilestone, MilestonePlan, ProjectBaseline, ProjectMilestone

Ids = Collection[int] | None
COLUMNS = ("day", "project_id", "milestone_id", "name", "planned_date", "weight")


def plans_on(days: Any, ids: Ids = None) -> Select[Any]:
    """day, project_id, milestone_id, name, planned_date, weight of the plan in force on each day
    of `days` (`days_table`), and `actual_date`, which may be a later one. `ids`: only of these
    projects, which spares the others' versions."""
    only = None if ids is None else MilestonePlan.project_id.in_(ids)
    version = versions(MilestonePlan, MilestonePlan.milestone_id, only=only)
    return (
        select(
            days.c.day,
            *(version.c[name] for name in COLUMNS[1:]),
            ProjectMilestone.actual_date,
        )
        .join(version, in_force(version, days.c.day))
        .join(ProjectMilestone, ProjectMilestone.id == version.c.milestone_id)
        .where(version.c.removed.is_(False))
    )


def plan_on(day: date, ids: Ids = None) -> Select[Any]:
    """`plans_on` of one day."""
    return plans_on(days_table([day]), ids)


def frozen_on(days: Any, ids: Ids = None) -> Select[Any]:
    """day, project_id, id of the baseline frozen last by each day of `days`."""
    only = None if ids is None else ProjectBaseline.project_id.in_(ids)
    frozen = versions(ProjectBaseline, ProjectBaseline.project_id, only=only)
    return select(days.c.day, frozen.c.project_id, frozen.c.id).join(
        frozen, in_force(frozen, days.c.day)
    )


def frozen_milestones_on(days: Any, ids: Ids = None) -> Select[Any]:
    """The columns of `plans_on` but the last for the baselines that were frozen by each day."""
    frozen = frozen_on(days, ids).subquery("frozen")
    milestone = BaselineMilestone
    return select(
        frozen.c.day, frozen.c.project_id, *(getattr(milestone, name) for name in COLUMNS[2:])
    ).join(milestone, milestone.baseline_id == frozen.c.id)


def baseline_on(day: date, ids: Ids = None) -> Select[Any]:
    """The first six columns of `plans_on` for the baseline of `day`: the plan frozen last, else
    the one in force."""
    frozen = frozen_on(days_table([day]), ids).subquery("frozen")
    plan = plan_on(day, ids).subquery("plan")
    kept = frozen_milestones_on(days_table([day]), ids)
    free = (
        select(*(plan.c[name] for name in COLUMNS))
        .outerjoin(frozen, frozen.c.project_id == plan.c.project_id)
        .where(frozen.c.id.is_(None))
    )
    both = union_all(kept, free).subquery("baseline")
    return select(*(both.c[name] for name in COLUMNS))
