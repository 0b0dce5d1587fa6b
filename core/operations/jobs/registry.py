"""The jobs there are: what is to run, and how often.

The scheduler's process stays small: it imports no feature. What needs one is `isolated`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any


@dataclass(frozen=True)
class Run:
    """One run of a job: the moment (UTC) it began, and whether it should come to an end."""

    now: datetime
    stopping: Callable[[], bool] = lambda: False


@dataclass(frozen=True)
class Result:
    """What a run did; `detail` None: there was nothing to do. `again` asks for a run by then
    even if no data changes."""

    detail: dict[str, Any] | None = None
    again: datetime | None = None


@dataclass(frozen=True)
class Job:
    """What runs every `every`, for daily jobs at the company's local time `at`.

    `on_change`: only when data has changed since, after `settle` without a further change (at
    most ten times that), and after `anyway` in any case. `quiet`: no history for runs that
    found nothing to do. `isolated`: in a child process, because it needs memory; the child is
    ended after `limit`, and no run counts as alive longer than that.
    """

    name: str
    every: timedelta
    run: Callable[[Run], Result]
    at: time | None = None
    on_change: bool = False
    settle: timedelta = timedelta(0)
    anyway: timedelta | None = None
    quiet: bool = False
    isolated: bool = False
    probe: Callable[[Run], Result | None] | None = None
    limit: timedelta = timedelta(minutes=15)


_jobs: dict[str, Job] = {}


def register(job: Job) -> Job:
    """Have the scheduler run `job`; a job of the same name is replaced."""
    _jobs[job.name] = job
    return job


def registered() -> dict[str, Job]:
    """All jobs by name."""
    return dict(_jobs)
