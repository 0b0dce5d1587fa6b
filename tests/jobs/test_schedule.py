"""What is due, who takes it, and what is noted of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.kit.context import SYSTEM
from core.kit.uow import unit_of_work
from core.operations.jobs import (
    Ran,
    Result,
    Run,
    registered,
    run_job,
)
from core.operations.jobs.book import next_time
from data.database import Database
from data.schema import JobRun, JobSchedule
from jobs import commands, scheduler
from jobs.scheduler import DataVersion, Scheduler, Watch
from jobs.stopping import Stopping
from tests.jobs.builders import HOUR, T0, job, runs, schedule_row, synced
from tests.world import World


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
