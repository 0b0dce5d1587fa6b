"""Reading the schedule of jobs and their last runs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.audit import load_row
from core.kit.context import Ctx
from core.kit.inputs import Row
from core.kit.listing import ListQuery, ListSpec, Page, equals, list_page, parse_bool
from data.schema import JobRun, JobSchedule


class JobRow(Row):
    """A scheduled job: when it is due, when it ran, what came of it."""

    id: int
    name: str
    every_seconds: int
    is_active: bool
    next_run_at: datetime
    last_run_at: datetime | None
    last_result: str | None
    wanted_at: datetime | None


class JobRunRow(Row):
    """One run of a job; `result` is running, done or failed."""

    id: int
    name: str
    started_at: datetime
    finished_at: datetime | None
    result: str
    detail: dict[str, Any] | None
    error: str | None


JOB_LIST = ListSpec(
    key=JobSchedule.id,
    sorts={"name": JobSchedule.name, "next_run_at": JobSchedule.next_run_at},
    default_sort="name",
    filters={
        "name": equals(JobSchedule.name),
        "is_active": equals(JobSchedule.is_active, parse_bool),
        "last_result": equals(JobSchedule.last_result),
    },
    search=(JobSchedule.name,),
)
JOB_RUN_LIST = ListSpec(
    key=JobRun.id,
    sorts={"id": JobRun.id},
    default_sort="-id",
    filters={"name": equals(JobRun.name), "result": equals(JobRun.result)},
    search=(JobRun.name,),
)


def list_jobs(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[JobRow]:
    """Scheduled jobs by name. Needs `jobs.admin`."""
    ctx.require("jobs.admin")
    return list_page(
        ctx,
        select(JobSchedule),
        JOB_LIST,
        query,
        lambda row: JobRow.model_validate(row.JobSchedule),
        with_total=with_total,
    )


def get_job(ctx: Ctx, job_id: int) -> JobRow:
    """One scheduled job. Needs `jobs.admin`. Raises NotFound."""
    ctx.require("jobs.admin")
    return JobRow.model_validate(load_row(ctx, JobSchedule, job_id))


def list_job_runs(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[JobRunRow]:
    """Runs of jobs, the latest first. Needs `jobs.admin`."""
    ctx.require("jobs.admin")
    return list_page(
        ctx,
        select(JobRun),
        JOB_RUN_LIST,
        query,
        lambda row: JobRunRow.model_validate(row.JobRun),
        with_total=with_total,
    )
