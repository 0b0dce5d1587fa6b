"""Reading projects: scoped, money masked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from core.identity import (
    amount_filters,
    amounts_shown,
    load_visible,
    scoped,
    with_shown,
    with_visible_amounts,
)
from core.kit.context import Ctx
from core.kit.listing import (
    ListQuery,
    ListSpec,
    Page,
    at_least,
    at_most,
    equals,
    list_page,
    parse_date,
)
from core.projects.schemas import ProjectPlanRow, ProjectRow
from data.schema import Project, ProjectPlan

PROJECT_LIST = ListSpec(
    key=Project.id,
    sorts={
        "id": Project.id,
        "name": Project.name,
        "code": Project.code,
        "start_date": Project.start_date,
        "end_date": Project.end_date,
        "budget": Project.budget,
        "status": Project.status,
        "progress": Project.progress,
        "created_at": Project.created_at,
    },
    default_sort="-start_date",
    filters={
        "name": equals(Project.name),
        "code": equals(Project.code),
        "status": equals(Project.status),
        "customer_id": equals(Project.customer_id, int),
        "manager_id": equals(Project.manager_id, int),
        "department_id": equals(Project.department_id, int),
        "currency": equals(Project.currency, str.upper),
        "start_date": equals(Project.start_date, parse_date),
        "date_from": at_least(Project.start_date, parse_date),
        "date_to": at_most(Project.start_date, parse_date),
        "end_from": at_least(Project.end_date, parse_date),
        "end_to": at_most(Project.end_date, parse_date),
        **amount_filters("budget", Project.budget),
    },
    search=(Project.name, Project.code, Project.description),
)
HIDDEN = {"budget": None, "estimated_cost": None}


def visible_projects(ctx: Ctx, *, in_bin: bool = False) -> Select[Any]:
    """The projects the actor may see (those in the bin when asked). Raises NotPermitted."""
    ctx.require("projects.view")
    return select(Project).where(
        scoped(ctx, "projects.view", Project),
        Project.deleted_at.is_not(None) if in_bin else Project.deleted_at.is_(None),
    )


def list_projects(
    ctx: Ctx, query: ListQuery, *, with_total: bool = False, in_bin: bool = False
) -> Page[ProjectRow]:
    """Projects, the latest start first; `date_from` and `date_to` are about the start."""
    return list_page(
        ctx,
        with_shown(ctx, visible_projects(ctx, in_bin=in_bin), Project),
        with_visible_amounts(ctx, PROJECT_LIST, Project, "budget"),
        query,
        lambda row: to_row(row.Project, shown=bool(row.shown)),
        with_total=with_total,
    )


def get_project(ctx: Ctx, project_id: int) -> ProjectRow:
    """One project, in the bin or not. Raises NotFound."""
    return seen(ctx, load_visible(ctx, Project, project_id, "projects.view"))


def project_plans(ctx: Ctx, project_id: int) -> tuple[ProjectPlanRow, ...]:
    """The plans of a project by the day they count from. Raises NotFound."""
    load_visible(ctx, Project, project_id, "projects.view")
    found = select(ProjectPlan).where(ProjectPlan.project_id == project_id)
    ordered = found.order_by(ProjectPlan.effective_on, ProjectPlan.id)
    rows = tuple(ProjectPlanRow.model_validate(row) for row in ctx.session.scalars(ordered))
    if amounts_shown(ctx, Project, project_id):
        return rows
    return tuple(row.model_copy(update=HIDDEN) for row in rows)


def seen(ctx: Ctx, row: Project) -> ProjectRow:
    """The row of a project as the actor may see it."""
    return to_row(row, shown=amounts_shown(ctx, Project, row.id))


def to_row(row: Project, *, shown: bool) -> ProjectRow:
    """The frozen row; without money unless `shown`."""
    full = ProjectRow.model_validate(row)
    return full if shown else full.model_copy(update=HIDDEN)
