"""Web process under use, `jobs`, repeated imports, on one DuckDB file: no error, no lost row."""

from __future__ import annotations

import re
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core.identity import create_token
from core.kit.clock import utc_now
from core.kit.context import SYSTEM
from core.kit.uow import run_in_uow
from core.operations.checks import run_checks
from core.operations.jobs.home import read_heartbeat
from data.schema import FinancialRecord, JobRun, OutboxEvent
from tests.faults.kill_worker import make_file
from tests.faults.served import Person, Web, serving
from tests.journeys.doors import manage
from tests.world import World

pytestmark = [
    pytest.mark.fault,
    pytest.mark.parametrize("database", ["duckdb"], indirect=True),
]
PEOPLE = 2
WRONG = re.compile(r"Traceback|\[(error|critical|warning) ", re.IGNORECASE)


@pytest.mark.timeout(180)
def test_fifteen_seconds(world: World, tmp_path: Path) -> None:
    side_by_side(world, tmp_path, seconds=15)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_five_minutes(world: World, tmp_path: Path) -> None:
    side_by_side(world, tmp_path, seconds=300)


def side_by_side(world: World, folder: Path, seconds: float) -> None:
    user_id = world.users["finance"]
    token = run_in_uow(SYSTEM, lambda ctx: create_token(ctx, "soak", user_id=user_id))
    stop = threading.Event()
    with serving(folder) as web:
        people = [Person(web, token, seed, stop) for seed in range(PEOPLE)]
        threads = [person.start() for person in people]
        try:
            imported, took = import_again_and_again(folder, time.monotonic() + seconds)
        finally:
            stop.set()
            for thread in threads:
                thread.join(90)
        assert_running(world, web)
    for person in people:
        if person.error is not None:
            raise person.error
    assert not WRONG.search(web.log.read_text()), web.log.read_text()
    assert_nothing_lost(world, people, imported)
    assert_jobs_ran(world)
    report(people, imported, took, seconds)


def import_again_and_again(folder: Path, until: float) -> tuple[int, list[float]]:
    """New files until the time is over, every third once more; rows imported and seconds."""
    imported, took = 0, []
    while time.monotonic() < until:
        number = len(took)
        path = make_file(folder / f"file-{number - number % 3 // 2}.csv", 200 + 37 * (number % 20))
        began = time.perf_counter()
        rows = manage("import", str(path), timeout=300)["rows"]
        took.append(time.perf_counter() - began)
        assert rows["rejected"] == 0
        imported += rows["new"]
        if number % 3 != 2:
            assert rows["new"] == rows["total"]
    return imported, took


def assert_running(world: World, web: Web) -> None:
    """The web process lives, and its scheduler has given a sign of life a moment ago."""
    assert web.process.poll() is None, web.log.read_text()
    heartbeat = read_heartbeat(world.database.home)
    assert heartbeat is not None
    assert (utc_now() - heartbeat.at).total_seconds() < 60


def assert_nothing_lost(world: World, people: list[Person], imported: int) -> None:
    with world.uow("system", now=utc_now()) as ctx:
        record = FinancialRecord
        rows = ctx.session.execute(
            select(record.id, record.amount, record.description, record.deleted_at).where(
                record.import_batch_id.is_(None)
            )
        ).all()
        by_file = select(func.count()).where(record.import_batch_id.is_not(None))
        assert ctx.session.scalar(by_file) == imported
        assert run_checks(ctx).findings == ()
    there: dict[int, tuple[Decimal, str | None]] = {
        row.id: (row.amount, row.description) for row in rows if row.deleted_at is None
    }
    told = {key: value for person in people for key, value in person.kept.items()}
    assert there == told
    binned = {row.id for row in rows if row.deleted_at is not None}
    assert binned == set().union(*(person.binned for person in people))


def assert_jobs_ran(world: World) -> None:
    with world.uow("system") as ctx:
        runs = ctx.session.execute(select(JobRun.name, JobRun.result, JobRun.error)).all()
        unhandled = select(func.count()).where(OutboxEvent.handled_at.is_(None))
        assert ctx.session.scalar(unhandled) == 0
    assert runs
    assert {run.error for run in runs} == {None}
    assert {run.result for run in runs} <= {"done", "running"}


def report(people: list[Person], imported: int, took: list[float], seconds: float) -> None:
    times = sorted(one for person in people for one in person.times)
    middle, late = times[len(times) // 2], times[int(len(times) * 0.95)]
    sys.stderr.write(
        f"\n{seconds:.0f} s: {len(times)} requests, p50 {middle * 1e3:.0f} ms, p95"
        f" {late * 1e3:.0f} ms, max {times[-1]:.2f} s; {len(took)} imports of {imported} rows,"
        f" {sum(took) / len(took):.2f} s each\n"
    )
