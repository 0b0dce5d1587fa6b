"""What runs by itself, what came of it, and what went out: for administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.kit.settings import get_settings
from core.operations.job_list import (
    JOB_LIST,
    JOB_RUN_LIST,
    JobRow,
    JobRunRow,
    get_job,
    list_job_runs,
    list_jobs,
)
from core.operations.jobs import read_heartbeat
from core.operations.jobs.control import pause_job, resume_job, run_job_soon
from core.operations.jobs.leader import is_some_scheduler_running
from core.operations.jobs.names import JOB_NAMES, RESULT_NAMES
from pages.ui.choices import translated
from pages.ui.deliveries import deliveries
from pages.ui.format import moment
from pages.ui.lists import BulkAction, Column, ListFilter, RecordList, record_list
from pages.ui.notices import toast
from pages.ui.page import page_header
from pages.ui.session import page_uow, submit
from pages.ui.url import close_record, opened_record
from pages.ui.views import view_switch

PAGE = "jobs"
TABS = {"jobs": N_("Jobs"), "deliveries": N_("Delivery log")}
TONES = {"running": "accent", "done": "good", "failed": "bad"}


def schedule(row: JobRow) -> str:
    """How often the job runs."""
    seconds = row.every_seconds
    for size, text in (
        (86400, N_("every {n} d")),
        (3600, N_("every {n} h")),
        (60, N_("every {n} min")),
    ):
        if seconds % size == 0:
            return t(text, n=seconds // size)
    return t("every {n} s", n=seconds)


def state(row: JobRow) -> str:
    """Paused, asked for, or on schedule."""
    if row.wanted_at is not None:
        return "wanted"
    return "active" if row.is_active else "paused"


def seconds_of(row: JobRunRow) -> str:
    """How long a run took."""
    if row.finished_at is None:
        return "–"
    return t("{n} s", n=f"{(row.finished_at - row.started_at).total_seconds():.1f}")


def came(row: JobRunRow) -> str:
    """What a run did, or why it failed."""
    done = ", ".join(f"{name} {value}" for name, value in (row.detail or {}).items())
    return row.error or done or "–"


def named(work: Callable[[Ctx, str], object]) -> Callable[[Ctx, int], object]:
    """`work` on a job found by its number."""
    return lambda ctx, job_id: work(ctx, get_job(ctx, job_id).name)


JOBS = RecordList(
    page=PAGE,
    load=list_jobs,
    listing=JOB_LIST,
    columns=(
        Column("name", texts=JOB_NAMES, label=N_("Job")),
        Column("schedule", value=schedule, label=N_("Schedule"), phone=False),
        Column(
            "state",
            "badge",
            value=state,
            label=N_("Status"),
            texts={"active": N_("Active"), "paused": N_("Paused"), "wanted": N_("Starts soon")},
            tones={"active": "plain", "paused": "warn", "wanted": "accent"},
        ),
        Column("last_run_at", "moment", label=N_("Last run")),
        Column("last_result", "badge", label=N_("Result"), texts=RESULT_NAMES, tones=TONES),
        Column("next_run_at", "moment", label=N_("Next run"), phone=False),
    ),
    actions=(
        BulkAction(
            N_("Run now"),
            named(run_job_soon),
            needs="jobs.admin",
            done=N_("{n} jobs start within seconds."),
            icon=":material/play_arrow:",
        ),
        BulkAction(
            N_("Pause"),
            named(pause_job),
            needs="jobs.admin",
            done=N_("{n} jobs paused."),
            icon=":material/pause:",
        ),
        BulkAction(
            N_("Resume"),
            named(resume_job),
            needs="jobs.admin",
            done=N_("{n} jobs resumed."),
            icon=":material/resume:",
        ),
    ),
    empty=N_("No job has run yet"),
    hint=N_("Jobs appear here once the background process has started."),
    icon=":material/schedule:",
    live=True,
)


def history(job: JobRow) -> RecordList:
    """The runs of one job."""
    return RecordList(
        page="job_runs",
        load=list_job_runs,
        listing=JOB_RUN_LIST,
        columns=(
            Column("started_at", "moment", label=N_("Started")),
            Column("seconds", value=seconds_of, label=N_("Took"), right=True),
            Column("result", "badge", label=N_("Result"), texts=RESULT_NAMES, tones=TONES),
            Column("came", value=came, label=N_("What came of it"), phone=False),
        ),
        filters=(
            ListFilter("result", label=N_("Result"), options=lambda _ctx: translated(RESULT_NAMES)),
        ),
        fixed=(("name", job.name),),
        empty=N_("Nothing to tell yet"),
        hint=N_("Runs that found nothing to do are not kept for jobs that look every few seconds."),
        opens=False,
        export_name=job.name,
        live=True,
    )


def scheduler_state() -> str:
    """Whether the background process is alive."""
    home = get_settings().home
    sign = read_heartbeat(home)
    if not is_some_scheduler_running(home):
        return t("The background process does not run. Start the app with SELFMASTERY_JOBS=auto.")
    if sign is None:
        return t("The background process runs on another machine.")
    return t("The background process runs; last sign of life {moment}.", moment=moment(sign.at))


def do(work: Callable[[Ctx, str], object], name: str, done: str) -> None:
    """One action on the open job."""
    submit(lambda ctx: work(ctx, name))
    toast(done)
    st.rerun()


def job_page(job_id: int) -> None:
    """One job with its history."""
    with page_uow() as ctx:
        job = get_job(ctx, job_id)
    if st.button(t("Jobs"), icon=":material/arrow_back:", type="tertiary", key="jobs.back"):
        close_record()
        st.rerun()
    title = t(JOB_NAMES[job.name]) if job.name in JOB_NAMES else job.name
    with page_header(title, f"{job.name} · {schedule(job)}"):
        if job.is_active and st.button(t("Pause"), icon=":material/pause:", key="jobs.pause"):
            do(pause_job, job.name, t("Paused."))
        if not job.is_active and st.button(
            t("Resume"), icon=":material/resume:", key="jobs.resume"
        ):
            do(resume_job, job.name, t("Resumed."))
        if st.button(t("Run now"), icon=":material/play_arrow:", type="primary", key="jobs.run"):
            do(run_job_soon, job.name, t("It starts within seconds."))
    record_list(history(job), name=title)


def jobs_tab() -> None:
    """The list of jobs under the state of the background process."""
    st.caption(scheduler_state())
    record_list(JOBS, name=t("Jobs"))


DRAW: dict[str, Callable[[], Any]] = {"jobs": jobs_tab, "deliveries": deliveries}

if (opened := opened_record()) is not None:
    job_page(opened)
else:
    with page_header(t("Jobs and deliveries")):
        pass
    DRAW[view_switch(PAGE, TABS, name="tab", label=N_("Show"))]()
