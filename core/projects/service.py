"""Changing projects: state machine, dated plans, bin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from core.audit import change_row, changes_of, check_version, create_row, record_status
from core.company import company
from core.finance import check_links
from core.identity import load_editable, own_department, require_place
from core.kit.context import Ctx, Scope
from core.kit.errors import Conflict, NotPermitted
from core.kit.events import emit
from core.kit.i18n import N_
from core.kit.periods import today
from core.projects import plans
from core.projects.changes import PROJECTS_CHANGED, RIGHTS
from core.projects.progress import follow_milestones, note_progress
from core.projects.queries import seen
from core.projects.rules import check_dates, check_transition
from core.projects.schemas import ProjectIn, ProjectPatch, ProjectRow
from core.projects.states import ProjectStatus
from data.schema import Project


@dataclass(frozen=True)
class NewProject:
    """A project that may be added: its columns; without a code it gets one."""

    values: Mapping[str, Any]


@dataclass(frozen=True)
class ProjectChange:
    """What may be changed of a project, and the day a changed plan counts from."""

    row: Project
    values: Mapping[str, Any]
    patch: ProjectPatch
    effective_on: date


def create_project(ctx: Ctx, project: ProjectIn) -> ProjectRow:
    """Add a project with its first plan. Raises Invalid, Conflict for a taken code."""
    return add_project(ctx, check_project(ctx, project))


def check_project(ctx: Ctx, project: ProjectIn) -> NewProject:
    """The project where it may be added; writes nothing. Raises as `create_project`."""
    ctx.require("projects.edit")
    values = project.model_dump()
    check_links(ctx, values)
    check_dates(values, today(ctx.now, company(ctx).timezone))
    values["department_id"] = _department(ctx, project)
    values["currency"] = project.currency or company(ctx).currency
    if project.code is not None:
        _check_code(ctx, project.code)
    return NewProject(values)


def add_project(ctx: Ctx, new: NewProject) -> ProjectRow:
    """Write a project that was checked."""
    project_id = _next_id(ctx)
    code = new.values["code"] or _free_code(ctx, project_id)
    row = create_row(ctx, Project(**{**new.values, "id": project_id, "code": code}), "project")
    record_status(ctx, "project", row.id, None, row.status)
    plans.append_plan(ctx, row, row.start_date)
    emit(ctx, PROJECTS_CHANGED, {"project_ids": [row.id]})
    return seen(ctx, row)


def update_project(
    ctx: Ctx, project_id: int, patch: ProjectPatch, *, expected_version: int | None = None
) -> ProjectRow:
    """Change a project; a changed plan is a new dated one.

    Raises Invalid, Conflict for a state that cannot follow or a taken code, NotPermitted, Stale.
    """
    change = check_project_change(ctx, project_id, patch, expected_version=expected_version)
    return change_project(ctx, change)


def check_project_change(
    ctx: Ctx, project_id: int, patch: ProjectPatch, *, expected_version: int | None = None
) -> ProjectChange:
    """The change where it may be made; writes nothing. Raises as `update_project`."""
    row = load_editable(ctx, Project, project_id, RIGHTS, Project.deleted_at.is_(None))
    check_version(row, expected_version)
    values = _changes(ctx, row, patch)
    check_links(ctx, values, row)
    _check_new_place(ctx, row, values)
    check_dates({**_dated(row), **values}, today(ctx.now, company(ctx).timezone))
    if values.get("code"):
        _check_code(ctx, values["code"])
    return ProjectChange(row, values, patch, plans.effective_on(ctx, row, patch.effective_on))


def change_project(ctx: Ctx, change: ProjectChange) -> ProjectRow:
    """Write a change that was checked. Raises Invalid for progress before the last one set."""
    row, values, patch = change.row, change.values, change.patch
    before = row.status
    if "progress" in values:
        note_progress(ctx, row, values["progress"], patch.reason, patch.effective_on)
    change_row(ctx, row, "project", values)
    if "progress" in values:
        follow_milestones(ctx, row)
    if "status" in values:
        record_status(ctx, "project", row.id, before, row.status, patch.reason)
    plans.follow(ctx, row, values, change.effective_on)
    if values:
        emit(ctx, PROJECTS_CHANGED, {"project_ids": [row.id]})
    return seen(ctx, row)


def delete_project(ctx: Ctx, project_id: int, *, expected_version: int | None = None) -> None:
    """Put a project into the bin; its records stay. Raises NotFound, NotPermitted, Stale."""
    row = load_editable(ctx, Project, project_id, RIGHTS, Project.deleted_at.is_(None))
    deleted = {"deleted_at": ctx.now}
    change_row(ctx, row, "project", deleted, expected_version=expected_version, action="deleted")
    emit(ctx, PROJECTS_CHANGED, {"project_ids": [row.id]})


def restore_project(ctx: Ctx, project_id: int) -> ProjectRow:
    """Take a project out of the bin. Raises NotFound, NotPermitted."""
    row = load_editable(ctx, Project, project_id, RIGHTS, Project.deleted_at.is_not(None))
    change_row(ctx, row, "project", {"deleted_at": None}, action="restored")
    emit(ctx, PROJECTS_CHANGED, {"project_ids": [row.id]})
    return seen(ctx, row)


def _changes(ctx: Ctx, row: Project, patch: ProjectPatch) -> dict[str, Any]:
    """What the patch changes, with what a change of status brings along."""
    sent = patch.model_dump(exclude_unset=True, exclude={"effective_on", "reason"})
    wanted = ProjectStatus(sent.get("status", row.status))
    check_transition(ProjectStatus(row.status), wanted, patch.reason)
    if wanted != row.status and wanted == ProjectStatus.COMPLETED:
        sent.setdefault("actual_end_date", today(ctx.now, company(ctx).timezone))
    elif wanted != row.status and row.status == ProjectStatus.COMPLETED:
        sent.setdefault("actual_end_date", None)
    if sent.get("code", "") is None:
        sent["code"] = _free_code(ctx, row.id)
    return changes_of(row, sent)


def _dated(row: Project) -> dict[str, Any]:
    names = ("start_date", "end_date", "actual_end_date", "status")
    return {name: getattr(row, name) for name in names}


def _department(ctx: Ctx, project: ProjectIn) -> int | None:
    """The given department, else, for whom it is the limit, the own one."""
    department_id = project.department_id
    if department_id is None and ctx.require("projects.edit") is Scope.DEPARTMENT:
        department_id = own_department(ctx)
    _require_place(ctx, department_id, project.manager_id, may_manage=department_id is None)
    return department_id


def _check_new_place(ctx: Ctx, row: Project, values: Mapping[str, Any]) -> None:
    if "department_id" in values or "manager_id" in values:
        department_id = values.get("department_id", row.department_id)
        manager_id = values.get("manager_id", row.manager_id)
        kept = department_id == row.department_id
        _require_place(ctx, department_id, manager_id, may_manage=kept or department_id is None)


def _require_place(
    ctx: Ctx, department_id: int | None, manager_id: int | None, *, may_manage: bool
) -> None:
    """Raise NotPermitted for a project the actor may not put there. With `may_manage` managing
    it is enough; that never opens another department."""
    scope = ctx.require("projects.edit")
    if may_manage and manager_id is not None and manager_id == ctx.actor.user_id:
        return
    if scope is Scope.PROJECT:
        raise NotPermitted(action="projects.edit")
    require_place(ctx, "projects.edit", department_id)


def _next_id(ctx: Ctx) -> int:
    sequence: Any = Project.__table__.c.id.default
    return int(ctx.session.scalar(select(sequence.next_value())) or 0)


def _free_code(ctx: Ctx, project_id: int) -> str:
    """A code from the id that nobody has taken."""
    code, number = f"P-{project_id:04d}", 1
    while _is_taken(ctx, code):
        number += 1
        code = f"P-{project_id:04d}-{number}"
    return code


def _check_code(ctx: Ctx, code: str) -> None:
    if _is_taken(ctx, code):
        raise Conflict(
            "project.code_taken",
            N_("There is already a project with the code {taken}, maybe in the bin."),
            taken=code,
        )


def _is_taken(ctx: Ctx, code: str) -> bool:
    return ctx.session.scalar(select(Project.id).where(Project.code == code)) is not None
