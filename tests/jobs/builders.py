"""Jobs for tests, and what the tables say of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from core.kit.context import SYSTEM
from core.kit.uow import run_in_uow, unit_of_work
from core.operations.jobs import (
    Job,
    Result,
    Run,
    sync_schedule,
)
from data.schema import JobRun, JobSchedule

T0 = datetime(2026, 6, 15, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def job(name: str, run: Callable[[Run], Result] | None = None, **values: Any) -> Job:
    return Job(name, values.pop("every", HOUR), run or (lambda _: Result({"ok": True})), **values)


def synced(*jobs: Job, now: datetime = T0) -> dict[str, datetime]:
    return run_in_uow(SYSTEM, lambda ctx: sync_schedule(ctx, jobs), now=now)


def schedule_row(name: str) -> JobSchedule:
    with unit_of_work(SYSTEM) as ctx:
        return ctx.session.scalars(select(JobSchedule).where(JobSchedule.name == name)).one()


def runs(name: str) -> list[JobRun]:
    with unit_of_work(SYSTEM) as ctx:
        return list(ctx.session.scalars(select(JobRun).where(JobRun.name == name)))
