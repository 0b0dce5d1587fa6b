"""What is due, who takes it, and what is noted of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from threading import Event
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import select, text

from core.kit.context import SYSTEM
from core.kit.errors import NotFound, NotPermitted
from core.kit.listing import ListQuery
from core.kit.uow import run_in_uow, unit_of_work
from core.operations.job_list import list_job_runs, list_jobs
from core.operations.jobs import (
    Job,
    Ran,
    Result,
    Run,
    registered,
    registry,
    run_job,
    runner,
    sync_schedule,
)
from core.operations.jobs.book import next_time
from core.operations.jobs.control import pause_job, resume_job, run_job_soon
from core.operations.jobs.leader import Leader, is_some_scheduler_running
from data.database import Database
from data.schema import JobRun, JobSchedule
from jobs import commands, scheduler
from jobs.scheduler import DataVersion, Running, Scheduler, Watch
from jobs.stopping import Stopping
from tests.fixtures_database import NewDatabase
from tests.world import World, process_database

T0 = datetime(2026, 6, 15, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def job(name: str, run: Callable[[Run], Result] | None = None, **values: Any) -> Job:
    return Job(name, values.pop("every", HOUR), run or (lambda _: Result({"ok": True})), **values)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Register these jobs and no others."""

    def register(*jobs: Job) -> None:
        monkeypatch.setattr(registry, "_jobs", {one.name: one for one in jobs})

    return register


def synced(*jobs: Job, now: datetime = T0) -> dict[str, datetime]:
    return run_in_uow(SYSTEM, lambda ctx: sync_schedule(ctx, jobs), now=now)


def schedule_row(name: str) -> JobSchedule:
    with unit_of_work(SYSTEM) as ctx:
        return ctx.session.scalars(select(JobSchedule).where(JobSchedule.name == name)).one()


def runs(name: str) -> list[JobRun]:
    with unit_of_work(SYSTEM) as ctx:
        return list(ctx.session.scalars(select(JobRun).where(JobRun.name == name)))


def test_a_due_job_is_taken_once_and_put_ahead_first(store: Database) -> None:
    seen: list[datetime] = []

    def work(run: Run) -> Result:
        seen.append(schedule_row("a").next_run_at)
        return Result({"n": 1})

    one = job("a", work)
    synced(one)
    ran = run_job(one)
    assert isinstance(ran, Ran)
    assert run_job(one) is None
    assert seen == [ran.next_at]
    (noted,) = runs("a")
    assert (noted.result, noted.detail, noted.error) == ("done", {"n": 1}, None)
    assert schedule_row("a").last_result == "done"


def test_a_failure_is_noted_and_stops_nothing(store: Database, only: Callable[..., None]) -> None:
    def fail(_: Run) -> Result:
        raise RuntimeError("disk full")

    ran: list[str] = []

    def note(_: Run) -> Result:
        ran.append("good")
        return Result({})

    only(job("bad", fail), job("good", note))
    ticking = Scheduler(Stopping(), DataVersion(0, T0))
    ticking.sync()
    for _ in range(3):
        ticking.run_due()
        assert ticking.wait(10)
    assert ran == ["good"]
    (noted,) = runs("bad")
    assert (noted.result, noted.error) == ("failed", "RuntimeError: disk full")
    assert schedule_row("bad").next_run_at > noted.started_at


def test_what_was_missed_runs_once_after_downtime(store: Database) -> None:
    one = job("a", every=timedelta(minutes=5))
    synced(one, now=T0)
    assert run_job(one) is not None  # months later by the real clock
    assert run_job(one) is None
    assert len(runs("a")) == 1


def test_a_switched_off_job_does_not_run_unless_asked(store: Database) -> None:
    one = job("a")
    synced(one)
    with unit_of_work(SYSTEM) as ctx:
        row = ctx.session.scalars(select(JobSchedule)).one()
        row.is_active = False
    assert synced(one) == {}
    assert run_job(one) is None
    assert run_job(one, forced=True) is not None


