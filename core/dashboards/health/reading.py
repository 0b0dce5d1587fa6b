"""The portfolio: every visible project with its figures and its light, in few queries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, or_, select

from core.alerts import Severity, visible_alerts
from core.company import company
from core.dashboards.health.forecasting import Forecast, forecasts, without_money
from core.dashboards.health.judging import (
    By,
    Facts,
    Reason,
    days_late,
    forecast_end,
    judge,
    over_budget,
)
from core.identity import scoped
from core.indicators import ProjectState, project_figures
from core.indicators.thresholds import Light, badness, company_limits
from core.kit.context import Ctx
from core.kit.inputs import Row
from core.kit.money import ratio
from core.kit.periods import today
from core.projects import Plans, ProjectStatus, get_project, plan_on
from data.schema import Alert, Project


class ProjectHealth(Row):
    """A project on `as_of`. Money in `currency`, None without the right to it; progress 0-100;
    `used` = cost ÷ budget, `over` = (EAC - budget) ÷ budget; `late` in days after the agreed end,
    that of the frozen plan where there is one. `sentence` tells it in a line."""

    project_id: int
    name: str
    department_id: int | None
    manager_id: int | None
    status: ProjectStatus
    as_of: date
    light: Light
    reasons: tuple[Reason, ...]
    progress: Decimal | None
    planned_progress: Decimal | None
    start_date: date | None
    end_date: date | None
    agreed_end: date | None
    forecast_end: date | None
    late: int | None
    sentence: str
    currency: str
    budget: Decimal | None
    cost: Decimal | None
    used: Decimal | None
    eac: Decimal | None
    over: Decimal | None
    spi: Decimal | None
    cpi: Decimal | None
    open_alerts: int

    @property
    def id(self) -> int:
        """The project's own."""
        return self.project_id


def read_portfolio(ctx: Ctx, as_of: date | None = None) -> tuple[ProjectHealth, ...]:
    """All projects the actor may see, the worst light first. Raises NotPermitted."""
    ctx.require("projects.view")
    found = judged(ctx, as_of, None)
    return tuple(sorted(found, key=lambda one: (badness(one.light), one.name)))


def project_health(
    ctx: Ctx, project_id: int, as_of: date | None = None, *, amounts: bool = True
) -> ProjectHealth:
    """One project; without `amounts` judged by time alone, as for a customer. Raises NotFound,
    NotPermitted."""
    get_project(ctx, project_id)
    (found,) = judged(ctx, as_of, [project_id], amounts=amounts)
    return found


def judged(
    ctx: Ctx,
    as_of: date | None,
    ids: Collection[int] | None,
    *,
    amounts: bool = True,
) -> list[ProjectHealth]:
    """Visible projects (of `ids`) with their light on a day."""
    return [health for health, _, _ in with_forecasts(ctx, as_of, ids, amounts=amounts)]


def with_forecasts(
    ctx: Ctx,
    as_of: date | None,
    ids: Collection[int] | None,
    *,
    amounts: bool = True,
    figures: Sequence[ProjectState] | None = None,
    plans: Plans | None = None,
    told: bool = True,
) -> list[tuple[ProjectHealth, Forecast, ProjectState]]:
    """As `judged`, each with the forecast and the figures it rests on; from `figures` and `plans`
    of that day where they have been read already, without a sentence unless `told`."""
    day = as_of or today(ctx.now, company(ctx).timezone)
    rows = _projects(ctx, ids)
    if figures is None:
        figures = project_figures(ctx, day, target_ids=ids)
    if not amounts:
        figures = [without_money(one) for one in figures]
    waiting, alerts = _overdue(ctx, day, ids), _alerts(ctx, day, ids) if amounts else {}
    limits = company_limits(ctx)
    statuses = {key: row.status for key, row in rows.items()}
    expected = forecasts(ctx, day, figures, statuses, ids, plans)
    found = []
    for one in figures:
        key = one.target_id
        if key in rows:
            health = _health(
                rows[key],
                one,
                expected[key],
                limits,
                waiting=waiting.get(key),
                alerts=alerts.get(key, (0, 0)),
                told=told,
            )
            found.append((health, expected[key], one))
    return found


