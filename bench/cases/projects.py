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
from core.dashboards.health import Portfolio, portfolio, portfolio_trends
from core.kit.context import SYSTEM, Ctx
from core.kit.listing import ListQuery
from core.kit.uow import unit_of_work
from core.projects import project_month, project_timeline
from pages.ui.lists import PAGE_SIZE
from pages.ui.project_calendar import calendar_data
from pages.ui.project_gantt import LINES, gantt_data

PROJECTS, EACH = 1000, 8  # a page of 25 lines has 200 milestones
ROUNDS = 20
GOAL = 200  # ms
NOW = datetime(2026, 3, 20, 4, tzinfo=UTC)
TODAY, DAY = date(2026, 3, 20), timedelta(days=1)
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
        *_figures(f"portfolio of {PROJECTS}", _portfolio),
        *_figures(f"portfolio of {PROJECTS}, remembered", _again),
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


def _portfolio(ctx: Ctx) -> None:
    """A day nobody has asked for yet, so that nothing is remembered."""
    _draw(ctx, portfolio(ctx, as_of=TODAY + next(TURNS) * DAY))


def _again(ctx: Ctx) -> None:
    _draw(ctx, portfolio(ctx))


def _draw(ctx: Ctx, found: Portfolio) -> None:
    shown = [row.health() for row in found.rows[:PAGE_SIZE]]
    portfolio_trends(ctx, [row.id for row in shown], found.as_of)


def _figures(name: str, work: Callable[[Ctx], object]) -> list[Figure]:
    times = [_milliseconds(work) for _ in range(ROUNDS + 1)][1:]
    p95 = quantiles(times, n=20)[18]
    return [
        Figure("projects", name, median(times), "ms"),
        Figure("projects", f"{name}, p95", p95, "ms", goal=GOAL),
    ]


def _milliseconds(work: Callable[[Ctx], object]) -> float:
    began = time.perf_counter()
    with unit_of_work(SYSTEM, now=NOW) as ctx:
        work(ctx)
    return (time.perf_counter() - began) * 1000
