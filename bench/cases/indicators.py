"""All indicators of a thousand projects, and one of them over two years, against plain SQL.

Rounds take turns with the baseline, so that what else the machine does weighs on both.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from bench.company import add_dealings, add_milestones, add_projects, add_records, new_company
from bench.figures import Figure
from bench.plain_indicators import ALL, TREND
from core.finance import FinancialRecordIn, create_record
from core.indicators import scorecard, trends
from core.kit.context import SYSTEM
from core.kit.uow import unit_of_work
from data.database import Database

PROJECTS, EACH = 1000, 10
ROUNDS = 11
MONTHS = 24
DAY = date(2026, 11, 20)
START = date(2024, 12, 31)
KINDS = ("project", "department", "customer", "company")


def run(folder: Path, records: int) -> list[Figure]:
    """Figures over 1,000 projects with 10,000 milestones and `records` records."""
    store = new_company(folder)
    add_projects(store, PROJECTS)
    add_milestones(store, EACH)
    add_records(store, records, PROJECTS)
    add_dealings(store)
    gc.collect()
    gc.freeze()  # as the web process does with what its start made
    mine, plain = _against(store, _scorecard, _raw_scorecard, first=_spend)
    new, plain_new = _against(store, _scorecard, _raw_scorecard, first=_next_day)
    line, plain_line = _against(store, _trend, _raw_trend, first=_spend)
    whole = []
    for _ in range(ROUNDS):
        _spend()
        whole.append(_spent(_everything).wall)
    store.close()
    many, named = f"{PROJECTS} projects", "plain SQL"
    trend = f"a trend of {MONTHS} months, {many}"
    return [
        Figure(
            "indicators",
            f"all of {many}, after a record was added",
            mine.wall,
            "s",
            plain.wall,
            named,
            goal=1.5,
        ),
        Figure("indicators", "its processor time", mine.busy, "s", plain.busy, named),
        Figure(
            "indicators",
            f"all of {many}, on a day nobody has asked for",
            new.wall,
            "s",
            plain_new.wall,
            named,
        ),
        Figure("indicators", "its processor time", new.busy, "s", plain_new.busy, named),
        Figure("indicators", f"all of {many}, promised", mine.wall, "s", goal=1),
        Figure(
            "indicators",
            f"all of {', '.join(KINDS)}, after a record was added",
            median(whole),
            "s",
            goal=1,
        ),
        Figure("indicators", trend, line.wall, "s", plain_line.wall, named),
        Figure("indicators", "its processor time", line.busy, "s", plain_line.busy, named),
        Figure("indicators", f"{trend}, promised", line.wall, "s", goal=1),
    ]


class Spent(NamedTuple):
    """Seconds by the clock, and of the processors."""

    wall: float
    busy: float


def _against(
    store: Database,
    ours: Callable[[], object],
    raw: Callable[[Any], object],
    *,
    first: Callable[[], object],
) -> tuple[Spent, Spent]:
    """Medians of both, turn by turn, with `first` done before each turn."""
    mine, plain = [], []
    ours()
    for _ in range(ROUNDS):
        first()
        mine.append(_spent(ours))
        with store.raw() as connection:
            plain.append(_spent(partial(raw, connection)))
    return _median(mine), _median(plain)


def _median(found: list[Spent]) -> Spent:
    return Spent(median(one.wall for one in found), median(one.busy for one in found))


def _spend() -> None:
    record: dict[str, Any] = {"record_date": DAY, "direction": "expense", "amount": 100}
    with unit_of_work(SYSTEM) as ctx:
        create_record(ctx, FinancialRecordIn(**record, project_id=1))


class _Asked:
    """The day that is asked for."""

    day = DAY


def _next_day() -> None:
    _Asked.day -= timedelta(days=1)


def _scorecard(kind: str = "project") -> None:
    with unit_of_work(SYSTEM) as ctx:
        scorecard(ctx, kind, as_of=_Asked.day)


def _everything() -> None:
    for kind in KINDS:
        _scorecard(kind)


def _raw_scorecard(connection: Any) -> None:
    values = {"day": _Asked.day, "start": _Asked.day.replace(day=1)}
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


def _spent(work: Callable[[], object]) -> Spent:
    began, busy = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - began, time.process_time() - busy)
