"""The company's side: database, jobs, channels, backups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from core.company import company
from core.identity import has_users, operator
from core.kit.context import Ctx
from core.kit.errors import AppError
from core.kit.i18n import N_, t
from core.kit.settings import Settings
from core.kit.uow import database, unit_of_work
from core.notifications.deliveries import channel_states
from core.operations.backup import last_verified
from core.operations.doctor.rows import Probe, fail, ok, warn
from core.operations.jobs import read_heartbeat
from core.operations.jobs.leader import is_some_scheduler_running
from data import migrate
from data.database import DUCKDB_PREFIX
from data.errors import DataError
from data.schema import JobSchedule, OutboxEvent

LATE = timedelta(minutes=10)
HISTORY = "python -m jobs list"
BACKUP_AGE = timedelta(days=2)


def probes(settings: Settings, now: datetime) -> Iterator[Probe]:
    """All of the company; without a database only that."""
    found, revision = _database(settings)
    yield found
    if revision == migrate.head():
        with unit_of_work(operator(), now=now) as ctx:
            yield _set_up(ctx)
            yield _jobs(ctx, settings)
            yield _events(ctx)
            yield _channels(ctx)
    yield _backups(settings, now)


def _database(settings: Settings) -> tuple[Probe, str | None]:
    from core.operations.place import masked

    place = masked(settings.url)
    file = Path(settings.url.removeprefix(DUCKDB_PREFIX))
    advice = t(N_("Set it up with: manage.py init"))
    if settings.url.startswith(DUCKDB_PREFIX) and not file.exists():
        return warn("database", t(N_("not set up yet ({place})"), place=place), advice), None
    try:
        revision = migrate.current(database())
    except (AppError, DataError, OSError) as error:
        reachable = t(N_("Check DATABASE_URL, the file's owner, and that no other program has it."))
        return fail("database", str(error), reachable), None
    if revision is None:
        return warn("database", t(N_("not set up yet ({place})"), place=place), advice), None
    if revision not in migrate.revisions():
        newer = t(N_("It is of a newer version. Update the program."))
        return fail("database", f"{place} ({revision})", newer), revision
    if revision != migrate.head():
        older = t(N_("Run: manage.py migrate"))
        return warn("database", f"{place} ({revision})", older), revision
    return ok("database", f"{place} ({revision})"), revision


def _set_up(ctx: Ctx) -> Probe:
    if not has_users(ctx):
        return warn("company", t(N_("nobody can sign in yet")), t(N_("Run: manage.py init")))
    row = company(ctx)
    return ok("company", f"{row.name}, {row.currency}, {row.timezone}")


def _jobs(ctx: Ctx, settings: Settings) -> Probe:
    advice = t(N_("Start the app with SELFMASTERY_JOBS=auto, or run: python -m jobs"))
    sign = read_heartbeat(settings.home)
    if not is_some_scheduler_running(settings.home):
        return warn("jobs", t(N_("not running")), advice)
    late = ctx.session.scalars(
        select(JobSchedule.name)
        .where(JobSchedule.is_active, JobSchedule.next_run_at < ctx.now - LATE)
        .order_by(JobSchedule.name)
    ).all()
    moment = sign.at.isoformat(timespec="seconds") if sign else "?"
    found = t(N_("running, last sign of life {moment}"), moment=moment)
    failing = ctx.session.scalars(
        select(JobSchedule.name)
        .where(JobSchedule.is_active, JobSchedule.last_result == "failed")
        .order_by(JobSchedule.name)
    ).all()
    if failing:
        return warn("jobs", f"{found}; {t(N_('failed last'))}: {', '.join(failing)}", HISTORY)
    if late:
        return warn("jobs", f"{found}; {t(N_('overdue'))}: {', '.join(late)}", advice)
    return ok("jobs", found)


def _events(ctx: Ctx) -> Probe:
    waiting = ctx.session.scalar(
        select(func.count())
        .select_from(OutboxEvent)
        .where(OutboxEvent.handled_at.is_(None), OutboxEvent.created_at < ctx.now - LATE)
    )
    found = t(N_("{count} events waiting"), count=waiting or 0)
    if waiting:
        return warn("events", found, t(N_("`python -m jobs once` handles them.")))
    return ok("events", found)


def _channels(ctx: Ctx) -> Probe:
    said, advice = [t(N_("in-app"))], ""
    for channel in channel_states(ctx):
        if not channel.is_on:
            said.append(t(N_("{channel} off"), channel=channel.channel))
            continue
        counted = t(
            N_("{channel} on, {waiting} waiting, {failed} failed"),
            channel=channel.channel,
            waiting=channel.waiting,
            failed=channel.failed,
        )
        said.append(counted)
        if channel.failing_since is not None:
            since = channel.failing_since.isoformat(timespec="seconds")
            said.append(
                t(N_("fails since {since}: {reason}"), since=since, reason=channel.error or "")
            )
            advice = t(N_("Check the mail settings, and the mail server."))
        elif channel.failed:
            advice = t(N_("See the delivery log."))
    found = "; ".join(said)
    return warn("channels", found, advice) if advice else ok("channels", found)


def _backups(settings: Settings, now: datetime) -> Probe:
    last = last_verified(settings)
    advice = t(N_("Run: manage.py backup"))
    if last is None:
        return warn("backup", t(N_("no verified backup")), advice)
    found = t(N_("last verified backup {moment}"), moment=last.isoformat(timespec="seconds"))
    return warn("backup", found, advice) if now - last > BACKUP_AGE else ok("backup", found)
