"""What can be asked of `python -m jobs`."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable

from core.kit.clock import utc_now
from core.kit.context import SYSTEM
from core.kit.errors import AppError
from core.kit.listing import ListQuery
from core.kit.logs import configure_logs
from core.kit.settings import get_settings
from core.kit.uow import database, unit_of_work
from core.operations.jobs import Job, Ran, Run, registered, run_job, sync_schedule
from core.operations.jobs.runner import packed
from data import migrate
from jobs.stopping import Stopping

YOUNG = 5.0  # seconds that `once` waits for events just committed by somebody else


def main(arguments: list[str]) -> int:
    """Run a command; the exit code."""
    parser = _parser()
    given = parser.parse_args(arguments)
    if hasattr(time, "tzset"):
        time.tzset()
    try:
        _open()
        command: Callable[[argparse.Namespace], int] = given.command
        return command(given)
    except AppError as error:
        return _refuse(error, as_json=getattr(given, "json", False))
    finally:
        database().close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m jobs", description=__doc__)
    parser.set_defaults(command=_schedule)
    commands = parser.add_subparsers()
    once = commands.add_parser("once", help="run what is due, or one job, now and exit")
    once.add_argument("name", nargs="?")
    once.set_defaults(command=_once)
    listing = commands.add_parser("list", help="jobs with schedule, last run and result")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(command=_list)
    work = commands.add_parser("work", help=argparse.SUPPRESS)
    work.add_argument("name")
    work.set_defaults(command=_work)
    return parser


def _open() -> None:
    configure_logs(get_settings().log_format)
    migrate.upgrade(database(), backup_dir=get_settings().folder("backups"))


def _wire() -> None:
    """Have the features listen to events; the scheduler itself runs none and stays small."""
    from core.start import boot

    boot()


def _refuse(error: AppError, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"error": {"code": error.code, "message": error.text()}}))  # noqa: T201
    else:
        print(error.text(), file=sys.stderr)  # noqa: T201
    return 1


def _schedule(given: argparse.Namespace) -> int:
    from jobs.scheduler import run_scheduler

    with Stopping() as stopping:
        return run_scheduler(stopping)


def _known(name: str) -> Job | None:
    job = registered().get(name)
    if job is None:
        known = ", ".join(registered())
        print(f"There is no job {name}. Known: {known}", file=sys.stderr)  # noqa: T201
    return job


def _once(given: argparse.Namespace) -> int:
    """Run the named job whatever its schedule, or all that are due; 1 when one fails."""
    _wire()
    jobs = registered()
    with unit_of_work(SYSTEM) as ctx:
        sync_schedule(ctx, jobs.values())
    if given.name is None:
        ran = [_run(job, forced=job.quiet) for job in jobs.values()]
    else:
        job = _known(given.name)
        if job is None:
            return 2
        ran = [_run(job, forced=True)]
    return 1 if any(one is not None and one.error for one in ran) else 0


def _run(job: Job, *, forced: bool) -> Ran | None:
    """Run the job; again at once for what it says will be due in a moment."""
    with Stopping() as stopping:
        ran = run_job(job, forced=forced, here=True, stopping=stopping.is_set)
        until = time.monotonic() + YOUNG
        while ran is not None and ran.result.again is not None and not stopping.is_set():
            pause = max(0.05, (ran.result.again - utc_now()).total_seconds())
            if time.monotonic() + pause > until:
                break
            stopping.wait(pause)
            ran = run_job(job, forced=forced, here=True, stopping=stopping.is_set)
        return ran


def _list(given: argparse.Namespace) -> int:
    from core.operations.job_list import list_jobs

    with unit_of_work(SYSTEM) as ctx:
        sync_schedule(ctx, registered().values())
        ctx.session.flush()
        rows = list_jobs(ctx, ListQuery(limit=500)).items
    if given.json:
        print(json.dumps({"jobs": [row.model_dump(mode="json") for row in rows]}))  # noqa: T201
        return 0
    for row in rows:
        last = row.last_run_at.isoformat(timespec="seconds") if row.last_run_at else "-"
        following = row.next_run_at.isoformat(timespec="seconds")
        state = row.last_result or ("-" if row.is_active else "off")
        print(f"{row.name:<12}{row.every_seconds:>8} s  next {following}  last {last}  {state}")  # noqa: T201
    return 0


def _work(given: argparse.Namespace) -> int:
    """The child's side of an isolated job: run it, print what it did as JSON."""
    job = _known(given.name)
    if job is None:
        return 2
    _wire()
    with Stopping(parent=os.getppid()) as stopping:
        result = job.run(Run(utc_now(), stopping.is_set))
    print(packed(result))  # noqa: T201
    return 0
