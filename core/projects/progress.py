"""Progress set by hand, and the progress report of a project for any day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select

from core.audit import change_row, check_version
from core.company import company
from core.identity import load_editable, load_visible
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.events import emit
from core.kit.i18n import N_
from core.kit.inputs import Day, Input, Line, Row
from core.kit.periods import today
from core.projects.changes import PROJECTS_CHANGED, RIGHTS
from core.projects.milestones.in_force import baseline_on, plan_on
from core.projects.milestones.rules import Weights, percent
from core.projects.milestones.states import MilestoneStatus, status_on
from core.projects.schemas import Progress
from data.schema import Project, ProjectPlan, ProjectProgress, StatusChange

ZERO = Decimal(0)
SIX_PLACES = Decimal("0.000001")


class ProgressSource(StrEnum):
    """Where a project's progress comes from."""

    MILESTONES = "milestones"
    MANUAL = "manual"


class ProgressIn(Input):
    """The progress as somebody judges it, 0-100, with the reason; from `effective_on` on, by
    default from today."""

    progress: Progress
    reason: Line
    effective_on: Day | None = None


class ReportedMilestone(Row):
    """A milestone on the day of a report. `slip` is the days it is planned, or was reached, after
    its baseline; None where the baseline does not have it."""

    milestone_id: int
    name: str
    planned_date: date
    baseline_date: date | None
    actual_date: date | None
    status: MilestoneStatus
    weight: Decimal
    slip: int | None

    @property
    def id(self) -> int:
        """The milestone's own."""
        return self.milestone_id


class ProgressReport(Row):
    """How far a project had come on `as_of`. Progress and planned progress are 0-100, None where
    nothing has a weight; `weights` is the sum of all weights, None without milestones."""

    project_id: int
    as_of: date
    source: ProgressSource
    progress: Decimal | None
    planned_progress: Decimal | None
    baseline_progress: Decimal | None
    weights: Decimal | None
    start_date: date | None
    end_date: date | None
    reason: str | None
    milestones: tuple[ReportedMilestone, ...]


def set_progress(
    ctx: Ctx, project_id: int, sent: ProgressIn, *, expected_version: int | None = None
) -> ProgressReport:
    """Set the progress by hand; it counts where the project has no milestones.

    Raises NotFound, NotPermitted, Stale, Invalid for a day before the last one set.
    """
    row = load_editable(ctx, Project, project_id, RIGHTS, Project.deleted_at.is_(None))
    check_version(row, expected_version)
    note_progress(ctx, row, sent.progress, sent.reason, sent.effective_on)
    change_row(ctx, row, "project", {"progress": sent.progress})
    follow_milestones(ctx, row)
    emit(ctx, PROJECTS_CHANGED, {"project_ids": [project_id]})
    return progress_report(ctx, project_id)


def note_progress(
    ctx: Ctx, row: Project, progress: Decimal, reason: str | None, wanted: date | None = None
) -> None:
    """Append the progress from `wanted` on, by default today; the first from the project's start
    keeps what it said before. Raises Invalid for a day before the last one set."""
    last = keep_by_hand(ctx, row)
    if wanted is not None and wanted < last:
        message = N_("Progress was set from {last} on; set it for that day or a later one.")
        raise Invalid("progress.too_early", message, fields={"effective_on": message}, last=last)
    day = wanted or max(today(ctx.now, company(ctx).timezone), last)
    _append(ctx, row, day, progress, reason)
    ctx.session.flush()


def keep_by_hand(ctx: Ctx, row: Project) -> date:
    """The last day progress was set by hand; what the project said first counts from its start."""
    last = ctx.session.scalar(
        select(func.max(ProjectProgress.effective_on)).where(ProjectProgress.project_id == row.id)
    )
    if last is None:
        _append(ctx, row, row.start_date, row.progress, None)
    return last or row.start_date


def follow_milestones(ctx: Ctx, *projects: Project) -> None:
    """Write the progress of today to the projects, so that lists and analysts read it there."""
    day = today(ctx.now, company(ctx).timezone)
    plan = plan_on(day).subquery()
    done = case((plan.c.actual_date <= day, plan.c.weight), else_=0)
    weights = (
        select(plan.c.project_id, func.sum(plan.c.weight), func.sum(done))
        .where(plan.c.project_id.in_([row.id for row in projects]))
        .group_by(plan.c.project_id)
    )
    found = {key: (total, reached) for key, total, reached in ctx.session.execute(weights)}
    for row in projects:
        if row.id in found:
            total, reached = found[row.id]
            now = percent(Decimal(reached), Decimal(total))
        else:
            now = _by_hand(ctx, row, day)[0]
        row.progress = (now or ZERO).quantize(SIX_PLACES)
    ctx.session.flush()


def _append(ctx: Ctx, row: Project, day: date, progress: Decimal, reason: str | None) -> None:
    ctx.session.add(
        ProjectProgress(
            project_id=row.id,
            effective_on=day,
            progress=progress,
            reason=reason,
            created_by=ctx.actor.user_id,
            created_at=ctx.now,
        )
    )
    ctx.session.flush()


