"""The forecasts of many projects, from their milestones and figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from core.dashboards.health.sentence import (
    Cause,
    index_causes,
    milestone_causes,
    sentence,
)
from core.indicators import CostForecast, ProjectState, Spending, forecast_cost
from core.kit.cache import ContentCache
from core.kit.context import Ctx
from core.kit.viewer import Viewer
from core.projects import (
    PLAN_TABLES,
    Course,
    EndForecast,
    EndMethod,
    NoForecast,
    Plans,
    ProjectStatus,
    Step,
    forecast_end,
    plans_on_days,
)

PAUSED = ProjectStatus.PAUSED.value
ENDS = ContentCache(*PLAN_TABLES, size=8)


class Expected(NamedTuple):
    """What plans and milestones let expect of a project, whatever it costs: its course, its end,
    and the milestone that waits longest."""

    course: Course
    end: EndForecast
    waiting: Step | None


class Forecast(NamedTuple):
    """What is expected of a project: its course, its end, and its cost by its figures."""

    course: Course
    end: EndForecast
    state: ProjectState

    @property
    def cost(self) -> CostForecast:
        """What it will cost, or why there is none to tell."""
        one = self.state
        if self.course.paused:
            return CostForecast(one.budget, refused=NoForecast.PAUSED)
        return forecast_cost(Spending(one.budget, one.cost, one.ev, one.pv, one.progress))

    def causes(self) -> list[Cause]:
        """What its milestones and indices say."""
        late = (self.end.late or 0) > 0 and self.end.method is EndMethod.PACE
        return [
            *milestone_causes(self.course.steps, self.course.as_of),
            *index_causes(self.end.spi_t, self.state.cpi, late=late),
        ]

    def in_short(self, name: str) -> str:
        """One line for a list: how late, how dear, the milestone that is latest."""
        causes = milestone_causes(self.course.steps, self.course.as_of, limit=1)
        return sentence(self.end, self.cost, causes, name=name)


def without_money(state: ProjectState) -> ProjectState:
    """The same project as somebody sees it who may not see amounts."""
    return state._replace(budget=None, cost=None, pv=None, ev=None, eac=None, spi=None, cpi=None)


def ends_on(
    ctx: Ctx,
    figures: Mapping[date, Sequence[ProjectState]],
    statuses: Mapping[int, str],
    ids: frozenset[int] | None,
) -> Mapping[date, Mapping[int, Expected]]:
    """What plans alone let expect of the projects the `figures` are of, those of `ids` the actor
    may see, on their days; remembered until a plan changes, whatever is spent."""
    days = sorted(figures)

    def read() -> dict[date, dict[int, Expected]]:
        plans = plans_on_days(ctx, days, ids)
        return {day: _ends(day, figures[day], statuses, plans[day]) for day in days}

    return ENDS.get(ctx, (Viewer(ctx.actor), ids, *days), read)


def _ends(
    day: date, figures: Sequence[ProjectState], statuses: Mapping[int, str], plans: Plans
) -> dict[int, Expected]:
    steps, agreed = plans.steps, plans.agreed
    found = {}
    for one in figures:
        key = one.target_id
        course = Course(
            day,
            one.start,
            agreed.get(key) or one.end,
            one.progress,
            steps.get(key, ()),
            one.ended,
            statuses.get(key) == PAUSED and one.ended is None,
        )
        found[key] = Expected(course, forecast_end(course), plans.longest_overdue(key, day))
    return found
