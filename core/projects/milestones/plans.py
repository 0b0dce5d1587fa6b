"""Dated versions of milestones: what the plan said, from when, by whom and why."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, func, select

from core.company import company
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_
from core.kit.periods import today
from data.schema import BaselineMilestone, MilestonePlan, ProjectMilestone

PLANNED = ("name", "planned_date", "weight")


def append_plan(
    ctx: Ctx,
    row: ProjectMilestone,
    effective_on: date,
    reason: str | None,
    *,
    removed: bool = False,
) -> None:
    """Append the version as the milestone says it now."""
    ctx.session.add(
        MilestonePlan(
            milestone_id=row.id,
            project_id=row.project_id,
            effective_on=effective_on,
            removed=removed,
            reason=reason,
            created_by=ctx.actor.user_id,
            created_at=ctx.now,
            **{name: getattr(row, name) for name in PLANNED},
        )
    )
    ctx.session.flush()


def effective_on(ctx: Ctx, row: ProjectMilestone, wanted: date | None) -> date:
    """The day a change counts from: `wanted`, else today; never before the version it follows.

    Raises Invalid for an earlier `wanted`.
    """
    last = ctx.session.scalar(
        select(func.max(MilestonePlan.effective_on)).where(MilestonePlan.milestone_id == row.id)
    )
    if last is None:
        return wanted or today(ctx.now, company(ctx).timezone)
    if wanted is not None and wanted < last:
        message = N_("There is a plan from {last} on; a change cannot count from before it.")
        raise Invalid("plan.too_early", message, fields={"effective_on": message}, last=last)
    return wanted or max(today(ctx.now, company(ctx).timezone), last)


def take_out(ctx: Ctx, row: ProjectMilestone) -> None:
    """The milestone belongs to the plan no more; one made today and in no baseline never did."""
    zone = company(ctx).timezone
    kept = ctx.session.scalar(select(func.count()).where(BaselineMilestone.milestone_id == row.id))
    if not kept and today(row.created_at, zone) == today(ctx.now, zone):
        ctx.session.execute(delete(MilestonePlan).where(MilestonePlan.milestone_id == row.id))
    else:
        append_plan(ctx, row, effective_on(ctx, row, None), None, removed=True)
