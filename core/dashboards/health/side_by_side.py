"""All projects side by side: where each stands, how it came there, and what got worse in a week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from core.company import company
from core.dashboards.health.forecasting import ends_on
from core.dashboards.health.judging import Ground
from core.dashboards.health.reading import Judgment, judgments, projects_by_id, statuses
from core.indicators import ProjectState, project_figures_on
from core.indicators.thresholds import Light, badness
from core.kit.cache import versioned
from core.kit.collecting import not_collecting
from core.kit.context import Ctx
from core.kit.i18n import N_
from core.kit.inputs import Row
from core.kit.listing import ListQuery
from core.kit.periods import today
from core.kit.viewer import Viewer
from core.projects import narrowed_projects

WEEK = timedelta(days=7)
WEEKS = 8  # the steps of the small lines
LATER = 7  # days a forecast moves before it is told
DEARER = Decimal("0.05")  # of the budget
TROUBLED = frozenset({Light.RED, Light.AMBER})


class Trend(Row):
    """Indices of a project at the end of each of the last weeks, today last; None before its start
    and where they are not known."""

    spi: tuple[Decimal | None, ...]
    cpi: tuple[Decimal | None, ...]


class Worse(NamedTuple):
    """A project that stands worse than a week ago: its light then and now, and what happened."""

    project_id: int
    name: str
    before: Light
    light: Light
    why: Ground

    @property
    def id(self) -> int:
        """The project's own."""
        return self.project_id

    @property
    def reason(self) -> str:
        """What happened, in words."""
        return self.why.text


@dataclass(frozen=True)
class Portfolio:
    """Projects on `as_of`, the worst light first; `lights` and `lights_before` count them now and
    a week ago."""

    as_of: date
    rows: tuple[Judgment, ...]
    worse: tuple[Worse, ...]
    lights: Mapping[Light, int]
    lights_before: Mapping[Light, int]


def portfolio(ctx: Ctx, query: ListQuery | None = None, as_of: date | None = None) -> Portfolio:
    """The projects that match the list's search and filters, by default all visible ones;
    remembered until data changes. Raises NotPermitted, Invalid.
    """
    ctx.require("projects.view")
    asked = query or ListQuery()
    day = as_of or today(ctx.now, company(ctx).timezone)
    with not_collecting():
        return _read(ctx, Viewer(ctx.actor), asked.q, tuple(sorted(asked.filters.items())), day)


@versioned(size=4)
def _read(
    ctx: Ctx, viewer: Viewer, q: str, filters: tuple[tuple[str, str], ...], day: date
) -> Portfolio:
    ids = narrowed_projects(ctx, ListQuery(q=q, filters=dict(filters)))
    figures = project_figures_on(ctx, [day - WEEK, day], target_ids=ids)
    rows = projects_by_id(ctx, ids)
    ends = ends_on(ctx, figures, statuses(rows), ids)
    before, now = (judgments(ctx, one, rows, figures[one], ends) for one in (day - WEEK, day))
    return Portfolio(
        day,
        sort_portfolio(now, ""),
        worsened(now, before),
        Counter(one.light for one in now),
        Counter(one.light for one in before),
    )


def portfolio_trends(ctx: Ctx, project_ids: Collection[int], as_of: date) -> dict[int, Trend]:
    """The small lines of some visible projects up to `as_of`; remembered until data changes.

    Raises NotPermitted.
    """
    ctx.require("projects.view")
    return _read_trends(ctx, Viewer(ctx.actor), frozenset(project_ids), as_of)


@versioned(size=16)
def _read_trends(
    ctx: Ctx, viewer: Viewer, project_ids: frozenset[int], as_of: date
) -> dict[int, Trend]:
    days = [as_of - WEEK * back for back in range(WEEKS, -1, -1)]
    with not_collecting():
        weeks = project_figures_on(ctx, days, target_ids=project_ids)
        return _trends([weeks[day] for day in days])


KEYS: dict[str, Callable[[Judgment], Any]] = {
    "name": lambda one: one.name.casefold(),
    "light": lambda one: badness(one.light),
    "progress": lambda one: one.progress,
    "used": lambda one: one.used,
    "end_date": lambda one: one.end_date,
    "late": lambda one: one.late,
    "over": lambda one: one.over,
    "spi": lambda one: one.spi,
    "cpi": lambda one: one.cpi,
}


def sort_portfolio(rows: Iterable[Judgment], sort: str) -> tuple[Judgment, ...]:
    """By a name of `KEYS` (`-name` descending), what is not known last; else the worst first."""
    base = sorted(rows, key=lambda one: (badness(one.light), one.name, one.project_id))
    key = KEYS.get(sort.removeprefix("-"))
    if key is None:
        return tuple(base)
    known = [one for one in base if key(one) is not None]
    known.sort(key=key, reverse=sort.startswith("-"))
    return (*known, *(one for one in base if key(one) is None))


def worsened(now: Iterable[Judgment], before: Iterable[Judgment]) -> tuple[Worse, ...]:
    """Those with a worse light, or a forecast that moved for the worse, the worst first."""
    former = {one.project_id: one for one in before}
    pairs = [(one, former[one.project_id]) for one in now if one.project_id in former]
    found = [
        (
            one,
            Worse(
                project_id=one.project_id,
                name=one.name,
                before=was.light,
                light=one.light,
                why=why,
            ),
        )
        for one, was in pairs
        if (why := _what_happened(one, was))
    ]
    found.sort(key=lambda pair: (badness(pair[0].light), -badness(pair[1].before), pair[0].name))
    return tuple(worse for _, worse in found)


def _what_happened(now: Judgment, was: Judgment) -> Ground | None:
    """Why it is worse; None where it did not get worse."""
    if badness(now.light) < badness(was.light) and now.light in TROUBLED:
        known = {one.code for one in was.grounds if one.light is now.light}
        new = [one for one in now.grounds if one.light is now.light and one.code not in known]
        return (new or now.grounds)[0]
    if now.light not in TROUBLED:
        return None
    late, over = _more(now.late, was.late), _more(now.over, was.over)
    if late is not None and late >= LATER and (now.late or 0) > 0:
        message = N_("It is now forecast {days} days late, {more} more than a week ago.")
        params: dict[str, Any] = {"days": now.late, "more": late}
        return Ground(now.light, "later", message, params)
    if over is not None and over >= DEARER and (now.over or 0) > 0:
        message = N_("It is now forecast {now} % over budget, a week ago {before} %.")
        params = {"now": _percent(now.over), "before": _percent(was.over)}
        return Ground(now.light, "dearer", message, params)
    return None


def _more(now: Any, was: Any) -> Any:
    return None if now is None or was is None else now - was


def _percent(value: Decimal | None) -> int:
    return int(((value or Decimal(0)) * 100).to_integral_value())


def _trends(weeks: Sequence[Sequence[ProjectState]]) -> dict[int, Trend]:
    """The lines of each project of the last of `weeks`."""
    by_week = [{one.target_id: one for one in week} for week in weeks]
    found = {}
    for key in by_week[-1]:
        states = [week.get(key) for week in by_week]
        found[key] = Trend(
            spi=tuple(one.spi if one else None for one in states),
            cpi=tuple(one.cpi if one else None for one in states),
        )
    return found
