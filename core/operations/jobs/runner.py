"""Running one job: claim, run, note. A failure is noted and logged, and stops nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from core.kit.clock import utc_now
from core.kit.context import SYSTEM, Ctx
from core.kit.events import emit
from core.kit.uow import run_in_uow
from core.operations.jobs import book
from core.operations.jobs.registry import Job, Result, Run

log = structlog.get_logger(__name__)

CHILD_GRACE = 10.0  # seconds a child has to finish the item at hand


class NotBegun(Exception):
    """The application ended before the job's process had begun its work."""


@dataclass(frozen=True)
class Ran:
    """What came of a job: when it should be looked at next, and its error, if any."""

    next_at: datetime
    result: Result
    error: str | None = None


def never() -> bool:
    """Nobody asks to stop."""
    return False


def run_job(
    job: Job,
    *,
    forced: bool = False,
    wanted: bool = False,
    here: bool = False,
    stopping: Callable[[], bool] = never,
) -> Ran | None:
    """Run the job now; None when it was not due, another process has it, or it was put off.

    `forced` runs it whatever the schedule says, `wanted` when somebody asked for it, `here` in
    this process even if it is isolated.
    """
    attempt = partial(_attempt, job, stopping, here=here)
    if job.quiet and not forced and not wanted:
        return _run_quietly(job, attempt)
    taken = run_in_uow(SYSTEM, lambda ctx: book.claim(ctx, job, forced=forced, wanted=wanted))
    if taken is None:
        return None
    run_id, following = taken
    try:
        result, error = attempt()
    except NotBegun:
        run_in_uow(SYSTEM, lambda ctx: book.put_back(ctx, job, run_id, wanted=wanted))
        return None

    def note(ctx: Ctx) -> None:
        book.finish(ctx, job, run_id, detail=result.detail, error=error)
        if wanted:  # who asked is looking at a page that waits for this
            emit(ctx, "jobs.finished", {"job": job.name})

    run_in_uow(SYSTEM, note)
    return Ran(following, result, error)


def _run_quietly(job: Job, attempt: Callable[[], tuple[Result, str | None]]) -> Ran | None:
    started = utc_now()
    try:
        result, error = attempt()
    except NotBegun:
        return None
    if result.detail is not None or error:
        run_in_uow(
            SYSTEM,
            lambda ctx: book.note_quiet(ctx, job, started, detail=result.detail, error=error),
        )
    return Ran(started + job.every, result, error)


def _attempt(job: Job, stopping: Callable[[], bool], *, here: bool) -> tuple[Result, str | None]:
    run = Run(utc_now(), stopping)
    try:
        nothing = job.probe(run) if job.probe else None
        if nothing is not None:
            return nothing, None
        return (_in_child(job, stopping) if job.isolated and not here else job.run(run)), None
    except NotBegun:
        raise
    except Exception as error:
        log.exception("job_failed", job=job.name)
        return Result(), f"{type(error).__name__}: {error}"[:500]


def _in_child(job: Job, stopping: Callable[[], bool]) -> Result:
    """Run the job in a process that ends, so that its memory goes back to the machine."""
    child = subprocess.Popen(child_command(job), stdout=subprocess.PIPE, text=True)  # noqa: S603 (our own)
    try:
        output = _wait(child, job.limit.total_seconds(), stopping)
    finally:
        if child.poll() is None:
            child.kill()
            child.communicate()
    if child.returncode == -signal.SIGTERM and stopping():
        raise NotBegun  # once it works it finishes the item at hand and ends with 0
    if child.returncode:
        raise RuntimeError(f"the process of job {job.name} ended with {child.returncode}")
    return unpacked(output)


def child_command(job: Job) -> list[str]:
    """How a child process runs the job."""
    return [sys.executable, "-m", "jobs", "work", job.name]


def _wait(child: subprocess.Popen[str], limit: float, stopping: Callable[[], bool]) -> str:
    """The child's output. Raises TimeoutError after `limit` seconds; a wish to stop is passed on,
    and the child has a while to finish the item at hand."""
    deadline = time.monotonic() + limit
    told = False
    while True:
        try:
            return child.communicate(timeout=0.5)[0]
        except subprocess.TimeoutExpired:
            if stopping() and not told:
                told = True
                deadline = min(deadline, time.monotonic() + CHILD_GRACE)
                if os.name == "posix":
                    child.send_signal(signal.SIGTERM)
            if time.monotonic() > deadline:
                raise TimeoutError(f"not done after {limit:.0f} seconds") from None


def packed(result: Result) -> str:
    """A result on its way from a child process."""
    again = result.again.isoformat() if result.again else None
    return json.dumps({"detail": result.detail, "again": again})


def unpacked(text: str) -> Result:
    """A result as a child process wrote it."""
    found = json.loads(text)
    again = datetime.fromisoformat(found["again"]) if found["again"] else None
    return Result(found["detail"], again)
