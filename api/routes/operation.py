"""For the operator: details of health, jobs, backups, audit log, status history."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from starlette.responses import Response

from api.calls import Reading, answer
from api.listing import ListOf, list_answer, list_parameters
from api.resources import needs
from api.routing import new_router
from core.kit.context import Ctx
from core.kit.settings import get_settings
from core.kit.uow import database
from core.kit.version import VERSION
from core.operations import backup, doctor, job_list, logs
from core.operations.backup import BackupFileRow
from core.operations.job_list import JobRow, JobRunRow
from core.operations.logs import AuditRow, StatusChangeRow
from core.operations.measures import measures

router = new_router("operation")
JOBS = needs("jobs.admin")


class Finding(BaseModel):
    """One thing looked at: ok, warn or fail, and what to do."""

    name: str
    state: str
    found: str
    advice: str


class HealthDetails(BaseModel):
    """The worst state of all findings, and the figures of the running product."""

    status: str
    version: str
    database: str
    data_version: int
    findings: list[Finding]
    figures: dict[str, float]


@router.get(
    "/v1/health/details",
    summary="Everything the product knows about its own health",
    description=JOBS,
    response_model=HealthDetails,
)
def get_health_details(call: Reading) -> Response:
    figures, now = call.read(lambda ctx: (measures(ctx), ctx.now))
    with call.language():
        findings = [probe.as_json() for probe in doctor.examine(now)]
    store = database()
    details = {
        "status": _worst({finding["state"] for finding in findings}),
        "version": VERSION,
        "database": store.dialect,
        "data_version": store.version(),
        "findings": findings,
        "figures": figures,
    }
    return answer(details).response()


def _worst(states: set[str]) -> str:
    return next((state for state in ("fail", "warn") if state in states), "ok")


@router.get(
    "/v1/jobs",
    summary="List scheduled jobs",
    description=JOBS,
    response_model=ListOf[JobRow],
    openapi_extra=list_parameters(job_list.JOB_LIST),
)
def list_jobs(call: Reading) -> Response:
    return list_answer(call, job_list.JOB_LIST, job_list.list_jobs)


@router.get(
    "/v1/job-runs",
    summary="List runs of jobs",
    description=JOBS,
    response_model=ListOf[JobRunRow],
    openapi_extra=list_parameters(job_list.JOB_RUN_LIST),
)
def list_job_runs(call: Reading) -> Response:
    return list_answer(call, job_list.JOB_RUN_LIST, job_list.list_job_runs)


@router.get(
    "/v1/backups",
    summary="List the backups in the home folder",
    description=needs("backups.admin"),
    response_model=ListOf[BackupFileRow],
)
def list_backups(call: Reading) -> Response:
    def read(ctx: Ctx) -> dict[str, Any]:
        return {"items": backup.backup_files(ctx, get_settings()), "next_cursor": None}

    return answer(call.read(read)).response()


@router.get(
    "/v1/audit-log",
    summary="List the audit log",
    description=needs("audit.view"),
    response_model=ListOf[AuditRow],
    openapi_extra=list_parameters(logs.AUDIT_LIST),
)
def list_audit_entries(call: Reading) -> Response:
    return list_answer(call, logs.AUDIT_LIST, logs.list_audit_entries)


@router.get(
    "/v1/status-history",
    summary="List changes of status",
    description=needs("anybody signed in") + " Of what one sees.",
    response_model=ListOf[StatusChangeRow],
    openapi_extra=list_parameters(logs.STATUS_HISTORY_LIST),
)
def list_status_changes(call: Reading) -> Response:
    return list_answer(call, logs.STATUS_HISTORY_LIST, logs.list_status_changes)
