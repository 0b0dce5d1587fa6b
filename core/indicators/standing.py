"""Projects with all their figures at once, for screens that judge and draw them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from core.company import company
from core.identity import scoped
from core.indicators import projects
from core.indicators.schemas import Question, TargetType
from core.indicators.targets import visible_targets
from core.kit.context import Ctx, Scope
from core.kit.periods import Period
from data.schema import Project


class ProjectState(NamedTuple):
    """A project on a day: its plan in force, progress (0-100) and money; what belongs to money is
    None for who may not see it."""

    target_id: int
    department_id: int | None
    currency: str
    start: date | None
    end: date | None
    ended: date | None
    progress: Decimal | None
    planned: Decimal | None
    baseline: Decimal | None
    budget: Decimal | None = None
    cost: Decimal | None = None
    pv: Decimal | None = None
    ev: Decimal | None = None
    eac: Decimal | None = None
    spi: Decimal | None = None
    cpi: Decimal | None = None


def project_figures(
    ctx: Ctx, as_of: date, *, target_ids: Collection[int] | None = None
) -> list[ProjectState]:
    """The visible projects as they stood on `as_of`. Raises NotPermitted."""
    return project_figures_on(ctx, [as_of], target_ids=target_ids)[as_of]


def project_figures_on(
    ctx: Ctx, days: Collection[date], *, target_ids: Collection[int] | None = None
) -> dict[date, list[ProjectState]]:
    """The visible projects as they stood on each of `days`, read at once. Raises NotPermitted."""
    ctx.require("projects.view")
    periods = [Period(day, day) for day in sorted(set(days))]
    if not periods:
        return {}
    asked = Question(
        TargetType.PROJECT,
        periods[-1].end,
        periods[-1],
        company(ctx).currency,
        scoped(ctx, "projects.view", Project),
        target_ids=None if target_ids is None else frozenset(target_ids),
    )
    shown = _with_amounts(ctx)
    rows = projects.load_projects.over(ctx, asked, periods)
    return {
        period.end: [
            _state(asked, one, shown=shown is None or one.target_id in shown) for one in of_day
        ]
        for period, of_day in zip(periods, rows, strict=True)
    }


def _with_amounts(ctx: Ctx) -> frozenset[int] | None:
    """The projects whose amounts the actor may see; None for every visible one."""
    scope = ctx.actor.scope("amounts.view")
    if scope is Scope.COMPANY:
        return None
    if scope is None:
        return frozenset()
    found = select(Project.id).where(visible_targets(ctx, TargetType.PROJECT))
    return frozenset(ctx.session.scalars(found))


def _state(asked: Question, found: projects.State, *, shown: bool) -> ProjectState:
    plain = (
        found.target_id,
        found.department_id,
        found.currency,
        found.start,
        found.end,
        found.ended,
        found.progress,
        found.planned,
        found.baseline,
    )
    if not shown:
        return ProjectState(*plain)
    return ProjectState(
        *plain,
        found.budget,
        found.cost,
        projects.planned_value(asked, found),
        projects.earned_value(asked, found),
        projects.estimate_at_completion(asked, found),
        projects.schedule_performance(asked, found),
        projects.cost_performance(asked, found),
    )
