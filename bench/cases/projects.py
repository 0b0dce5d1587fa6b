"""The screens over many projects: server time of Gantt, calendar and portfolio."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median, quantiles

from bench.company import add_milestones, add_projects, add_records, new_company
from bench.figures import Figure
from core.dashboards.health import portfolio, portfolio_trends
from core.finance import FinancialRecordIn, create_record
from core.kit.context import SYSTEM, Ctx
from core.kit.listing import ListQuery
from core.kit.uow import unit_of_work
from core.projects import MilestonePatch, project_month, project_timeline, update_milestone
from data.schema import ProjectMilestone
from pages.ui.lists import PAGE_SIZE
from pages.ui.project_calendar import calendar_data
from pages.ui.project_gantt import LINES, gantt_data
from pages.ui.project_portfolio import bubbles

PROJECTS, EACH = 1000, 8  # a page of 25 lines has 200 milestones
ROUNDS = 20
GOAL = 200  # ms
NOW = datetime(2026, 3, 20, 4, tzinfo=UTC)
TODAY = date(2026, 3, 20)
TURNS = count(1)


def run(folder: Path, records: int) -> list[Figure]:
    """Figures over 1,000 projects with 8,000 milestones and `records` records."""
    store = new_company(folder)
    add_projects(store, PROJECTS)
    add_milestones(store, EACH)
    add_records(store, records, PROJECTS)
    gc.collect()
    gc.freeze()  # as the web process does with what its start made
    found = [
        *_figures(f"Gantt, {LINES * EACH} milestones", _gantt),
        *_figures("calendar, a month of all", _calendar),
        *_figures(f"portfolio of {PROJECTS}, after a record was added", _portfolio, _spend),
        *_figures(f"portfolio of {PROJECTS}, after a milestone was moved", _portfolio, _replan),
        *_figures(f"portfolio of {PROJECTS}, remembered", _portfolio),
        *_figures(f"portfolio of {PROJECTS}, on a day nobody has asked for", _other_day, goal=None),
    ]
    store.close()
    return found


def _gantt(ctx: Ctx) -> None:
    found = project_timeline(ctx, ListQuery(sort="start_date", limit=LINES))
    drawn = gantt_data(found)
    if sum(len(row["marks"]) for row in drawn["rows"]) != LINES * EACH:
        raise AssertionError(found.milestones)


def _calendar(ctx: Ctx) -> None:
    calendar_data(project_month(ctx, ListQuery(), date(2026, 3, 1), date(2026, 3, 31)))


def _portfolio(ctx: Ctx, day: date | None = None) -> None:
    found = portfolio(ctx, as_of=day)
    shown = [row.health() for row in found.rows[:PAGE_SIZE]]
    trends = portfolio_trends(ctx, [row.id for row in shown], found.as_of)
    drawn = bubbles([row for row in found.rows if row.spi is not None and row.cpi is not None])
    if len(trends) != PAGE_SIZE or not drawn["series"]:
        raise AssertionError(len(trends))


def _other_day(ctx: Ctx) -> None:
    _portfolio(ctx, TODAY - timedelta(days=next(TURNS)))


def _spend(ctx: Ctx) -> None:
    record = {"record_date": TODAY, "direction": "expense", "amount": 100 + next(TURNS)}
    create_record(ctx, FinancialRecordIn(**record, project_id=1 + next(TURNS) % PROJECTS))


def _replan(ctx: Ctx) -> None:
    milestone = ctx.session.get_one(ProjectMilestone, next(TURNS))
    moved = milestone.planned_date + timedelta(days=1)
    update_milestone(ctx, milestone.id, MilestonePatch(planned_date=moved))


def _nothing(ctx: Ctx) -> None:
    pass


def _figures(
    name: str,
    work: Callable[[Ctx], object],
    first: Callable[[Ctx], object] = _nothing,
    *,
    goal: float | None = GOAL,
) -> list[Figure]:
    """Median and 95th percentile of `work`, with `first` done before each round."""
    times = []
    for _ in range(ROUNDS + 1):
        _milliseconds(first)
        times.append(_milliseconds(work))
    del times[0]
    p95 = quantiles(times, n=20)[18]
    return [
        Figure("projects", name, median(times), "ms"),
        Figure("projects", f"{name}, p95", p95, "ms", goal=goal),
    ]


def _milliseconds(work: Callable[[Ctx], object]) -> float:
    began = time.perf_counter()
    with unit_of_work(SYSTEM, now=NOW) as ctx:
        work(ctx)
    return (time.perf_counter() - began) * 1000
