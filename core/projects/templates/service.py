"""Keeping a project's plan as a template, and beginning projects from one."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, select, true

from core.audit import change_row, changes_of, create_row, load_row, remove_row
from core.identity import amounts_shown, load_visible
from core.kit.context import Ctx, Scope
from core.kit.errors import Conflict, Invalid, NotFound
from core.kit.events import merge_events
from core.kit.i18n import N_
from core.projects.milestones.queries import project_milestones
from core.projects.milestones.schemas import MilestoneIn
from core.projects.milestones.service import create_milestone
from core.projects.queries import get_project
from core.projects.schemas import ProjectIn, ProjectRow
from core.projects.service import create_project
from core.projects.templates.built_in import built_in_templates
from core.projects.templates.schemas import (
    TemplateIn,
    TemplateMilestone,
    TemplatePatch,
    TemplateRow,
)
from data.schema import Project, ProjectTemplate

T = ProjectTemplate


def project_templates(ctx: Ctx) -> tuple[TemplateRow, ...]:
    """The company's own templates by name, then the built-in ones. Needs `projects.edit`."""
    ctx.require("projects.edit")
    rows = ctx.session.scalars(select(T).order_by(T.name, T.id))
    return (*(_to_row(ctx, row) for row in rows), *built_in_templates())


def save_template(ctx: Ctx, project_id: int, wanted: TemplateIn) -> TemplateRow:
    """Keep the plan of a project as a template. Raises NotFound, NotPermitted, Conflict for a
    taken name, Invalid for a project without milestones."""
    ctx.require("projects.edit")
    project = load_visible(ctx, Project, project_id, "projects.view")
    milestones = [
        TemplateMilestone(
            name=one.name,
            offset=(one.planned_date - project.start_date).days,
            weight=one.weight,
            description=one.description,
        )
        for one in project_milestones(ctx, project_id)
    ]
    if not milestones:
        message = N_("The project has no milestones yet.")
        raise Invalid("template.empty", message)
    _check_name(ctx, wanted.name)
    with_budget = wanted.with_budget and amounts_shown(ctx, Project, project.id)
    row = T(
        name=wanted.name,
        description=wanted.description,
        days=(project.end_date - project.start_date).days if project.end_date else None,
        budget=project.budget if with_budget else None,
        currency=project.currency if with_budget else None,
        milestones=[one.model_dump(mode="json") for one in milestones],
    )
    return _to_row(ctx, create_row(ctx, row, "project_template"))


def update_template(
    ctx: Ctx, template_id: int, patch: TemplatePatch, *, expected_version: int | None = None
) -> TemplateRow:
    """Rename or describe a template. Raises NotFound, NotPermitted, Conflict, Stale."""
    row = _own(ctx, template_id)
    values = changes_of(row, patch.model_dump(exclude_unset=True))
    if "name" in values:
        _check_name(ctx, values["name"])
    change_row(ctx, row, "project_template", values, expected_version=expected_version)
    return _to_row(ctx, row)


def delete_template(ctx: Ctx, template_id: int) -> None:
    """Remove a template; projects made from it stay. Raises NotFound, NotPermitted."""
    remove_row(ctx, _own(ctx, template_id), "project_template")


def create_from_template(ctx: Ctx, key: str, project: ProjectIn) -> ProjectRow:
    """A new project with the template's milestones, counted from its start; without an end it
    takes the template's length. Raises NotFound for an unknown template, and as `create_project`.
    """
    template = next((one for one in project_templates(ctx) if one.key == key), None)
    if template is None:
        raise NotFound
    before = len(ctx.emitted)
    end = project.end_date
    if end is None and template.days is not None:
        end = project.start_date + timedelta(days=template.days)
    made = create_project(ctx, project.model_copy(update={"end_date": end}))
    for one in template.milestones:
        planned = project.start_date + timedelta(days=one.offset)
        stone = one.model_dump(exclude={"offset"}) | {"planned_date": planned}
        create_milestone(ctx, made.id, MilestoneIn.model_validate(stone), follow=False)
    merge_events(ctx, since=before)
    return get_project(ctx, made.id)


def _own(ctx: Ctx, template_id: int) -> ProjectTemplate:
    """The template, where the actor made it or edits the whole company's projects."""
    ctx.require("projects.edit")
    return load_row(ctx, T, template_id, _changeable(ctx))


def _changeable(ctx: Ctx) -> ColumnElement[bool]:
    everything = ctx.actor.scope("projects.edit") is Scope.COMPANY
    return true() if everything else T.created_by == ctx.actor.user_id


def _check_name(ctx: Ctx, name: str) -> None:
    if ctx.session.scalar(select(T.id).where(T.name == name)) is not None:
        message = N_("There is a template of this name.")
        raise Conflict("template.name_taken", message, fields={"name": message})


def _to_row(ctx: Ctx, row: ProjectTemplate) -> TemplateRow:
    mine = row.created_by is not None and row.created_by == ctx.actor.user_id
    sees = mine or ctx.actor.scope("amounts.view") is Scope.COMPANY
    return TemplateRow(
        key=str(row.id),
        id=row.id,
        name=row.name,
        description=row.description,
        days=row.days,
        budget=row.budget if sees else None,
        currency=row.currency,
        milestones=tuple(TemplateMilestone.model_validate(one) for one in row.milestones),
        may_change=mine or ctx.actor.scope("projects.edit") is Scope.COMPANY,
        version=row.version,
    )
