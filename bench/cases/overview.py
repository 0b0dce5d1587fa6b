"""The overview's reading against the very statements it sends, run by DuckDB alone."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from sqlalchemy import event

from bench.company import add_projects, add_records, new_company
from bench.figures import Figure
from core.dashboards import OverviewQuery, read_overview
from core.finance import list_records
from core.kit.context import SYSTEM
from core.kit.listing import ListQuery
from core.kit.periods import Period
from core.kit.uow import unit_of_work
from data.database import Database

ROUNDS = 20
Statement = tuple[str, Any]


def run(folder: Path, records: int) -> list[Figure]:
    """Figures of reading over `records` records."""
    store = new_company(folder)
    add_projects(store, 1000)
    add_records(store, records, 1000)
    ours, raw = _against_raw(store, _read_overview)
    lists, raw_lists = _against_raw(store, _read_list)
    name = "the same SQL raw"
    again = [_seconds(lambda: _read_overview(0)) for _ in range(ROUNDS)]
    store.close()
    return [
        Figure("overview", "overview, new period", _ms(ours), "ms", _ms(raw), name, goal=1.5),
        Figure("overview", "overview, new period, p95", _p95(ours), "ms", goal=200),
        Figure("overview", "overview, remembered", _ms(again), "ms"),
        Figure("overview", "a page of records", _ms(lists), "ms", _ms(raw_lists), name),
        Figure("overview", "a page of records, p95", _p95(lists), "ms", goal=200),
    ]


def _read_overview(turn: int) -> None:
    period = Period(date(2025, 1, 1) + timedelta(days=turn), date(2025, 12, 31))
    with unit_of_work(SYSTEM) as ctx:
        read_overview(ctx, OverviewQuery(period, period.end))


def _read_list(turn: int) -> None:
    query = ListQuery(
        q="payment",
        filters={"direction": "expense", "amount_min": str(turn)},
        sort="-amount",
        offset=turn * 50,
    )
    with unit_of_work(SYSTEM) as ctx:
        list_records(ctx, query, with_total=True)


def _against_raw(store: Database, work: Callable[[int], None]) -> tuple[list[float], list[float]]:
    """Seconds of `work`, and of its statements alone, turn by turn."""
    ours, raw = [], []
    work(ROUNDS + 1)
    for turn in range(ROUNDS):
        sent: list[Statement] = []

        def keep(_c: Any, _k: Any, text: str, values: Any, *_: Any, to: Any = sent) -> None:
            to.append((text, values))

        event.listen(store.engine, "before_cursor_execute", keep)
        work(turn)
        event.remove(store.engine, "before_cursor_execute", keep)
        ours.append(_seconds(lambda turn=turn: work(turn + 100)))
        with store.raw() as connection:
            raw.append(_seconds(lambda sent=sent, on=connection: _replay(on, sent)))
    return ours, raw


def _replay(connection: Any, sent: list[Statement]) -> None:
    for text, values in sent:
        connection.execute(text, values).fetchall()


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _ms(times: list[float]) -> float:
    return median(times) * 1000


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[18] * 1000
