"""Many projects over time: lines of a Gantt chart, and what a month brings.

Two queries whatever the number of projects; milestones are measured against the frozen baseline,
where there is one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select, union_all

from core.company import company
from core.identity import with_visible_amounts
from core.kit.context import Ctx
from core.kit.inputs import Row
from core.kit.listing import ListQuery, filtered, list_page
from core.kit.periods import today
from core.kit.versions import days_table
from core.projects.milestones.in_force import frozen_on
from core.projects.milestones.states import MilestoneStatus, status_on
from core.projects.queries import PROJECT_LIST, visible_projects
from core.projects.states import ProjectStatus
from data.schema import BaselineMilestone, Project, ProjectBaseline, ProjectMilestone

MOST_MARKS = 200
MOST_ENTRIES = 500
M = ProjectMilestone


class Mark(Row):
    """A milestone on a project's line; `baseline_date` None where nothing is frozen."""

    milestone_id: int
    name: str
    planned_date: date
    actual_date: date | None
    baseline_date: date | None
    status: MilestoneStatus

    @property
    def day(self) -> date:
        """When it was reached, else when it is planned."""
        return self.actual_date or self.planned_date


class Line(Row):
    """A project from start to end; `baseline_end` is its planned end in the frozen baseline,
    `progress` 0-100."""

    id: int
    name: str
    code: str | None
    status: ProjectStatus
    manager_id: int | None
    department_id: int | None
    start_date: date
    end_date: date | None
    actual_end_date: date | None
    baseline_end: date | None
    progress: Decimal
    marks: tuple[Mark, ...]


class Timeline(Row):
    """Projects of one page, `total` of all that match. At most `MOST_MARKS` milestones of the
    `milestones` they have: those nearest to `as_of`."""

    as_of: date
    lines: tuple[Line, ...]
    total: int
    milestones: int

    @property
    def left_out(self) -> int:
        """How many milestones are not among the marks."""
        return self.milestones - sum(len(one.marks) for one in self.lines)


class EntryKind(StrEnum):
    """What stands in the calendar."""

    MILESTONE = "milestone"
    END = "end"


class Entry(Row):
    """A milestone, or the end of a project, on the day it was reached or is planned for."""

    day: date
    kind: EntryKind
    project_id: int
    project_name: str
    name: str
    status: MilestoneStatus


class Month(Row):
    """What the days from `first` to `last` bring, `total` entries of which `MOST_ENTRIES` are
    here."""

    as_of: date
    first: date
    last: date
    entries: tuple[Entry, ...]
    total: int


def project_timeline(ctx: Ctx, query: ListQuery) -> Timeline:
    """A page of the projects that match, with their milestones. Raises NotPermitted, Invalid."""
    day = _today(ctx)
    frozen = frozen_on(days_table([day])).subquery("frozen")
    statement = (
        visible_projects(ctx)
        .outerjoin(frozen, frozen.c.project_id == Project.id)
        .outerjoin(ProjectBaseline, ProjectBaseline.id == frozen.c.id)
        .add_columns(ProjectBaseline.end_date.label("baseline_end"))
    )
    spec = with_visible_amounts(ctx, PROJECT_LIST, Project, "budget")
    page = list_page(ctx, statement, spec, query, lambda row: row, with_total=True)
    marks, found = _marks(ctx, day, [row.Project.id for row in page.items])
    lines = tuple(_line(row, marks) for row in page.items)
    return Timeline(as_of=day, lines=lines, total=page.total or 0, milestones=found)


def project_month(ctx: Ctx, query: ListQuery, first: date, last: date) -> Month:
    """Milestones and ends of the projects that match, from `first` to `last`, by day.

    Raises NotPermitted, Invalid.
    """
    day = _today(ctx)
    spec = with_visible_amounts(ctx, PROJECT_LIST, Project, "budget")
    chosen = filtered(visible_projects(ctx), spec, replace(query, sort=None))
    entries = union_all(_milestones(chosen, first, last), _ends(chosen, first, last)).subquery()
    rows = ctx.session.execute(
        select(entries, func.count().over().label("total"))
        .order_by(entries.c.day, entries.c.kind, entries.c.project_id, entries.c.id)
        .limit(MOST_ENTRIES)
    ).all()
    total = rows[0].total if rows else 0
    found = tuple(_entry(row, day) for row in rows)
    return Month(as_of=day, first=first, last=last, entries=found, total=total)


