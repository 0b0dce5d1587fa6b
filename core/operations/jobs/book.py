"""What is due and what came of it, in the database: `job_schedule` and `job_runs`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update

from core.company import company
from core.kit.context import Ctx
from core.operations.jobs.registry import Job
from data.schema import JobRun, JobSchedule

RUNNING, DONE, FAILED = "running", "done", "failed"
INTERRUPTED = "interrupted"
GRACE = timedelta(minutes=1)  # beyond its limit, before a run counts as interrupted


def sync_schedule(ctx: Ctx, jobs: Iterable[Job]) -> dict[str, datetime]:
    """Write new and changed jobs into the schedule; name -> when each active one is due.

    A run that a crash interrupted is closed as failed once its time is over.
    """
    stored = {row.name: row for row in ctx.session.scalars(select(JobSchedule))}
    for job in jobs:
        every = int(job.every.total_seconds())
        row = stored.get(job.name)
        first = next_time(ctx, job, ctx.now)
        if row is None:
            due = first if job.at else ctx.now
            row = JobSchedule(name=job.name, every_seconds=every, is_active=True, next_run_at=due)
            ctx.session.add(row)
            stored[job.name] = row
        row.every_seconds = every
        row.next_run_at = min(row.next_run_at, first)  # a clock once set wrong delays nothing
        _close_interrupted(ctx, job)
    names = {job.name for job in jobs}
    return {
        name: row.next_run_at for name, row in stored.items() if name in names and row.is_active
    }


def _close_interrupted(ctx: Ctx, job: Job) -> None:
    dead = ctx.session.execute(
        update(JobRun)
        .where(
            JobRun.name == job.name,
            JobRun.result == RUNNING,
            JobRun.started_at < ctx.now - job.limit - GRACE,
        )
        .values(result=FAILED, finished_at=ctx.now, error=INTERRUPTED)
        .returning(JobRun.id)
    ).all()
    if dead:
        ctx.session.flush()
        _note_last(ctx, job, FAILED)


def close_all_interrupted(ctx: Ctx, jobs: Iterable[Job]) -> None:
    """Close every run still noted as running; for the one scheduler, before it runs anything."""
    for job in jobs:
        found = ctx.session.execute(
            update(JobRun)
            .where(JobRun.name == job.name, JobRun.result == RUNNING)
            .values(result=FAILED, finished_at=ctx.now, error=INTERRUPTED)
            .returning(JobRun.id)
        ).all()
        if found:
            _note_last(ctx, job, FAILED)


def wanted_jobs(ctx: Ctx) -> set[str]:
    """Names of jobs somebody asked to run now, active or paused."""
    return set(
        ctx.session.scalars(select(JobSchedule.name).where(JobSchedule.wanted_at.is_not(None)))
    )


def next_time(ctx: Ctx, job: Job, after: datetime) -> datetime:
    """When the job is due after that moment: daily ones at the company's local time."""
    if job.at is None:
        return after + job.every
    zone = ZoneInfo(company(ctx).timezone)
    local = after.astimezone(zone)
    due = datetime.combine(local.date(), job.at, zone)
    if due <= local:
        due = datetime.combine(local.date() + timedelta(days=1), job.at, zone)
    return due.astimezone(after.tzinfo)


def claim(
    ctx: Ctx, job: Job, *, forced: bool = False, wanted: bool = False
) -> tuple[int, datetime] | None:
    """Take a due job and put it ahead in time, before it runs: its run's id and next time.

    None when it is not due, switched off, or another process took it. `forced` takes it anyway,
    `wanted` one that somebody asked for.
    """
    if forced:
        sync_schedule(ctx, [job])
        ctx.session.flush()
    following = next_time(ctx, job, ctx.now)
    statement = update(JobSchedule).where(JobSchedule.name == job.name)
    if wanted:
        statement = statement.where(JobSchedule.wanted_at.is_not(None))
    elif not forced:
        statement = statement.where(JobSchedule.is_active, JobSchedule.next_run_at <= ctx.now)
    noted = {"last_run_at": ctx.now, "last_result": RUNNING, "wanted_at": None}
    taken = ctx.session.execute(
        statement.values(next_run_at=following, **noted).returning(JobSchedule.id)
    ).first()
    if taken is None:
        return None
    run = JobRun(name=job.name, started_at=ctx.now, result=RUNNING)
    ctx.session.add(run)
    ctx.session.flush()
    return run.id, following


def finish(
    ctx: Ctx, job: Job, run_id: int, *, detail: dict[str, Any] | None, error: str | None
) -> None:
    """Note what came of a run."""
    result = FAILED if error else DONE
    ctx.session.execute(
        update(JobRun)
        .where(JobRun.id == run_id)
        .values(result=result, finished_at=ctx.now, detail=detail, error=error)
    )
    _note_last(ctx, job, result)


def put_back(ctx: Ctx, job: Job, run_id: int, *, wanted: bool) -> None:
    """Make a claimed job due again as if nobody had taken it."""
    ctx.session.execute(delete(JobRun).where(JobRun.id == run_id))
    last = ctx.session.execute(
        select(JobRun.started_at, JobRun.result)
        .where(JobRun.name == job.name)
        .order_by(JobRun.id.desc())
        .limit(1)
    ).first()
    started_at, result = last or (None, None)
    ctx.session.execute(
        update(JobSchedule)
        .where(JobSchedule.name == job.name)
        .values(
            next_run_at=ctx.now,
            last_run_at=started_at,
            last_result=result,
            wanted_at=ctx.now if wanted else None,
        )
    )


def note_quiet(
    ctx: Ctx, job: Job, started_at: datetime, *, detail: dict[str, Any] | None, error: str | None
) -> None:
    """Note a run that was not claimed, once it turned out to matter."""
    result = FAILED if error else DONE
    ctx.session.add(
        JobRun(
            name=job.name,
            started_at=started_at,
            finished_at=ctx.now,
            result=result,
            detail=detail,
            error=error,
        )
    )
    ctx.session.execute(
        update(JobSchedule)
        .where(JobSchedule.name == job.name)
        .values(next_run_at=next_time(ctx, job, ctx.now), last_run_at=started_at)
    )
    _note_last(ctx, job, result)


def _note_last(ctx: Ctx, job: Job, result: str) -> None:
    ctx.session.execute(
        update(JobSchedule).where(JobSchedule.name == job.name).values(last_result=result)
    )


def push_waiting(ctx: Ctx, jobs: Iterable[Job]) -> None:
    """Say that jobs waiting for a change are on time; called when the database is open anyway."""
    for job in jobs:
        ctx.session.execute(
            update(JobSchedule)
            .where(JobSchedule.name == job.name, JobSchedule.next_run_at < ctx.now)
            .values(next_run_at=next_time(ctx, job, ctx.now))
        )