def progress_report(ctx: Ctx, project_id: int, as_of: date | None = None) -> ProgressReport:
    """How far the project had come on a day, by default today. Raises NotFound."""
    project = load_visible(ctx, Project, project_id, "projects.view")
    zone = company(ctx).timezone
    day = as_of or today(ctx.now, zone)
    milestones = _milestones(ctx, project_id, day, zone)
    baseline = _dates(ctx, baseline_on(day), project_id)
    plan = _plan(ctx, project, day)
    weights = _weights(milestones, day)
    frozen = Weights(
        sum((weight for _, weight in baseline.values()), ZERO),
        sum((weight for planned, weight in baseline.values() if planned <= day), ZERO),
        ZERO,
    )
    by_hand, reason = _by_hand(ctx, project, day)
    return ProgressReport(
        project_id=project_id,
        as_of=day,
        source=ProgressSource.MILESTONES if milestones else ProgressSource.MANUAL,
        progress=weights.progress if milestones else by_hand,
        planned_progress=weights.planned,
        baseline_progress=frozen.planned,
        weights=weights.total if milestones else None,
        start_date=plan[0],
        end_date=plan[1],
        reason=None if milestones else reason,
        milestones=tuple(_with_baseline(one, baseline) for one in milestones),
    )


def _milestones(ctx: Ctx, project_id: int, day: date, zone: str) -> list[ReportedMilestone]:
    plan = plan_on(day).subquery()
    rows = ctx.session.execute(
        select(plan)
        .where(plan.c.project_id == project_id)
        .order_by(plan.c.planned_date, plan.c.milestone_id)
    ).all()
    begun = _begun(ctx, [row.milestone_id for row in rows], day, zone)
    return [
        ReportedMilestone(
            milestone_id=row.milestone_id,
            name=row.name,
            planned_date=row.planned_date,
            baseline_date=None,
            actual_date=row.actual_date if row.actual_date and row.actual_date <= day else None,
            status=status_on(day, row.planned_date, row.actual_date, begun[row.milestone_id]),
            weight=row.weight,
            slip=None,
        )
        for row in rows
    ]


def _begun(ctx: Ctx, ids: list[int], day: date, zone: str) -> Mapping[int, MilestoneStatus]:
    """What people had said of the work on each milestone by the end of `day`."""
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(zone))
    said = (MilestoneStatus.NOT_STARTED.value, MilestoneStatus.IN_PROGRESS.value)
    rows = ctx.session.execute(
        select(StatusChange.target_id, StatusChange.to_status)
        .where(
            StatusChange.target_type == "milestone",
            StatusChange.target_id.in_(ids),
            StatusChange.changed_at < end,
            StatusChange.to_status.in_(said),
        )
        .order_by(StatusChange.id)
    )
    found: dict[int, MilestoneStatus] = defaultdict(lambda: MilestoneStatus.NOT_STARTED)
    found.update((row.target_id, MilestoneStatus(row.to_status)) for row in rows)
    return found


def _dates(ctx: Ctx, statement: Any, project_id: int) -> dict[int, tuple[date, Decimal]]:
    plan = statement.subquery()
    rows = ctx.session.execute(select(plan).where(plan.c.project_id == project_id))
    return {row.milestone_id: (row.planned_date, row.weight) for row in rows}


def _weights(milestones: list[ReportedMilestone], day: date) -> Weights:
    done = MilestoneStatus.COMPLETED
    return Weights(
        sum((one.weight for one in milestones), ZERO),
        sum((one.weight for one in milestones if one.planned_date <= day), ZERO),
        sum((one.weight for one in milestones if one.status is done), ZERO),
    )


def _with_baseline(
    one: ReportedMilestone, baseline: Mapping[int, tuple[date, Decimal]]
) -> ReportedMilestone:
    if one.milestone_id not in baseline:
        return one
    planned, _ = baseline[one.milestone_id]
    slip = ((one.actual_date or one.planned_date) - planned).days
    return one.model_copy(update={"baseline_date": planned, "slip": slip})


def _plan(ctx: Ctx, project: Project, day: date) -> tuple[date | None, date | None]:
    plans = select(ProjectPlan.start_date, ProjectPlan.end_date).where(
        ProjectPlan.project_id == project.id, ProjectPlan.effective_on <= day
    )
    latest = plans.order_by(ProjectPlan.effective_on.desc(), ProjectPlan.id.desc()).limit(1)
    row = ctx.session.execute(latest).first()
    return (None, None) if row is None else (row.start_date, row.end_date)


def _by_hand(ctx: Ctx, project: Project, day: date) -> tuple[Decimal | None, str | None]:
    dated = select(ProjectProgress).where(ProjectProgress.project_id == project.id)
    rows = ctx.session.scalars(
        dated.order_by(ProjectProgress.effective_on, ProjectProgress.id)
    ).all()
    if not rows:
        return (project.progress, None) if project.start_date <= day else (None, None)
    force = [row for row in rows if row.effective_on <= day]
    return (force[-1].progress, force[-1].reason) if force else (None, None)
