"""The scheduler as a real process: one at a time, gone at a signal, not an orphan."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from core.operations.jobs import JobsSupervisor, is_scheduler_running, read_heartbeat
from tests.fixtures_database import NewDatabase

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.timeout(180), pytest.mark.integration]
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def home(new_database: NewDatabase) -> Path:
    """The home of a migrated, empty company on DuckDB; nobody holds its file."""
    database = new_database("duckdb")
    database.close()
    return database.home


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """Start `python -m jobs …`; what still runs at the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                [sys.executable, "-m", "jobs", *arguments],
                cwd=ROOT,
                env={**os.environ, "SELFMASTERY_HOME": str(home), "DATABASE_URL": ""},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return started[-1]

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def until(what: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_one_works_one_waits_and_both_end_at_a_signal(home: Path, start: Start) -> None:
    first = start()
    until(lambda: read_heartbeat(home))
    assert read_heartbeat(home).pid == first.pid  # type: ignore[union-attr]
    second = start()
    time.sleep(3)
    assert second.poll() is None
    assert is_scheduler_running(home)
    first.send_signal(signal.SIGTERM)
    assert first.wait(30) == 0
    until(lambda: read_heartbeat(home).pid == second.pid)  # type: ignore[union-attr]
    second.send_signal(signal.SIGINT)
    assert second.wait(30) == 0
    assert not is_scheduler_running(home)


def test_list_and_once(home: Path, start: Start) -> None:
    output, _ = start("list", "--json").communicate()
    jobs = {job["name"]: job for job in json.loads(output)["jobs"]}
    assert jobs["outbox"]["every_seconds"] == 2
    assert jobs["backup"]["last_run_at"] is None
    once = start("once", "seals")
    once.communicate()
    assert once.returncode == 0
    output, _ = start("list", "--json").communicate()
    found = {job["name"]: job for job in json.loads(output)["jobs"]}
    assert found["seals"]["last_result"] == "done"
    wrong = start("once", "nothing")
    assert wrong.communicate()[0] == ""
    assert wrong.returncode == 2


SLEEPER = """
import os, sys, signal, time
open(sys.argv[1], "a").write(f"{os.getpid()}\\n")
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
while sys.argv[2] == "stay":
    time.sleep(0.1)
"""


def lines(path: Path) -> list[str]:
    return path.read_text().split() if path.exists() else []


def test_the_supervisor_starts_again_and_stops(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    supervisor = JobsSupervisor(
        tmp_path, command=[sys.executable, "-c", SLEEPER, str(note), "stay"]
    )
    supervisor.start()
    until(lambda: len(lines(note)) == 1)
    os.kill(int(lines(note)[0]), signal.SIGKILL)
    until(lambda: len(lines(note)) == 2)
    last = int(lines(note)[1])
    assert supervisor.pid == last
    supervisor.stop()
    assert supervisor.pid is None
    assert not psutil.pid_exists(last)


def test_the_supervisor_starts_nothing_beside_a_running_scheduler(
    home: Path, start: Start, tmp_path: Path
) -> None:
    start()
    until(lambda: read_heartbeat(home))
    note = tmp_path / "pids"
    supervisor = JobsSupervisor(home, command=[sys.executable, "-c", SLEEPER, str(note), "go"])
    supervisor.start()
    time.sleep(2)
    supervisor.stop()
    assert lines(note) == []


PARENT = """
import sys, time
from pathlib import Path
from core.operations.jobs import JobsSupervisor
from core.start import boot
boot()
supervisor = JobsSupervisor(Path(sys.argv[1]))
supervisor.start()
while True:
    time.sleep(0.1)
    if supervisor.pid:
        print(supervisor.pid, flush=True)
        time.sleep(600)
"""


def test_no_orphan_when_the_web_process_is_killed(home: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(home)],
        cwd=ROOT,
        env={**os.environ, "SELFMASTERY_HOME": str(home), "DATABASE_URL": ""},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    try:
        child = int(parent.stdout.readline())
        until(lambda: read_heartbeat(home))
        parent.kill()
        until(lambda: not psutil.pid_exists(child), 30)
    finally:
        parent.kill()
        parent.communicate()
