"""Jobs beside each other: limits, room, one scheduler, what administrators ask for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import text

from core.kit.clock import utc_now
from core.kit.errors import NotFound, NotPermitted
from core.kit.listing import ListQuery
from core.operations.job_list import list_job_runs, list_jobs
from core.operations.jobs import (
    Result,
    Run,
    run_job,
    runner,
)
from core.operations.jobs.control import pause_job, resume_job, run_job_soon
from core.operations.jobs.leader import Leader, is_some_scheduler_running
from data.database import Database
from jobs import scheduler
from jobs.scheduler import DataVersion, Running, Scheduler
from jobs.stopping import Stopping
from tests.fixtures_database import NewDatabase
from tests.jobs.builders import T0, job, runs, schedule_row, synced
from tests.world import World, process_database

HANGING = "import time; time.sleep(60)"  # a child's program; the test ends it


def until(what: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = monotonic() + seconds
    while not what():
        assert monotonic() < deadline
        sleep(0.01)


def alive(ticking: Scheduler) -> list[Running]:
    return [one for one in ticking.running.values() if one.thread.is_alive()]


def test_a_hanging_job_keeps_no_other_waiting(store: Database, only: Callable[..., None]) -> None:
    free, ran = Event(), []

    def hang(_: Run) -> Result:
        free.wait(30)
        return Result({})

    def note(_: Run) -> Result:
        ran.append(1)
        return Result({})

    only(job("hangs", hang), job("goes", note, every=timedelta(milliseconds=1)))
    ticking = Scheduler(Stopping(), DataVersion(0, T0))
    ticking.sync()
    for wanted in (1, 2):
        until(
            lambda: "goes" not in ticking.running or not ticking.running["goes"].thread.is_alive()
        )
        ticking.run_due()
        until(lambda wanted=wanted: len(ran) >= wanted)  # type: ignore[misc]
    assert "hangs" in ticking.running
    assert not ticking.wait(0.1)
    free.set()
    assert ticking.wait(10)
    assert runs("hangs")[0].result == "done"


@pytest.mark.integration
def test_a_child_over_its_limit_is_ended_and_one_told_to_stop_finishes(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = job("slow", isolated=True, limit=timedelta(seconds=1))
    code = HANGING
    monkeypatch.setattr(runner, "child_command", lambda _: [sys.executable, "-c", code])
    begun = monotonic()
    ran = run_job(slow, forced=True)
    assert ran is not None and ran.error == "TimeoutError: not done after 1 seconds"
    assert monotonic() - begun < 10
    (noted,) = runs("slow")
    assert (noted.result, noted.error) == ("failed", ran.error)
    code = (
        "import json, signal, sys\n"
        "def end(*_): print(json.dumps({'detail': {'n': 1}, 'again': None})); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "signal.pause()"
    )
    stop_at = monotonic() + 1
    ran = run_job(job("slow", isolated=True), forced=True, stopping=lambda: monotonic() > stop_at)
    assert ran is not None and ran.result.detail == {"n": 1}


@pytest.mark.integration
def test_a_child_ended_before_it_began_is_put_back_not_failed(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    daily = job("daily", isolated=True)
    monkeypatch.setattr(runner, "child_command", lambda _: [sys.executable, "-c", HANGING])
    stop_at = monotonic() + 1
    assert run_job(daily, forced=True, stopping=lambda: monotonic() > stop_at) is None
    assert runs("daily") == []
    kept = schedule_row("daily")
    assert (kept.last_result, kept.wanted_at) == (None, None)
    assert kept.next_run_at <= utc_now()


def test_few_children_begin_beside_each_other_but_long_ones_do_not_count(
    store: Database, only: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    free = Event()

    def hang(*_: Any) -> Result:
        free.wait(30)
        return Result({})

    monkeypatch.setattr(runner, "_in_child", hang)
    only(*(job(name, isolated=True) for name in "abcd"))
    ticking = Scheduler(Stopping(), DataVersion(0, T0))
    ticking.sync()
    ticking.run_due()
    assert len(ticking.running) == 2
    for one in ticking.running.values():
        one.since -= scheduler.CROWDED
    ticking.run_due()
    assert len(ticking.running) == 4
    free.set()
    assert ticking.wait(10)


def test_what_an_administrator_asks_for_runs_although_paused(
    world: World, only: Callable[..., None]
) -> None:
    ran: list[str] = []

    def note(_: Run) -> Result:
        ran.append("nightly")
        return Result({"n": 1})

    only(job("nightly", note, every=timedelta(days=1), at=time(2, 0)))
    ticking = Scheduler(Stopping(), DataVersion(0, T0))
    ticking.sync()
    with world.uow("admin") as ctx:
        assert not pause_job(ctx, "nightly").is_active
        run_job_soon(ctx, "nightly")
        assert run_job_soon(ctx, "nightly").wanted_at is not None
    ticking.sync()
    ticking.run_due()
    assert ticking.wait(10)
    ticking.run_due()
    assert ticking.wait(10)
    assert ran == ["nightly"]
    assert ticking.watches == {}
    with world.uow("admin", now=T0 + 30 * timedelta(days=1)) as ctx:
        row = resume_job(ctx, "nightly")  # not at once for the nights it was paused
        assert row.is_active and row.next_run_at > ctx.now and row.wanted_at is None
        with pytest.raises(NotFound):
            pause_job(ctx, "nothing")


def test_others_may_neither_run_nor_pause(world: World, only: Callable[..., None]) -> None:
    only(job("a"))
    synced(job("a"))
    for who in ("outsider", "finance", "manager_a"):
        with world.uow(who) as ctx:
            for act in (run_job_soon, pause_job, resume_job):
                with pytest.raises(NotPermitted):
                    act(ctx, "a")
            for read in (list_jobs, list_job_runs):
                with pytest.raises(NotPermitted):
                    read(ctx, ListQuery())


def test_one_scheduler_across_machines(new_database: NewDatabase, tmp_path: Path) -> None:
    with (
        pytest.MonkeyPatch.context() as patch,
        process_database(new_database("postgresql"), patch) as store,
    ):
        here, there = Leader(tmp_path / "here"), Leader(tmp_path / "there")
        assert not is_some_scheduler_running(tmp_path / "there")
        assert here.acquire()
        assert not there.acquire()
        assert is_some_scheduler_running(tmp_path / "there")
        assert here.holds()
        with store.session() as session:  # the server ends the connection: a restart, a network
            session.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
            )
        assert not here.holds()
        assert there.acquire()
        there.release()
        here.release()
        assert not is_some_scheduler_running(tmp_path / "there")
