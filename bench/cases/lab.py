"""A question in the SQL lab against DuckDB's own shell, and others while one runs to its limit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from statistics import quantiles
from threading import Thread

import _duckdb

from bench.company import add_projects, add_records, new_company
from bench.figures import Figure
from core.analytics import publish_snapshot, run_sql
from core.dashboards import OverviewQuery, read_overview
from core.finance import list_records
from core.kit.context import SYSTEM
from core.kit.errors import AppError
from core.kit.listing import ListQuery
from core.kit.periods import Period
from core.kit.settings import get_settings
from core.kit.uow import unit_of_work

ROUNDS = 15
ALLOWED = 150  # ms beside 1.2 times the shell
HEAVY = "SELECT sum(hash(a.range * b.range)) FROM range(1000000) a, range(1000000) b"
QUESTIONS = {
    "one value": "SELECT 42",
    "sums by month and kind": "SELECT month_start, category_kind, sum(cash_in), sum(cash_out)"
    " FROM finance_facts GROUP BY ALL ORDER BY ALL",
    "a window over all records": "SELECT max(running) FROM (SELECT sum(amount_base) OVER"
    " (PARTITION BY department_id ORDER BY record_date, id) AS running FROM financial_records)",
}
PYTHON = "import sys; sys.path.append(sys.argv[1]); import _duckdb;"
PYTHON += "_duckdb.connect(sys.argv[2], read_only=True).execute(sys.argv[3]).fetchall()"


def run(folder: Path, records: int) -> list[Figure]:
    """Figures over a published file of `records` records."""
    store = new_company(folder)
    add_projects(store, 1000)
    add_records(store, records, 1000)
    published = publish_snapshot(store, get_settings().snapshot_file)
    figures = [Figure("lab", "publish the file", published.seconds, "s")]
    figures += [_against_shell(name, sql, published.file) for name, sql in QUESTIONS.items()]
    figures += _beside_a_heavy_one()
    store.close()
    return figures


def _against_shell(name: str, sql: str, file: Path) -> Figure:
    command, shell = _shell(file, sql)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(_seconds(lambda: subprocess.run(command, check=True, capture_output=True)))
        ours.append(_seconds(lambda: run_sql(SYSTEM, sql)))
    lab, alone = min(ours) * 1000, min(theirs) * 1000  # others use the machine too
    goal = (1.2 * alone + ALLOWED) / alone
    return Figure("lab", name, lab, "ms", alone, shell, goal=round(goal, 2))


def _shell(file: Path, sql: str) -> tuple[list[str], str]:
    """DuckDB's shell where there is one, else its Python module in a process of its own."""
    found = shutil.which("duckdb")
    if found is None and (package := find_spec("duckdb_cli")) and package.origin:
        found = str(Path(package.origin).with_name("duckdb"))
    if found and os.access(found, os.X_OK):
        return [found, "-readonly", str(file), "-csv", "-c", sql], "DuckDB shell"
    site = str(Path(str(_duckdb.__file__)).parent)
    return [sys.executable, "-I", "-S", "-c", PYTHON, site, str(file), sql], "python -c duckdb"


def _beside_a_heavy_one() -> list[Figure]:
    """How others are answered while one person's query takes all it may."""
    calls: dict[str, Callable[[int], None]] = {"a page of records": _list, "overview": _overview}
    alone = {
        name: [_seconds(lambda call=call, turn=turn: call(turn)) for turn in range(100, 120)]  # type: ignore[misc]
        for name, call in calls.items()
    }
    heavy = Thread(target=_run_to_its_limit)
    heavy.start()
    time.sleep(0.5)
    taken: dict[str, list[float]] = {name: [] for name in calls}
    turn = 1
    while heavy.is_alive():
        for name, call in calls.items():
            taken[name].append(_seconds(lambda call=call, turn=turn: call(turn)))  # type: ignore[misc]
        turn += 1
        time.sleep(0.02)
    heavy.join()
    return [
        Figure(
            "lab",
            f"{name}, p95 beside a query that takes all it may",
            _p95(times),
            "ms",
            _p95(alone[name]),
            "alone",
            goal=round(max(1.0, 200 / _p95(alone[name])), 2),
        )
        for name, times in taken.items()
    ]


def _p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[-1] * 1000


def _run_to_its_limit() -> None:
    try:
        run_sql(SYSTEM, HEAVY, timeout=10)
    except AppError as error:
        assert error.code == "sql.timeout"


def _list(turn: int) -> None:
    query = ListQuery(filters={"direction": "expense"}, sort="-record_date", offset=turn * 50)
    with unit_of_work(SYSTEM) as ctx:
        list_records(ctx, query)


def _overview(turn: int) -> None:
    period = Period(date(2025, 1, 1 + turn % 28), date(2025, 12, 31))
    with unit_of_work(SYSTEM) as ctx:
        read_overview(ctx, OverviewQuery(period, period.end))


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