def narrowed_projects(ctx: Ctx, query: ListQuery) -> frozenset[int] | None:
    """The projects that match search and filters; None where nothing narrows them."""
    if not query.q.strip() and not query.filters:
        return None
    spec = with_visible_amounts(ctx, PROJECT_LIST, Project, "budget")
    chosen = filtered(visible_projects(ctx), spec, query).with_only_columns(Project.id)
    return frozenset(ctx.session.scalars(chosen))


def _today(ctx: Ctx) -> date:
    return today(ctx.now, company(ctx).timezone)


def _marks(ctx: Ctx, day: date, project_ids: Sequence[int]) -> tuple[Mapping[int, list[Mark]], int]:
    """Marks by project, and how many milestones there are in all."""
    frozen = frozen_on(days_table([day])).subquery("frozen")
    held = and_(
        BaselineMilestone.baseline_id == frozen.c.id, BaselineMilestone.milestone_id == M.id
    )
    statement = (
        select(
            *(getattr(M, name) for name in ("id", "project_id", "name", "status")),
            M.planned_date,
            M.actual_date,
            BaselineMilestone.planned_date.label("baseline_date"),
        )
        .outerjoin(frozen, frozen.c.project_id == M.project_id)
        .outerjoin(BaselineMilestone, held)
        .where(M.deleted_at.is_(None), M.project_id.in_(project_ids))
        .order_by(M.planned_date, M.id)
    )
    rows = ctx.session.execute(statement).all() if project_ids else []
    near = sorted(rows, key=lambda row: abs(((row.actual_date or row.planned_date) - day).days))
    shown = {row.id for row in near[:MOST_MARKS]}
    found: dict[int, list[Mark]] = defaultdict(list)
    for row in rows:
        if row.id in shown:
            found[row.project_id].append(_mark(row, day))
    return found, len(rows)


def _mark(row: Any, day: date) -> Mark:
    return Mark(
        milestone_id=row.id,
        name=row.name,
        planned_date=row.planned_date,
        actual_date=row.actual_date,
        baseline_date=row.baseline_date,
        status=status_on(day, row.planned_date, row.actual_date, MilestoneStatus(row.status)),
    )


def _line(row: Any, marks: Mapping[int, list[Mark]]) -> Line:
    project = row.Project
    names = set(Line.model_fields) - {"baseline_end", "marks"}
    return Line(
        **{name: getattr(project, name) for name in names},
        baseline_end=row.baseline_end,
        marks=tuple(marks.get(project.id, ())),
    )


def _milestones(chosen: Select[Any], first: date, last: date) -> Select[Any]:
    day: Any = func.coalesce(M.actual_date, M.planned_date)
    return (
        chosen.join(M, M.project_id == Project.id)
        .where(M.deleted_at.is_(None), day >= first, day <= last)
        .with_only_columns(
            day.label("day"),
            literal(EntryKind.MILESTONE.value).label("kind"),
            Project.id.label("project_id"),
            Project.name.label("project_name"),
            M.id.label("id"),
            M.name.label("name"),
            M.planned_date.label("planned"),
            M.actual_date.label("actual"),
            M.status.label("status"),
        )
    )


def _ends(chosen: Select[Any], first: date, last: date) -> Select[Any]:
    day: Any = func.coalesce(Project.actual_end_date, Project.end_date)
    begun = Project.status == ProjectStatus.ACTIVE.value
    work = case((begun, MilestoneStatus.IN_PROGRESS.value), else_=MilestoneStatus.NOT_STARTED.value)
    within: ColumnElement[bool] = and_(day >= first, day <= last)
    return chosen.where(within).with_only_columns(
        day.label("day"),
        literal(EntryKind.END.value).label("kind"),
        Project.id.label("project_id"),
        Project.name.label("project_name"),
        Project.id.label("id"),
        Project.name.label("name"),
        func.coalesce(Project.end_date, Project.actual_end_date).label("planned"),
        Project.actual_end_date.label("actual"),
        work.label("status"),
    )


def _entry(row: Any, day: date) -> Entry:
    status = status_on(day, row.planned, row.actual, MilestoneStatus(row.status))
    return Entry(
        day=row.day,
        kind=row.kind,
        project_id=row.project_id,
        project_name=row.project_name,
        name=row.name,
        status=status,
    )
