"""Freezing a project's plan to measure against, and reading what was frozen."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from core.audit import record
from core.company import company
from core.identity import load_editable, load_visible
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.events import emit
from core.kit.i18n import N_
from core.kit.periods import today
from core.projects.changes import PROJECTS_CHANGED, RIGHTS
from core.projects.milestones.in_force import plan_on
from core.projects.milestones.schemas import BaselineIn, BaselineRow
from data.schema import BaselineMilestone, Project, ProjectBaseline, ProjectPlan


def freeze_baseline(ctx: Ctx, project_id: int, baseline: BaselineIn) -> BaselineRow:
    """Measure against the plan of a day from that day on. Raises NotFound, NotPermitted, Invalid
    for a plan without milestones or a day to come."""
    project = load_editable(ctx, Project, project_id, RIGHTS, Project.deleted_at.is_(None))
    now = today(ctx.now, company(ctx).timezone)
    day = baseline.effective_on or now
    if day > now:
        message = N_("A plan cannot be frozen for a day to come.")
        raise Invalid("baseline.future", message, fields={"effective_on": message})
    plan = plan_on(day).subquery()
    milestones = ctx.session.execute(select(plan).where(plan.c.project_id == project_id)).all()
    if not milestones:
        message = N_("There is no milestone in the plan of that day.")
        raise Invalid("baseline.empty", message, fields={"effective_on": message})
    frozen_end = _end_on(ctx, project, day)
    row = _add(ctx, project, baseline.model_copy(update={"effective_on": day}), frozen_end)
    names = ("milestone_id", "name", "planned_date", "weight")
    for one in milestones:
        values = {name: getattr(one, name) for name in names}
        ctx.session.add(BaselineMilestone(baseline_id=row.id, **values))
    ctx.session.flush()
    frozen = {"baseline": row.id, "effective_on": day.isoformat(), "reason": baseline.reason}
    record(ctx, "project.baseline_frozen", "project", project_id, after=frozen)
    emit(ctx, PROJECTS_CHANGED, {"project_ids": [project_id]})
    return BaselineRow.model_validate(row)


def _end_on(ctx: Ctx, project: Project, day: date) -> date | None:
    """The project's planned end in the plan of that day."""
    plans = select(ProjectPlan.end_date).where(
        ProjectPlan.project_id == project.id, ProjectPlan.effective_on <= day
    )
    newest = plans.order_by(ProjectPlan.effective_on.desc(), ProjectPlan.id.desc()).limit(1)
    found = ctx.session.execute(newest).first()
    return project.end_date if found is None else found.end_date


def _add(ctx: Ctx, project: Project, baseline: BaselineIn, end: date | None) -> ProjectBaseline:
    row = ProjectBaseline(
        project_id=project.id,
        end_date=end,
        created_by=ctx.actor.user_id,
        created_at=ctx.now,
        **baseline.model_dump(),
    )
    ctx.session.add(row)
    ctx.session.flush()
    return row


def project_baselines(ctx: Ctx, project_id: int) -> tuple[BaselineRow, ...]:
    """The frozen plans of a project, the latest first. Raises NotFound."""
    load_visible(ctx, Project, project_id, "projects.view")
    found = select(ProjectBaseline).where(ProjectBaseline.project_id == project_id)
    ordered = found.order_by(ProjectBaseline.effective_on.desc(), ProjectBaseline.id.desc())
    return tuple(BaselineRow.model_validate(row) for row in ctx.session.scalars(ordered))
