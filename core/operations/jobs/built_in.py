"""The jobs of the product itself. What they call is imported when they run."""

from __future__ import annotations

import os
from datetime import datetime, time, timedelta

from sqlalchemy import delete, func, select, type_coerce

from core.kit.context import SYSTEM, Ctx
from core.kit.events import GRACE, handle_event, pending_events
from core.kit.settings import get_settings
from core.kit.uow import database, run_in_uow
from core.operations.jobs.registry import Job, Result, Run, register
from data.schema import AuditEntry, AuditSeal, ChannelState, Delivery, JobRun, OutboxEvent, Setting
from data.schema.base import UtcDateTime

HISTORY_KEPT_FOR = timedelta(days=90)
CHANNEL = "channels."  # begins the keys of channels' settings
ABANDONED_AFTER = timedelta(minutes=30)
SEAL_AGAIN = timedelta(seconds=60)


def handle_outbox(run: Run) -> Result:
    """Handle events that a crash or a failure left behind."""
    handled = failed = 0
    while not run.stopping() and (waiting := run_in_uow(SYSTEM, pending_events)):
        for event_id in waiting:
            if run.stopping():
                break
            if handle_event(event_id):
                handled += 1
            else:
                failed += 1
    again = run_in_uow(SYSTEM, next_event_at)
    worked = handled or failed
    return Result({"handled": handled, "failed": failed} if worked else None, again)


def no_event_due(run: Run) -> Result | None:
    """The answer when no event waits, or none is due yet."""
    again = run_in_uow(SYSTEM, next_event_at)
    return None if again is not None and again <= run.now else Result(None, again)


def next_event_at(ctx: Ctx) -> datetime | None:
    """When the next unhandled event is due; None when there is none."""
    first_try, retry = ctx.session.execute(
        select(
            func.min(OutboxEvent.created_at).filter(OutboxEvent.next_attempt_at.is_(None)),
            func.min(OutboxEvent.next_attempt_at),
        ).where(OutboxEvent.handled_at.is_(None))
    ).one()
    moments = [retry, first_try + GRACE if first_try else None]
    return min((moment for moment in moments if moment), default=None)


def check_rules(run: Run) -> Result:
    """Evaluate all active alert rules: what events do not tell, such as a new day, and what the
    clock alone moves, such as the end of a pending period."""
    from core.alerts import check_alerts, next_check_at

    found = check_alerts().model_dump()
    return Result(found, run_in_uow(SYSTEM, next_check_at))


def seal_audit_log(run: Run) -> Result:
    """Seal what has been appended to the audit log."""
    from core.audit import seal_entries

    def seal(ctx: Ctx) -> tuple[int, bool]:
        sealed = seal_entries(ctx)
        ctx.session.flush()
        last = ctx.session.scalar(select(func.max(AuditSeal.last_entry_id))) or 0
        newest = ctx.session.scalar(select(func.max(AuditEntry.id))) or 0
        return sealed, newest > last

    sealed, waiting = run_in_uow(SYSTEM, seal)
    again = run.now + SEAL_AGAIN if waiting else None
    return Result({"sealed": sealed} if sealed else None, again)


def forget_old(run: Run) -> Result:
    """Remove ended sessions, stale login attempts, answers to repeats, old runs and queries."""
    from core.analytics import forget_old_runs
    from core.identity import forget_old_sessions
    from core.kit.idempotency import forget_old_answers

    def forget(ctx: Ctx) -> dict[str, int]:
        old = JobRun.started_at < ctx.now - HISTORY_KEPT_FOR
        runs = ctx.session.execute(delete(JobRun).where(old).returning(JobRun.id)).all()
        done = Delivery.sent_at < ctx.now - HISTORY_KEPT_FOR
        sent = ctx.session.execute(delete(Delivery).where(done).returning(Delivery.id)).all()
        return {
            "sessions": forget_old_sessions(ctx),
            "answers": forget_old_answers(ctx),
            "job_runs": len(runs),
            "deliveries": len(sent),
            "query_runs": forget_old_runs(ctx),
        }

    return Result(run_in_uow(SYSTEM, forget))


def publish_snapshot(run: Run) -> Result:
    """Publish the analysts' file when data has changed since the last one."""
    from core.analytics import publish_if_changed

    published = publish_if_changed(database(), get_settings().snapshot_file)
    if published is None:
        return Result()
    return Result({"rows": sum(published.tables.values()), "seconds": published.seconds})


def send_deliveries(run: Run) -> Result:
    """Send what people are told on channels to the outside."""
    from core.notifications.deliveries import next_delivery_at, send_waiting

    sent = send_waiting(stopping=run.stopping)
    return Result(sent.as_detail(), run_in_uow(SYSTEM, next_delivery_at))


