"""Several processes on one DuckDB file: nothing is lost, nobody starves, no error, kills or not."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from data.database import Database

pytestmark = [pytest.mark.fault, pytest.mark.alone, pytest.mark.timeout(180)]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"duckdb:///{tmp_path / 'marks.duckdb'}", home=tmp_path)
    with made.session() as session:
        session.execute(text("CREATE TABLE marks (worker VARCHAR, thread INTEGER, n INTEGER)"))
        session.execute(text("CREATE TABLE counters (worker VARCHAR, n INTEGER)"))
    yield made
    made.close()  # before its folder goes


def start(
    database: Database, name: str, *, seconds: float, threads: int = 2, pause: float = 0.0
) -> subprocess.Popen[str]:
    arguments = [database.url, str(database.home), name, str(seconds), str(threads), str(pause)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.lease_worker", *arguments],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )


def committed(database: Database) -> set[tuple[str, int, int]]:
    with database.session(read_only=True) as session:
        rows = [tuple(row) for row in session.execute(text("SELECT worker, thread, n FROM marks"))]
        counted = dict(tuple(row) for row in session.execute(text("SELECT * FROM counters")))
    assert len(rows) == len(set(rows))
    for worker, number in counted.items():
        assert number == sum(1 for row in rows if row[0] == worker), worker
    return set(rows)


def acked(database: Database) -> set[tuple[str, int, int]]:
    found = set()
    for path in database.home.glob("*.acked"):
        for line in path.read_text().splitlines():
            thread, n = line.split(":")
            found.add((path.stem, int(thread), int(n)))
    return found


def test_three_processes_lose_nothing_and_nobody_starves(database: Database) -> None:
    names = ["one", "two", "three"]
    processes = [start(database, name, seconds=20) for name in names]
    time.sleep(1)
    own = []
    for _ in range(60):
        began = time.perf_counter()
        with database.session(read_only=True) as session:
            session.execute(text("SELECT count(*) FROM marks")).scalar_one()
        own.append(time.perf_counter() - began)
        time.sleep(0.25)
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
    rows = committed(database)
    assert rows == acked(database)
    shares = [sum(1 for row in rows if row[0] == name) for name in names]
    assert min(shares) > max(shares) / 4, shares
    waits = sorted(own)
    with Path("/dev/stderr").open("w") as out:
        out.write(
            f"\n3 processes + reader, 20 s: {len(rows)} transactions {shares}, reader p50"
            f" {statistics.median(waits) * 1e3:.0f} ms, max {waits[-1] * 1e3:.0f} ms\n"
        )
    assert waits[-1] < 5


def test_killed_owners_lose_no_committed_row(database: Database) -> None:
    chance = random.Random(7)
    running = {name: start(database, name, seconds=60, pause=0.002) for name in ("a0", "b0", "c0")}
    kills = 0
    until = time.monotonic() + 25
    while time.monotonic() < until:
        time.sleep(chance.uniform(0.6, 1.4))
        name = chance.choice(sorted(running))
        process = running.pop(name)
        process.kill()
        _, errors = process.communicate(timeout=10)
        assert errors == "", errors
        kills += 1
        fresh = f"{name[0]}{kills}"
        running[fresh] = start(database, fresh, seconds=60, pause=0.002)
        began = time.monotonic()
        with database.session(read_only=True) as session:
            session.execute(text("SELECT count(*) FROM marks")).scalar_one()
        assert time.monotonic() - began < 5
    for process in running.values():
        process.kill()
        assert process.communicate(timeout=10)[1] == ""
    told, rows = acked(database), committed(database)
    assert told <= rows
    assert len(rows - told) <= 2 * (kills + 3)  # killed between commit and note
    assert kills >= 15
    assert len(rows) > 100
