"""Dated versions of a project's plan: budget, estimate and dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select, update

from core.company import company
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_
from core.kit.periods import today
from data.schema import MilestonePlan, Project, ProjectPlan, ProjectProgress

PLANNED = ("budget", "estimated_cost", "currency", "start_date", "end_date")


def append_plan(ctx: Ctx, row: Project, effective_on: date) -> None:
    """Append the plan as the project says it now."""
    ctx.session.add(
        ProjectPlan(
            project_id=row.id,
            effective_on=effective_on,
            created_by=ctx.actor.user_id,
            created_at=ctx.now,
            **{name: getattr(row, name) for name in PLANNED},
        )
    )
    ctx.session.flush()


def effective_on(ctx: Ctx, row: Project, wanted: date | None) -> date:
    """The day a change counts from: `wanted`, else today; never before the plan it follows.

    Raises Invalid for an earlier `wanted`.
    """
    last = ctx.session.scalar(
        select(func.max(ProjectPlan.effective_on)).where(ProjectPlan.project_id == row.id)
    )
    last = last or row.start_date
    if wanted is not None and wanted < last:
        message = N_("There is a plan from {last} on; a change cannot count from before it.")
        raise Invalid("plan.too_early", message, fields={"effective_on": message}, last=last)
    return wanted or max(today(ctx.now, company(ctx).timezone), last)


def follow(ctx: Ctx, row: Project, changed: Mapping[str, Any], day: date) -> None:
    """Append a plan when the change was one; the first one counts from the start date."""
    if "start_date" in changed:
        _start_earlier(ctx, row)
    if any(name in changed for name in PLANNED):
        append_plan(ctx, row, day)


def _start_earlier(ctx: Ctx, row: Project) -> None:
    plans = select(ProjectPlan).where(ProjectPlan.project_id == row.id)
    first = ctx.session.scalars(plans.order_by(ProjectPlan.effective_on, ProjectPlan.id)).first()
    if first is None or row.start_date >= first.effective_on:
        return
    for model in (MilestonePlan, ProjectProgress):
        at_start = and_(model.project_id == row.id, model.effective_on == first.effective_on)
        ctx.session.execute(update(model).where(at_start).values(effective_on=row.start_date))
    first.effective_on = row.start_date
    ctx.session.flush()
