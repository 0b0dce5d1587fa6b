"""Events of committed changes: appended with the change, handled right after the commit.

A handler runs in a unit of work of its own that marks the event done, so its effects in the
database happen exactly once; what a crash leaves behind is picked up by `jobs`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import select, update

from core.kit.context import SYSTEM, Ctx
from core.kit.uow import after_commit, run_in_uow
from data.schema import OutboxEvent

Handler = Callable[[Ctx, dict[str, Any]], None]

MAX_BACKOFF = timedelta(hours=1)
FIRST_BACKOFF = timedelta(seconds=5)
GRACE = timedelta(seconds=3)

_handlers: dict[str, list[Handler]] = defaultdict(list)
log = structlog.get_logger(__name__)


def on_event(name: str) -> Callable[[Handler], Handler]:
    """Register a handler for events called `name`. It must be idempotent by event."""

    def register(handler: Handler) -> Handler:
        if handler not in _handlers[name]:
            _handlers[name].append(handler)
        return handler

    return register


def emit(ctx: Ctx, name: str, payload: dict[str, Any]) -> int:
    """Append an event to the outbox in the running transaction; its id."""
    event = OutboxEvent(name=name, payload=payload, created_at=ctx.now)
    ctx.session.add(event)
    ctx.session.flush()
    ctx.emitted.append(event.id)
    ctx.touched.append(event.id)
    return event.id


def merge_events(ctx: Ctx, *, since: int = 0) -> None:
    """Of the events emitted in this unit of work after the first `since`, those of one name that
    hold nothing but lists of ids become one, so that what follows a large change runs once."""
    statement = select(OutboxEvent).where(OutboxEvent.id.in_(ctx.emitted[since:]))
    first: dict[str, OutboxEvent] = {}
    for event in ctx.session.scalars(statement.order_by(OutboxEvent.id)).all():
        if not all(isinstance(ids, list) for ids in event.payload.values()):
            continue
        kept = first.setdefault(event.name, event)
        if kept is not event:
            kept.payload = {
                key: sorted({*ids, *event.payload.get(key, [])})
                for key, ids in kept.payload.items()
            }
            ctx.session.delete(event)
            ctx.emitted.remove(event.id)
    ctx.session.flush()


def pending_events(ctx: Ctx, *, limit: int = 100) -> list[int]:
    """Ids of events nobody has handled, whose next attempt is due, oldest first.

    Events of the last seconds are left to the process that committed them.
    """
    due = (OutboxEvent.next_attempt_at.is_(None) & (OutboxEvent.created_at <= ctx.now - GRACE)) | (
        OutboxEvent.next_attempt_at <= ctx.now
    )
    statement = (
        select(OutboxEvent.id)
        .where(OutboxEvent.handled_at.is_(None), due)
        .order_by(OutboxEvent.id)
        .limit(limit)
    )
    return list(ctx.session.scalars(statement))


def handle_event(event_id: int) -> bool:
    """Handle one event now. True when this call did it; a failure is logged and put off."""
    try:
        return run_in_uow(SYSTEM, lambda ctx: _claim_and_handle(ctx, event_id))
    except Exception as error:
        log.exception("event_failed", event_id=event_id)
        message = f"{type(error).__name__}: {error}"[:500]
        run_in_uow(SYSTEM, lambda ctx: _put_off(ctx, event_id, message))
        return False


def _claim_and_handle(ctx: Ctx, event_id: int) -> bool:
    claimed = ctx.session.execute(
        update(OutboxEvent)
        .where(OutboxEvent.id == event_id, OutboxEvent.handled_at.is_(None))
        .values(handled_at=ctx.now, error=None)
        .returning(OutboxEvent.name, OutboxEvent.payload)
    ).first()
    if claimed is None:
        return False
    for handler in _handlers[claimed.name]:
        handler(ctx, claimed.payload)
    return True


def _put_off(ctx: Ctx, event_id: int, message: str) -> None:
    attempts = ctx.session.scalar(
        select(OutboxEvent.attempts).where(
            OutboxEvent.id == event_id, OutboxEvent.handled_at.is_(None)
        )
    )
    if attempts is None:
        return
    wait = min(FIRST_BACKOFF * 2 ** min(attempts, 20), MAX_BACKOFF)
    ctx.session.execute(
        update(OutboxEvent)
        .where(OutboxEvent.id == event_id)
        .values(attempts=attempts + 1, next_attempt_at=ctx.now + wait, error=message)
    )


@after_commit
def _handle_emitted(event_ids: list[int]) -> None:
    for event_id in event_ids:
        handle_event(event_id)
