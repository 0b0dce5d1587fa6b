"""All indicators of a thousand projects, and one of them over two years, against plain SQL.

Rounds take turns with the baseline, so that what else the machine does weighs on both.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bench.company import add_dealings, add_milestones, add_projects, add_records, new_company
from bench.figures import Figure
from bench.plain_indicators import ALL, TREND
from core.indicators import scorecard, trends
from core.kit.context import SYSTEM
from core.kit.uow import unit_of_work
from data.database import Database

PROJECTS, EACH = 1000, 10
ROUNDS = 11
MONTHS = 24
DAY = date(2026, 11, 20)
START = date(2024, 12, 31)
KINDS = ("project", "department", "customer", "company", "receivable")


def run(folder: Path, records: int) -> list[Figure]:
    """Figures over 1,000 projects with 10,000 milestones and `records` records."""
    store = new_company(folder)
    add_projects(store, PROJECTS)
    add_milestones(store, EACH)
    add_records(store, records, PROJECTS)
    add_dealings(store)
    gc.collect()
    gc.freeze()  # as the web process does with what its start made
    ours, raw = _against(store, _scorecard, _raw_scorecard)
    line, raw_line = _against(store, _trend, _raw_trend)
    whole = [_seconds(_everything) for _ in range(ROUNDS)]
    store.close()
    many, named = f"{PROJECTS} projects", "plain SQL"
    trend = f"a trend of {MONTHS} months, {many}"
    return [
        Figure("indicators", f"all indicators of {many}", ours, "s", raw, named, goal=1.5),
        Figure("indicators", f"all indicators of {many}, promised", ours, "s", goal=1),
        Figure("indicators", "all indicators of all targets", median(whole), "s", goal=1),
        Figure("indicators", trend, line, "s", raw_line, named),
        Figure("indicators", f"{trend}, promised", line, "s", goal=1),
    ]


def _against(
    store: Database, ours: Callable[[], object], raw: Callable[[Any], object]
) -> tuple[float, float]:
    """Median seconds of both, turn by turn."""
    mine, plain = [], []
    ours()
    for _ in range(ROUNDS):
        mine.append(_seconds(ours))
        with store.raw() as connection:
            plain.append(_seconds(partial(raw, connection)))
    return median(mine), median(plain)


def _scorecard(kind: str = "project") -> None:
    with unit_of_work(SYSTEM) as ctx:
        scorecard(ctx, kind, as_of=DAY)


def _everything() -> None:
    for kind in KINDS:
        _scorecard(kind)


def _raw_scorecard(connection: Any) -> None:
    values = {"day": DAY, "start": DAY.replace(day=1)}
    for sql in ALL:
        named = {name: value for name, value in values.items() if f"${name}" in sql}
        connection.execute(sql, named).fetchall()


def _trend() -> None:
    with unit_of_work(SYSTEM) as ctx:
        code, kind = "cost_performance_index", "project"
        found = trends(ctx, code, target_type=kind, start=START, end=DAY, step="month")
    if {len(one.points) for one in found} != {MONTHS}:
        raise AssertionError(len(found))


def _raw_trend(connection: Any) -> None:
    ends = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(12, 12 + MONTHS - 1)]
    days = [date.fromordinal(first.toordinal() - 1) for first in ends]
    connection.execute(TREND, {"days": [*days, DAY]}).fetchall()


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