def no_delivery_due(run: Run) -> Result | None:
    """The answer when no message waits, or none is due yet; looked up without any feature."""
    again = run_in_uow(SYSTEM, next_message_at)
    return None if again is not None and again <= run.now else Result(None, again)


def next_message_at(ctx: Ctx) -> datetime | None:
    """When a waiting message is due, on a channel that is on and not down; None without one."""
    settings = select(Setting.key, Setting.value).where(Setting.key.like(f"{CHANNEL}%"))
    on = [
        key.removeprefix(CHANNEL)
        for key, value in ctx.session.execute(settings)
        if isinstance(value, dict) and value.get("enabled")
    ]
    wait = func.coalesce(ChannelState.next_attempt_at, Delivery.next_attempt_at)
    moment = type_coerce(func.min(func.greatest(Delivery.next_attempt_at, wait)), UtcDateTime())
    due: datetime | None = ctx.session.scalar(
        select(moment)
        .outerjoin(ChannelState, ChannelState.channel == Delivery.channel)
        .where(Delivery.state.in_(("pending", "sending")), Delivery.channel.in_(on))
    )
    return due


def note_delays(run: Run) -> Result:
    """Mark milestones whose planned day has passed."""
    from core.projects import mark_delayed

    delayed = run_in_uow(SYSTEM, mark_delayed)
    return Result({"delayed": delayed} if delayed else None)


def back_up(run: Run) -> Result:
    """Make the nightly backup, verify it, and remove what is no longer kept."""
    from core.operations.backup import create_backup, note_backup, prune_backups

    settings = get_settings()
    made = create_backup(database(), settings, run.now)
    run_in_uow(SYSTEM, lambda ctx: note_backup(ctx, made))
    removed = prune_backups(settings, run.now)
    return Result({"file": made.file, "bytes": made.bytes, "removed": len(removed)})


def clear_spool(run: Run) -> Result:
    """Say which imports a crash has ended, and remove what was abandoned in the spool."""
    from core.finance.imports.batches import clean_spool, recover_imports

    ended = run_in_uow(SYSTEM, lambda ctx: recover_imports(ctx, idle_for=ABANDONED_AFTER))
    cleared = clean_spool(run.now)
    done = {"interrupted": len(ended), "cleared": cleared}
    return Result(done if ended or cleared else None)


def take_in_inbox(run: Run) -> Result:
    """Import what was dropped into the inbox folder."""
    from core.finance.imports.inbox import sweep_inbox

    return Result(sweep_inbox(SYSTEM, run.now, stopping=run.stopping) or None)


def inbox_is_empty(run: Run) -> Result | None:
    """The answer when nothing waits in the inbox folder; looked up without any feature."""
    folder = get_settings().home / "inbox"
    files = folder.is_dir() and any(
        entry.is_file() and not entry.name.startswith(".") for entry in os.scandir(folder)
    )
    return None if files else Result()


BUILT_IN = (
    Job(
        "outbox",
        timedelta(seconds=2),
        handle_outbox,
        on_change=True,
        settle=GRACE,
        anyway=timedelta(seconds=60),
        quiet=True,
        isolated=True,
        probe=no_event_due,
    ),
    Job(
        "alerts",
        timedelta(minutes=5),
        check_rules,
        on_change=True,
        anyway=timedelta(hours=1),
        isolated=True,
    ),
    Job(
        "deliveries",
        timedelta(seconds=2),
        send_deliveries,
        on_change=True,
        anyway=timedelta(minutes=1),
        quiet=True,
        isolated=True,
        probe=no_delivery_due,
    ),
    Job("seals", timedelta(minutes=1), seal_audit_log, on_change=True, quiet=True),
    Job(
        "snapshot",
        timedelta(minutes=10),
        publish_snapshot,
        on_change=True,
        anyway=timedelta(hours=1),  # a new day changes what is overdue
        quiet=True,
        isolated=True,
        limit=timedelta(hours=1),
    ),
    Job(
        "inbox",
        timedelta(seconds=10),
        take_in_inbox,
        quiet=True,
        isolated=True,
        probe=inbox_is_empty,
        limit=timedelta(hours=1),
    ),
    Job(
        "milestones",
        timedelta(days=1),
        note_delays,
        at=time(0, 5),
        quiet=True,
        isolated=True,
    ),
    Job("sessions", timedelta(days=1), forget_old, at=time(3, 30)),
    Job(
        "backup",
        timedelta(days=1),
        back_up,
        at=time(2, 0),
        isolated=True,
        limit=timedelta(hours=3),
    ),
    Job("spool", timedelta(hours=1), clear_spool, quiet=True, isolated=True),
)

for built_in in BUILT_IN:
    register(built_in)
