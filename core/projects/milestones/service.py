"""Changing milestones: each change of the plan is a dated version, each status is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from core.audit import change_row, changes_of, check_version, create_row, load_row, record_status
from core.company import company
from core.identity import load_editable
from core.kit.context import Ctx
from core.kit.events import emit
from core.kit.periods import today
from core.projects.changes import PROJECTS_CHANGED, RIGHTS
from core.projects.milestones import plans
from core.projects.milestones.queries import to_row
from core.projects.milestones.rules import settled
from core.projects.milestones.schemas import MilestoneIn, MilestonePatch, MilestoneRow
from core.projects.milestones.states import COMPLETED, DELAYED, NOT_STARTED
from core.projects.progress import follow_milestones, keep_by_hand
from data.schema import Project, ProjectMilestone, StatusChange

BESIDES = {"effective_on", "reason"}


@dataclass(frozen=True)
class NewMilestone:
    """A milestone that may be added to a project: its columns, and what its plan says besides."""

    project: Project
    values: Mapping[str, Any]
    effective_on: date
    reason: str | None


@dataclass(frozen=True)
class MilestoneChange:
    """What may be changed of a milestone; `effective_on` where that is a new plan."""

    row: ProjectMilestone
    project: Project
    values: Mapping[str, Any]
    effective_on: date | None
    reason: str | None


def create_milestone(
    ctx: Ctx, project_id: int, milestone: MilestoneIn, *, follow: bool = True
) -> MilestoneRow:
    """Add a milestone to a project's plan. Raises NotFound, NotPermitted, Invalid.

    Without `follow` the caller writes the project's progress afterwards (`follow_milestones`).
    """
    return add_milestone(ctx, check_milestone(ctx, project_id, milestone), follow=follow)


def check_milestone(ctx: Ctx, project_id: int, milestone: MilestoneIn) -> NewMilestone:
    """The milestone where it may be added; writes nothing. Raises as `create_milestone`."""
    project = _project(ctx, project_id)
    sent = milestone.model_dump(exclude=BESIDES, exclude_unset=True)
    new = {"status": NOT_STARTED, "actual_date": None}
    values = {**milestone.model_dump(exclude=BESIDES), **settled(sent, new, _day(ctx))}
    effective_on = milestone.effective_on or project.start_date
    return NewMilestone(project, values, effective_on, milestone.reason)


def add_milestone(ctx: Ctx, new: NewMilestone, *, follow: bool = True) -> MilestoneRow:
    """Write a milestone that was checked; `follow` as in `create_milestone`."""
    keep_by_hand(ctx, new.project)
    row = ProjectMilestone(project_id=new.project.id, **new.values)
    create_row(ctx, row, "milestone")
    record_status(ctx, "milestone", row.id, None, row.status)
    plans.append_plan(ctx, row, new.effective_on, new.reason)
    _tell(ctx, new.project, follow=follow)
    return to_row(row, _day(ctx))


def update_milestone(
    ctx: Ctx, milestone_id: int, patch: MilestonePatch, *, expected_version: int | None = None
) -> MilestoneRow:
    """Change a milestone. Raises NotFound, NotPermitted, Invalid, Stale."""
    change = check_milestone_change(ctx, milestone_id, patch, expected_version=expected_version)
    return change_milestone(ctx, change)


def check_milestone_change(
    ctx: Ctx, milestone_id: int, patch: MilestonePatch, *, expected_version: int | None = None
) -> MilestoneChange:
    """The change where it may be made; writes nothing. Raises as `update_milestone`."""
    row, project = _load(ctx, milestone_id)
    check_version(row, expected_version)
    sent = patch.model_dump(exclude_unset=True, exclude=BESIDES)
    held = {"actual_date": row.actual_date, "planned_date": row.planned_date}
    values = changes_of(row, settled(sent, held | {"status": _work(ctx, row)}, _day(ctx)))
    replans = any(name in values for name in plans.PLANNED)
    effective_on = plans.effective_on(ctx, row, patch.effective_on) if replans else None
    return MilestoneChange(row, project, values, effective_on, patch.reason)


def change_milestone(ctx: Ctx, change: MilestoneChange, *, follow: bool = True) -> MilestoneRow:
    """Write a change that was checked; `follow` as in `create_milestone`."""
    row, values = change.row, change.values
    before = row.status
    change_row(ctx, row, "milestone", values)
    if "status" in values:
        record_status(ctx, "milestone", row.id, before, row.status, change.reason)
    if change.effective_on is not None:
        plans.append_plan(ctx, row, change.effective_on, change.reason)
    if values:
        _tell(ctx, change.project, follow=follow)
    return to_row(row, _day(ctx))


def delete_milestone(ctx: Ctx, milestone_id: int, *, expected_version: int | None = None) -> None:
    """Take a milestone out of the plan; former days keep it. Raises NotFound, Stale."""
    row, project = _load(ctx, milestone_id)
    deleted = {"deleted_at": ctx.now}
    change_row(ctx, row, "milestone", deleted, expected_version=expected_version, action="deleted")
    plans.take_out(ctx, row)
    _tell(ctx, project)


def mark_delayed(ctx: Ctx) -> int:
    """Write the status of milestones whose planned date is over; how many there were."""
    day = _day(ctx)
    late = select(ProjectMilestone).where(
        ProjectMilestone.deleted_at.is_(None),
        ProjectMilestone.planned_date < day,
        ProjectMilestone.status.not_in((COMPLETED, DELAYED)),
    )
    rows = ctx.session.scalars(late.order_by(ProjectMilestone.id)).all()
    for row in rows:
        before = row.status
        change_row(ctx, row, "milestone", {"status": DELAYED})
        record_status(ctx, "milestone", row.id, before, DELAYED)
    if rows:
        projects = sorted({row.project_id for row in rows})
        emit(ctx, PROJECTS_CHANGED, {"project_ids": projects})
    return len(rows)


def _work(ctx: Ctx, row: ProjectMilestone) -> str:
    """The status without the delay: what it was before that."""
    if row.status != DELAYED:
        return row.status
    former = select(StatusChange.from_status).where(
        StatusChange.target_type == "milestone",
        StatusChange.target_id == row.id,
        StatusChange.to_status == DELAYED.value,
    )
    return ctx.session.scalar(former.order_by(StatusChange.id.desc()).limit(1)) or NOT_STARTED


def _load(ctx: Ctx, milestone_id: int) -> tuple[ProjectMilestone, Project]:
    """The milestone and its project, which the actor may change. Raises NotFound, NotPermitted."""
    ctx.require("projects.view")
    row = load_row(ctx, ProjectMilestone, milestone_id, ProjectMilestone.deleted_at.is_(None))
    return row, _project(ctx, row.project_id)


def _project(ctx: Ctx, project_id: int) -> Project:
    return load_editable(ctx, Project, project_id, RIGHTS, Project.deleted_at.is_(None))


def _day(ctx: Ctx) -> date:
    return today(ctx.now, company(ctx).timezone)


def _tell(ctx: Ctx, project: Project, *, follow: bool = True) -> None:
    if follow:
        follow_milestones(ctx, project)
    emit(ctx, PROJECTS_CHANGED, {"project_ids": [project.id]})