def _projects(ctx: Ctx, ids: Collection[int] | None) -> dict[int, Any]:
    found = select(Project.id, Project.name, Project.status, Project.manager_id).where(
        scoped(ctx, "projects.view", Project), Project.deleted_at.is_(None)
    )
    if ids is not None:
        found = found.where(Project.id.in_(ids))
    return {row.id: row for row in ctx.session.execute(found)}


def _overdue(ctx: Ctx, day: date, ids: Collection[int] | None) -> dict[int, tuple[str, int]]:
    """The milestone of each project that is overdue longest, with its days."""
    plan = plan_on(day, ids).subquery()
    first = func.row_number().over(
        partition_by=plan.c.project_id, order_by=(plan.c.planned_date, plan.c.milestone_id)
    )
    late = select(plan.c.project_id, plan.c.name, plan.c.planned_date, first.label("place")).where(
        plan.c.planned_date < day,
        case((plan.c.actual_date <= day, 1), else_=0) == 0,
    )
    waiting = late.subquery()
    rows = ctx.session.execute(select(waiting).where(waiting.c.place == 1))
    return {row.project_id: (row.name, (day - row.planned_date).days) for row in rows}


def _alerts(ctx: Ctx, day: date, ids: Collection[int] | None) -> dict[int, tuple[int, int]]:
    """Alerts of each project open at the end of `day` that the actor may see: all, and those of
    high severity."""
    if not ctx.actor.can("alerts.view"):
        return {}
    zone = ZoneInfo(company(ctx).timezone)
    end = datetime.combine(day + timedelta(days=1), time.min, zone)
    severe = case((Alert.severity == Severity.HIGH.value, 1), else_=0)
    found = (
        select(Alert.project_id, func.count(), func.sum(severe))
        .where(
            Alert.project_id.is_not(None),
            Alert.created_at < end,
            or_(Alert.resolved_at.is_(None), Alert.resolved_at >= end),
            visible_alerts(ctx),
        )
        .group_by(Alert.project_id)
    )
    if ids is not None:
        found = found.where(Alert.project_id.in_(ids))
    return {key: (count, int(high or 0)) for key, count, high in ctx.session.execute(found)}


def _health(
    row: Any,
    one: ProjectState,
    expected: Forecast,
    limits: By,
    *,
    waiting: tuple[str, int] | None,
    alerts: tuple[int, int],
    told: bool,
) -> ProjectHealth:
    day, end = expected.course.as_of, expected.end
    running = one.ended is None and row.status != ProjectStatus.PAUSED.value
    facts = Facts(
        day,
        running,
        one.start,
        one.end,
        one.progress,
        one.budget,
        one.cost,
        one.eac,
        waiting,
        *alerts,
        forecast=end.end,
        agreed=end.planned,
    )
    light, reasons = judge(facts, limits)
    return ProjectHealth(
        project_id=one.target_id,
        name=row.name,
        department_id=one.department_id,
        manager_id=row.manager_id,
        status=row.status,
        as_of=day,
        light=light,
        reasons=reasons,
        progress=one.progress,
        planned_progress=one.baseline,
        start_date=one.start,
        end_date=one.end,
        agreed_end=end.planned,
        forecast_end=one.ended or forecast_end(facts),
        late=days_late(facts),
        sentence=expected.in_short(row.name) if told else "",
        currency=one.currency,
        budget=one.budget,
        cost=one.cost,
        used=ratio(one.cost, one.budget),
        eac=one.eac,
        over=over_budget(facts),
        spi=one.spi,
        cpi=one.cpi,
        open_alerts=alerts[0],
    )
