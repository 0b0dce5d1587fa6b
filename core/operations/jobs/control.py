"""What an administrator does with jobs: run now, pause, resume."""

from __future__ import annotations

from sqlalchemy import select

from core.audit import record
from core.kit.context import Ctx
from core.kit.errors import NotFound
from core.kit.events import emit
from core.operations.job_list import JobRow
from core.operations.jobs.book import next_time
from core.operations.jobs.registry import registered
from data.schema import JobSchedule


def run_job_soon(ctx: Ctx, name: str) -> JobRow:
    """Have the scheduler run the job within seconds, also a paused one; needs `jobs.admin`.

    Asking again before it has begun changes nothing. Raises NotFound.
    """
    row = _load(ctx, name)
    if row.wanted_at is None:
        row.wanted_at = ctx.now
        _note(ctx, row, "job.wanted")
    return JobRow.model_validate(row)


def pause_job(ctx: Ctx, name: str) -> JobRow:
    """Have it run no more until resumed; what runs is finished. Needs `jobs.admin`."""
    row = _load(ctx, name)
    if row.is_active:
        row.is_active = False
        _note(ctx, row, "job.paused")
    return JobRow.model_validate(row)


def resume_job(ctx: Ctx, name: str) -> JobRow:
    """Have it run on schedule again, from its next time on. Needs `jobs.admin`."""
    row = _load(ctx, name)
    if not row.is_active:
        row.is_active = True
        row.next_run_at = max(row.next_run_at, next_time(ctx, registered()[name], ctx.now))
        _note(ctx, row, "job.resumed")
    return JobRow.model_validate(row)


def _load(ctx: Ctx, name: str) -> JobSchedule:
    ctx.require("jobs.admin")
    row = ctx.session.scalars(select(JobSchedule).where(JobSchedule.name == name)).first()
    if row is None or name not in registered():
        raise NotFound
    return row


def _note(ctx: Ctx, row: JobSchedule, action: str) -> None:
    """Audit it, and move the data version, which the scheduler watches."""
    ctx.session.flush()
    record(ctx, action, "job", row.name)
    emit(ctx, "jobs.changed", {"job": row.name})
