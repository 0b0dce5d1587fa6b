"""The scheduler: one across processes, a ticker in this one, what is due in the database.

It opens the database only when something is due, so that a busy web process keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import schedule
import structlog
from filelock import Timeout

from core.kit.clock import utc_now
from core.kit.context import SYSTEM
from core.kit.settings import get_settings
from core.kit.uow import database, run_in_uow
from core.operations.jobs import Job, beat, registered, run_job, scheduler_lock, sync_schedule
from core.operations.jobs.book import push_waiting
from jobs.stopping import Stopping

log = structlog.get_logger(__name__)

TICK = 1.0  # seconds
BEAT = 10
STANDBY_LOOK = 1.0
AFTER_ERROR = timedelta(seconds=30)
PATIENCE = 10  # times `settle` that a job waits at most for data to become quiet


@dataclass
class Watch:
    """When a job is due, as this process knows it: by time, and by the data version."""

    job: Job
    next_at: datetime
    seen: int | None = None  # data version at its last run
    ran_at: datetime | None = None
    again: datetime | None = None

    def is_due(self, now: datetime, data: DataVersion) -> bool:
        """Whether to run it now."""
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
class Scheduler:
    """Runs due jobs one after the other until it is time to end."""

    stopping: Stopping
    data: DataVersion
    watches: dict[str, Watch] = field(default_factory=dict)

    def sync(self) -> None:
        """Take the schedule from the database, and put new jobs into it."""
        due = run_in_uow(SYSTEM, lambda ctx: sync_schedule(ctx, registered().values()))
        self.watches = {
            name: self.watches.get(name) or Watch(registered()[name], at)
            for name, at in due.items()
        }

    def run_due(self) -> None:
        """Run what is due, the longest waiting first; an error here ends nothing."""
        now = utc_now()
        self.data.look(now)
        waiting = [watch for watch in self.watches.values() if watch.is_due(now, self.data)]
        for watch in sorted(waiting, key=lambda watch: watch.next_at):
            if self.stopping.is_set():
                return
            try:
                self._run(watch)
            except Exception:
                log.exception("job_not_run", job=watch.job.name)
                watch.next_at = utc_now() + AFTER_ERROR

    def _run(self, watch: Watch) -> None:
        job, now = watch.job, utc_now()
        beat(get_settings().home, now, job.name)
        version = database().version()
        ran = run_job(job, stopping=self.stopping.is_set)
        watch.seen, watch.ran_at = version, now
        if ran is None:  # switched off, or another process had it: look at the schedule again
            self._reread(watch, now)
            return
        watch.next_at, watch.again = ran.next_at, ran.result.again
        if ran.error is not None:
            watch.seen, watch.next_at = None, max(ran.next_at, now + AFTER_ERROR)
        if not job.quiet:
            self._use_the_open_database()

    def _reread(self, watch: Watch, now: datetime) -> None:
        due = run_in_uow(SYSTEM, lambda ctx: sync_schedule(ctx, [watch.job]))
        watch.next_at = max(due.get(watch.job.name, now), now) + timedelta(seconds=TICK)

    def _use_the_open_database(self) -> None:
        """Say that jobs waiting for a change are on time; see what was switched on or off."""
        jobs = [watch.job for watch in self.watches.values() if watch.job.on_change]
        run_in_uow(SYSTEM, lambda ctx: push_waiting(ctx, jobs))
        self.sync()


def run_scheduler(stopping: Stopping) -> int:
    """Wait for the lock, then run jobs until it is time to end."""
    home = get_settings().home
    lock = scheduler_lock(home)
    said = False
    while not stopping.is_set():
        try:
            lock.acquire(timeout=0)
            break
        except Timeout:
            if not said:
                log.info("jobs_standby")
                said = True
            stopping.wait(STANDBY_LOOK)
    if stopping.is_set():
        return 0
    try:
        _tick_until(stopping)
    finally:
        lock.release()
    log.info("jobs_stopped")
    return 0


def _tick_until(stopping: Stopping) -> None:
    now = utc_now()
    scheduler = Scheduler(stopping, DataVersion(database().version(), now))
    scheduler.sync()
    log.info("jobs_running", jobs=sorted(scheduler.watches))
    home = get_settings().home
    beat(home, now)
    ticker = _ticker(scheduler)
    while not stopping.is_set():
        ticker.run_pending()
        idle = ticker.idle_seconds or 0.0
        if idle > 2 * BEAT:  # the clock was put back: a ticker would sleep until it catches up
            ticker = _ticker(scheduler)
            idle = TICK
        stopping.wait(min(max(idle, 0.01), TICK))


def _ticker(scheduler: Scheduler) -> schedule.Scheduler:
    home = get_settings().home
    ticker = schedule.Scheduler()
    ticker.every(int(TICK)).seconds.do(scheduler.run_due)
    ticker.every(BEAT).seconds.do(lambda: beat(home, utc_now()))
    return ticker
