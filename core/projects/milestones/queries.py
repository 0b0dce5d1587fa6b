"""Reading milestones: scoped by their project."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, case, select

from core.company import company
from core.identity import load_visible, scoped
from core.kit.context import Ctx
from core.kit.errors import NotFound
from core.kit.listing import (
    ListQuery,
    ListSpec,
    Page,
    at_least,
    at_most,
    contains,
    equals,
    list_page,
    parse_date,
)
from core.kit.periods import today
from core.projects.milestones.schemas import MilestonePlanRow, MilestoneRow
from core.projects.milestones.states import DELAYED, MilestoneStatus, status_on
from data.schema import MilestonePlan, Project, ProjectMilestone

M = ProjectMilestone
MILESTONE_LIST = ListSpec(
    key=M.id,
    sorts={
        "id": M.id,
        "name": M.name,
        "planned_date": M.planned_date,
        "actual_date": M.actual_date,
        "weight": M.weight,
    },
    default_sort="planned_date",
    filters={
        "name": contains(M.name),
        "status": equals(M.status),
        "project_id": equals(M.project_id, int),
        "planned_from": at_least(M.planned_date, parse_date),
        "planned_to": at_most(M.planned_date, parse_date),
    },
    search=(M.name, M.description),
)


def visible_milestones(ctx: Ctx) -> Select[Any]:
    """The milestones of the projects the actor may see. Raises NotPermitted."""
    ctx.require("projects.view")
    return (
        select(M)
        .join(Project, Project.id == M.project_id)
        .where(
            scoped(ctx, "projects.view", Project),
            Project.deleted_at.is_(None),
            M.deleted_at.is_(None),
        )
    )


def list_milestones(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[MilestoneRow]:
    """Milestones of all visible projects, the earliest planned first."""
    day = today(ctx.now, company(ctx).timezone)
    return list_page(
        ctx,
        visible_milestones(ctx),
        _spec_on(day),
        query,
        lambda row: to_row(row.ProjectMilestone, day),
        with_total=with_total,
    )


def project_milestones(ctx: Ctx, project_id: int) -> tuple[MilestoneRow, ...]:
    """All milestones of one project in the order of the plan. Raises NotFound."""
    load_visible(ctx, Project, project_id, "projects.view")
    day = today(ctx.now, company(ctx).timezone)
    found = visible_milestones(ctx).where(M.project_id == project_id)
    rows = ctx.session.scalars(found.order_by(M.planned_date, M.id))
    return tuple(to_row(row, day) for row in rows)


def get_milestone(ctx: Ctx, milestone_id: int) -> MilestoneRow:
    """One milestone. Raises NotFound."""
    row = ctx.session.scalars(visible_milestones(ctx).where(M.id == milestone_id)).first()
    if row is None:
        raise NotFound
    return to_row(row, today(ctx.now, company(ctx).timezone))


def milestone_plans(ctx: Ctx, project_id: int) -> tuple[MilestonePlanRow, ...]:
    """What the plan said of each milestone, by the day it counts from. Raises NotFound."""
    load_visible(ctx, Project, project_id, "projects.view")
    found = select(MilestonePlan).where(MilestonePlan.project_id == project_id)
    rows = ctx.session.scalars(found.order_by(MilestonePlan.effective_on, MilestonePlan.id))
    return tuple(MilestonePlanRow.model_validate(row) for row in rows)


def to_row(row: ProjectMilestone, day: date) -> MilestoneRow:
    """The frozen row with the status its dates give it on `day`."""
    held = MilestoneRow.model_validate(row)
    status = status_on(day, row.planned_date, row.actual_date, MilestoneStatus(row.status))
    return held.model_copy(update={"status": status})


def _spec_on(day: date) -> ListSpec:
    """The list with a status that follows the dates, also before `jobs` has written it."""
    late = and_(M.actual_date.is_(None), M.planned_date < day)
    status = case((late, DELAYED.value), else_=M.status)
    filters = {**MILESTONE_LIST.filters, "status": equals(status)}
    return ListSpec(
        key=MILESTONE_LIST.key,
        sorts=MILESTONE_LIST.sorts,
        default_sort=MILESTONE_LIST.default_sort,
        filters=filters,
        search=MILESTONE_LIST.search,
    )
