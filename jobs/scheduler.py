"""The scheduler: one across processes and machines, a ticker, what is due in the database.

Each job runs in a thread of its own, those that need memory in a child process of that thread, so
that one that hangs or fails keeps no other waiting. The database is opened only when something is
due or has changed, so that a busy web process keeps it.
"""

from __future__ import annotations

import ctypes
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Thread

import schedule
import structlog

from core.kit.clock import utc_now
from core.kit.context import SYSTEM, Ctx
from core.kit.settings import get_settings
from core.kit.uow import database, run_in_uow
from core.operations.jobs import Job, beat, registered, run_job, sync_schedule
from core.operations.jobs.book import close_all_interrupted, push_waiting, wanted_jobs
from core.operations.jobs.leader import Leader
from jobs.stopping import Stopping

log = structlog.get_logger(__name__)

TICK = 1.0  # seconds
BEAT = 10
STANDBY_LOOK = 1.0
AFTER_ERROR = timedelta(seconds=30)
CHILDREN = 2  # child processes that begin beside each other
CROWDED = 30.0  # seconds after which a child at work no longer counts
NEWS = timedelta(seconds=1)  # so long data is quiet before the schedule is read again
OLD_NEWS = 10.0  # seconds after which it is read although data goes on changing
AT_END = 12.0  # seconds for jobs at work to finish the item at hand
FAR = datetime.max.replace(tzinfo=UTC)  # a paused job's next time
PATIENCE = 10  # times `settle` that a job waits at most for data to become quiet


@dataclass
class Watch:
    """When a job is due, as this process knows it: by time, and by the data version."""

    job: Job
    next_at: datetime
    seen: int | None = None  # data version at its last run
    ran_at: datetime | None = None
    again: datetime | None = None
    wanted: bool = False  # somebody asked for a run

    def is_due(self, now: datetime, data: DataVersion) -> bool:
        """Whether to run it now."""
        if self.wanted:
            return True
        if now < self.next_at:
            return False
        if not self.job.on_change or self.seen is None or self.ran_at is None:
            return True
        if self.again is not None and now >= self.again:
            return True
        if self.job.anyway is not None and now >= self.ran_at + self.job.anyway:
            return True
        return self.seen != data.version and self._is_settled(now, data)

    def _is_settled(self, now: datetime, data: DataVersion) -> bool:
        quiet = now - data.changed_at >= self.job.settle
        return quiet or (
            self.ran_at is not None and now - self.ran_at >= self.job.settle * PATIENCE
        )


@dataclass
class DataVersion:
    """The data version as last looked at, and when it was seen to move."""

    version: int
    changed_at: datetime

    def look(self, now: datetime) -> None:
        """Look again; this takes no lease."""
        version = database().version()
        if version != self.version:
            self.version, self.changed_at = version, now


@dataclass
class Running:
    """A job at work in its thread."""

    job: Job
    thread: Thread
    since: float  # monotonic seconds