def test_a_quiet_job_leaves_history_only_of_work(store: Database) -> None:
    results = [Result(), Result({"handled": 1}), Result()]
    one = job("q", lambda _: results.pop(0), quiet=True)
    synced(one)
    for _ in range(3):
        run_job(one)
    assert [run.detail for run in runs("q")] == [{"handled": 1}]


def test_an_interrupted_run_is_closed(store: Database) -> None:
    with unit_of_work(SYSTEM, now=T0) as ctx:
        ctx.session.add(JobRun(name="a", started_at=T0, result="running"))
    synced(job("a"), now=T0 + HOUR)
    (noted,) = runs("a")
    assert (noted.result, noted.error) == ("failed", "interrupted")


def test_daily_jobs_follow_the_companys_clock(world: World) -> None:
    nightly = job("backup", every=timedelta(days=1), at=time(2, 0))
    with world.uow("system") as ctx:  # Asia/Shanghai is eight hours ahead
        assert next_time(ctx, nightly, T0) == datetime(2026, 6, 15, 18, tzinfo=UTC)
        at_two = datetime(2026, 6, 15, 18, tzinfo=UTC)
        assert next_time(ctx, nightly, at_two) == at_two + timedelta(days=1)
    assert synced(nightly, now=T0) == {"backup": datetime(2026, 6, 15, 18, tzinfo=UTC)}


def test_a_clock_that_was_wrong_delays_nothing(store: Database) -> None:
    one = job("a")
    synced(one, now=T0 + timedelta(days=3650))
    assert synced(one, now=T0) == {"a": T0 + HOUR}


S = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("version", "changed", "ran", "now", "due"),
    [
        (5, -10, 0, 1, False),  # not its time yet
        (5, -10, 0, 20, False),  # nothing changed
        (6, 17, 0, 20, True),  # changed, quiet for three seconds
        (6, 18, 0, 20, False),  # changed a moment ago
        (6, 29, 0, 30, True),  # changing all the time: not longer than this
        (5, -10, 0, 60, True),  # in any case
    ],
)
def test_when_a_job_on_change_is_due(
    version: int, changed: int, ran: int, now: int, due: bool
) -> None:
    outbox = job("outbox", every=2 * S, on_change=True, settle=3 * S, anyway=60 * S, quiet=True)
    watch = Watch(outbox, T0 + 2 * S, seen=5, ran_at=T0 + ran * S)
    assert watch.is_due(T0 + now * S, DataVersion(version, T0 + changed * S)) is due


def test_a_job_may_ask_to_be_run_again(store: Database) -> None:
    watch = Watch(job("a", on_change=True), T0, seen=5, ran_at=T0, again=T0 + 5 * S)
    data = DataVersion(5, T0 - HOUR)
    assert not watch.is_due(T0 + 4 * S, data)
    assert watch.is_due(T0 + 5 * S, data)


def test_nothing_due_does_not_touch_the_database(
    store: Database, only: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    only(*(one for one in registered().values() if one.on_change and not one.isolated))
    ticking = Scheduler(Stopping(), DataVersion(store.version(), T0))
    ticking.sync()
    ticking.run_due()
    ticking.wait(10)
    ticking.run_due()  # reads what the jobs have left

    def refuse(*_: Any, **__: Any) -> Iterator[None]:
        raise AssertionError("the database was opened")

    monkeypatch.setattr(type(store), "session", refuse)
    monkeypatch.setattr(scheduler, "log", None)
    for watch in ticking.watches.values():
        watch.next_at = T0
    ticking.run_due()
    assert ticking.wait(10)


def test_once_says_what_failed(
    store: Database, only: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Run) -> Result:
        raise RuntimeError("no")

    only(job("bad", fail), job("good"))
    parser = commands._parser()

    def once(*names: str) -> int:
        given = parser.parse_args(["once", *names])
        return int(given.command(given))

    assert once("good") == 0
    assert once("bad") == 1
    assert once("other") == 2
    assert "Known: bad, good" in capsys.readouterr().err


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
    code = "import time; time.sleep(60)"
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
