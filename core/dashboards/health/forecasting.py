"""The forecasts of many projects, from their milestones and figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from core.dashboards.health.sentence import (
    Cause,
    index_causes,
    milestone_causes,
    sentence,
)
from core.indicators import CostForecast, ProjectState, Spending, forecast_cost
from core.kit.context import Ctx
from core.projects import (
    Course,
    EndForecast,
    EndMethod,
    NoForecast,
    PlanMemory,
    Plans,
    ProjectStatus,
    Step,
    forecast_end,
    plans_on_days,
)

PAUSED = ProjectStatus.PAUSED.value


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


ENDS = PlanMemory[dict[date, Expected]](size=6000)


def ends_on(
    ctx: Ctx,
    figures: Mapping[date, Sequence[ProjectState]],
    statuses: Mapping[int, str],
    asked: Collection[int] | None,
) -> Mapping[int, Mapping[date, Expected]]:
    """What plans alone let expect, on the days of the `figures`, of the projects they are of, all
    visible ones of `asked`; of each remembered until its plan changes, whatever is spent."""
    days = sorted(figures)
    ids = [one.target_id for one in figures[days[-1]]]

    def read(missing: Collection[int]) -> dict[int, dict[date, Expected]]:
        wanted = frozenset(missing)
        plans = plans_on_days(ctx, days, wanted if 2 * len(wanted) < len(ids) else asked)
        found: dict[int, dict[date, Expected]] = defaultdict(dict)
        for day in days:
            for one in figures[day]:
                if one.target_id in wanted:
                    found[one.target_id][day] = _end(day, one, statuses, plans[day])
        return found

    return ENDS.get(ctx, "ends", days, ids, read)


def _end(day: date, one: ProjectState, statuses: Mapping[int, str], plans: Plans) -> Expected:
    key = one.target_id
    course = Course(
        day,
        one.start,
        plans.agreed.get(key) or one.end,
        one.progress,
        plans.steps.get(key, ()),
        one.ended,
        statuses.get(key) == PAUSED and one.ended is None,
    )
    return Expected(course, forecast_end(course), plans.longest_overdue(key, day))
