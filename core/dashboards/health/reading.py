"""The portfolio: every visible project with its figures and its light, in few queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, or_, select

from core.alerts import Severity, visible_alerts
from core.company import company
from core.dashboards.health.forecasting import Expected, Forecast, ends_on, without_money
from core.dashboards.health.judging import (
    Facts,
    Ground,
    Reason,
    days_late,
    forecast_end,
    judge,
    over_budget,
)
from core.identity import scoped
from core.indicators import ProjectState, project_figures
from core.indicators.thresholds import Light, company_limits
from core.kit.context import Ctx
from core.kit.inputs import Row
from core.kit.money import ratio
from core.kit.periods import today
from core.kit.rows import plain_rows
from core.projects import ProjectStatus, get_project
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


def project_health(
    ctx: Ctx, project_id: int, as_of: date | None = None, *, amounts: bool = True
) -> ProjectHealth:
    """One project; without `amounts` judged by time alone, as for a customer. Raises NotFound,
    NotPermitted."""
    get_project(ctx, project_id)
    return judged(ctx, project_id, as_of, amounts=amounts).health()


def judged(
    ctx: Ctx, project_id: int, as_of: date | None = None, *, amounts: bool = True
) -> Judgment:
    """As `project_health`, with the forecast. The caller has seen to it that the actor may see the
    project."""
    day = as_of or today(ctx.now, company(ctx).timezone)
    ids = [project_id]
    figures = project_figures(ctx, day, target_ids=ids)
    if not amounts:
        figures = [without_money(one) for one in figures]
    rows = projects_by_id(ctx, ids)
    ends = ends_on(ctx, {day: figures}, statuses(rows), ids)
    (found,) = judgments(ctx, day, rows, figures, ends, amounts=amounts)
    return found


class Named(NamedTuple):
    """What does not depend on the day."""

    name: str
    status: str
    manager_id: int | None


class Judgment(NamedTuple):
    """A project's light on a day with its grounds, and what they rest on."""

    row: Named
    forecast: Forecast
    facts: Facts
    light: Light
    grounds: tuple[Ground, ...]

    @property
    def project_id(self) -> int:
        """The project's own."""
        return self.forecast.state.target_id

    @property
    def id(self) -> int:
        """The project's own, as for rows of lists."""
        return self.project_id

    @property
    def name(self) -> str:
        """The project's."""
        return self.row.name

    @property
    def progress(self) -> Decimal | None:
        """0-100."""
        return self.forecast.state.progress

    @property
    def end_date(self) -> date | None:
        """The planned one."""
        return self.forecast.state.end

    @property
    def budget(self) -> Decimal | None:
        """In the project's currency."""
        return self.forecast.state.budget

    @property
    def used(self) -> Decimal | None:
        """Cost ÷ budget."""
        return ratio(self.forecast.state.cost, self.forecast.state.budget)

    @property
    def spi(self) -> Decimal | None:
        """EV ÷ PV."""
        return self.forecast.state.spi

    @property
    def cpi(self) -> Decimal | None:
        """EV ÷ AC."""
        return self.forecast.state.cpi

    @property
    def late(self) -> int | None:
        """Days after the agreed end."""
        return days_late(self.facts)

    @property
    def over(self) -> Decimal | None:
        """(EAC - budget) ÷ budget."""
        return over_budget(self.facts)

    def health(self) -> ProjectHealth:
        """The same in words, for screens and REST."""
        row, one, facts = self.row, self.forecast.state, self.facts
        return ProjectHealth(
            project_id=one.target_id,
            name=row.name,
            department_id=one.department_id,
            manager_id=row.manager_id,
            status=ProjectStatus(row.status),
            as_of=facts.as_of,
            light=self.light,
            reasons=tuple(one.reason() for one in self.grounds),
            progress=one.progress,
            planned_progress=one.baseline,
            start_date=one.start,
            end_date=one.end,
            agreed_end=facts.agreed,
            forecast_end=one.ended or forecast_end(facts),
            late=self.late,
            sentence=self.forecast.in_short(row.name),
            currency=one.currency,
            budget=one.budget,
            cost=one.cost,
            used=self.used,
            eac=one.eac,
            over=self.over,
            spi=one.spi,
            cpi=one.cpi,
            open_alerts=facts.alerts,
        )


def judgments(
    ctx: Ctx,
    day: date,
    rows: Mapping[int, Named],
    figures: Sequence[ProjectState],
    ends: Mapping[int, Mapping[date, Expected]],
    *,
    amounts: bool = True,
) -> list[Judgment]:
    """The projects of `rows` by `figures` and `ends` of a day; without `amounts` their alerts are
    left out."""
    limits = company_limits(ctx)
    alerts = _alerts(ctx, day, rows) if amounts else {}
    found = []
    for one in figures:
        key = one.target_id
        if key in rows:
            expected = ends[key][day]
            facts = _facts(rows[key], one, expected, alerts.get(key, (0, 0)))
            forecast = Forecast(expected.course, expected.end, one)
            found.append(Judgment(rows[key], forecast, facts, *judge(facts, limits)))
    return found


def statuses(rows: Mapping[int, Named]) -> dict[int, str]:
    """The status of each."""
    return {key: row.status for key, row in rows.items()}


def projects_by_id(ctx: Ctx, ids: Collection[int] | None) -> dict[int, Named]:
    """The visible projects (of `ids`)."""
    found = select(Project.id, Project.name, Project.status, Project.manager_id).where(
        scoped(ctx, "projects.view", Project), Project.deleted_at.is_(None)
    )
    if ids is not None:
        found = found.where(Project.id.in_(ids))
    return {row[0]: Named(*row[1:]) for row in plain_rows(ctx, found)}


def _alerts(ctx: Ctx, day: date, wanted: Collection[int]) -> dict[int, tuple[int, int]]:
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
    if len(wanted) == 1:  # of several, naming them costs more than counting all
        found = found.where(Alert.project_id.in_(wanted))
    return {key: (count, int(high or 0)) for key, count, high in ctx.session.execute(found)}


def _facts(row: Named, one: ProjectState, expected: Expected, alerts: tuple[int, int]) -> Facts:
    day, waiting = expected.course.as_of, expected.waiting
    return Facts(
        day,
        one.ended is None and row.status != ProjectStatus.PAUSED.value,
        one.start,
        one.end,
        one.progress,
        one.budget,
        one.cost,
        one.eac,
        None if waiting is None else (waiting.name, (day - waiting.due).days),
        *alerts,
        forecast=expected.end.end,
        agreed=expected.end.planned,
    )