@dataclass
class Scheduler:
    """Runs due jobs beside each other until it is time to end."""

    stopping: Stopping
    data: DataVersion
    watches: dict[str, Watch] = field(default_factory=dict)
    running: dict[str, Running] = field(default_factory=dict)
    read: int = -1  # data version when the schedule was last read
    read_at: float = 0.0  # monotonic seconds
    opened: bool = False  # a job used the database since

    def sync(self) -> None:
        """Take the schedule from the database, and put new jobs into it."""
        jobs = registered()
        version = database().version()

        def look(ctx: Ctx) -> tuple[dict[str, datetime], set[str]]:
            push_waiting(ctx, [job for job in jobs.values() if job.on_change])
            return sync_schedule(ctx, jobs.values()), wanted_jobs(ctx)

        due, wanted = run_in_uow(SYSTEM, look)
        found = {
            name: self.watches.get(name) or Watch(jobs[name], due.get(name, FAR))
            for name in {**due, **dict.fromkeys(wanted & jobs.keys())}
        }
        for name, watch in found.items():
            watch.wanted = name in wanted
        self.watches, self.opened = found, False
        self.read, self.read_at = version, time.monotonic()

    def run_due(self) -> None:
        """Start what is due, the longest waiting first; an error here ends nothing."""
        now = utc_now()
        self.data.look(now)
        self._reap()
        try:
            if self.opened or self._has_news(now):
                self.sync()
        except Exception:
            log.exception("schedule_not_read")
            self.read = self.data.version
        waiting = [
            watch
            for name, watch in self.watches.items()
            if name not in self.running and watch.is_due(now, self.data)
        ]
        for watch in sorted(waiting, key=lambda watch: watch.next_at):
            if not self.stopping.is_set() and self._has_room(watch.job):
                self._start(watch)

    def _has_news(self, now: datetime) -> bool:
        """Whether data has changed and is quiet now: somebody may have asked for a job."""
        if self.read == self.data.version:
            return False
        is_quiet = now - self.data.changed_at >= NEWS
        return is_quiet or time.monotonic() - self.read_at >= OLD_NEWS

    def _has_room(self, job: Job) -> bool:
        """Few children begin at once, for the sake of memory; who has run long does not count."""
        fresh = time.monotonic() - CROWDED
        young = [one for one in self.running.values() if one.job.isolated and one.since > fresh]
        return not job.isolated or len(young) < CHILDREN

    def _start(self, watch: Watch) -> None:
        name = watch.job.name
        thread = Thread(target=self._run, args=(watch,), name=f"job-{name}", daemon=True)
        self.running[name] = Running(watch.job, thread, time.monotonic())
        self.beat()
        thread.start()

    def _reap(self) -> None:
        done = [name for name, one in self.running.items() if not one.thread.is_alive()]
        for name in done:
            del self.running[name]
        if done and sys.platform == "linux":
            ctypes.CDLL(None).malloc_trim(0)  # this process is idle most of the time: stay small

    def beat(self) -> None:
        """Leave a sign of life with the jobs at hand."""
        beat(get_settings().home, utc_now(), ", ".join(sorted(self.running)) or None)

    def _run(self, watch: Watch) -> None:
        """The work of a job's thread."""
        try:
            self._run_job(watch)
        except Exception:
            log.exception("job_not_run", job=watch.job.name)
            watch.next_at = utc_now() + AFTER_ERROR

    def _run_job(self, watch: Watch) -> None:
        job, now = watch.job, utc_now()
        version = database().version()
        ran = run_job(job, wanted=watch.wanted, stopping=self.stopping.is_set)
        watch.wanted = False
        watch.seen, watch.ran_at = version, now
        if ran is None:  # switched off, or another process had it: look at the schedule again
            watch.next_at = now + timedelta(seconds=TICK)
            self.opened = True
            return
        watch.next_at, watch.again = ran.next_at, ran.result.again
        if ran.error is not None:
            watch.seen, watch.next_at = None, max(ran.next_at, now + AFTER_ERROR)
        if not job.quiet:
            self.opened = True

    def wait(self, seconds: float) -> bool:
        """Wait for jobs at work to finish the item at hand; whether all have."""
        until = time.monotonic() + seconds
        for one in list(self.running.values()):
            one.thread.join(max(0.0, until - time.monotonic()))
        self._reap()
        return not self.running


def run_scheduler(stopping: Stopping) -> int:
    """Wait to be the one, then run jobs until it is time to end."""
    leader = Leader(get_settings().home)
    said = False
    try:
        while not stopping.is_set():
            if leader.acquire():
                _tick_until(stopping, leader)
                said = False
            elif not said:
                log.info("jobs_standby")
                said = True
            stopping.wait(STANDBY_LOOK)
    finally:
        leader.release()
    return 0


def _tick_until(stopping: Stopping, leader: Leader) -> None:
    """Run jobs until it is time to end, or another machine has become the one."""
    now = utc_now()
    run_in_uow(SYSTEM, lambda ctx: close_all_interrupted(ctx, registered().values()))
    scheduler = Scheduler(stopping, DataVersion(database().version(), now))
    scheduler.sync()
    log.info("jobs_running", jobs=sorted(scheduler.watches))
    scheduler.beat()
    ticker = _ticker(scheduler)
    looked = time.monotonic()
    while not stopping.is_set():
        ticker.run_pending()
        idle = ticker.idle_seconds or 0.0
        if idle > 2 * BEAT:  # the clock was put back: a ticker would sleep until it catches up
            ticker = _ticker(scheduler)
            idle = TICK
        if time.monotonic() - looked > BEAT:
            looked = time.monotonic()
            if not leader.holds():
                log.warning("jobs_lead_lost")
                break
        stopping.wait(min(max(idle, 0.01), TICK))
    if not scheduler.wait(AT_END):
        log.warning("jobs_left_running", jobs=sorted(scheduler.running))
    log.info("jobs_stopped")


def _ticker(scheduler: Scheduler) -> schedule.Scheduler:
    ticker = schedule.Scheduler()
    ticker.every(int(TICK)).seconds.do(scheduler.run_due)
    ticker.every(BEAT).seconds.do(scheduler.beat)
    return ticker
