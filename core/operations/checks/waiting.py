"""Nothing waits that should long have been done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import String, cast, func, or_, select

from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.notifications.channels import active_channels
from core.operations.checks.kinds import EXAMPLES, Check, Finding
from data.schema import ChannelState, Delivery, ImportBatch, OutboxEvent

PATIENCE = timedelta(hours=1)


def _events(ctx: Ctx) -> Iterable[Finding]:
    late = OutboxEvent.handled_at.is_(None), OutboxEvent.created_at < ctx.now - PATIENCE
    message = t(N_("events older than an hour that nobody has handled; is `jobs` running?"))
    yield from _late(ctx, "events.unhandled", message, OutboxEvent.id, *late)


def _deliveries(ctx: Ctx) -> Iterable[Finding]:
    """What waits for a channel that is off or fails is not the scheduler's fault."""
    failing = select(ChannelState.channel).where(ChannelState.failing_since.is_not(None))
    is_open = Delivery.channel.in_(active_channels(ctx)) & Delivery.channel.not_in(failing)
    since = func.coalesce(Delivery.next_attempt_at, Delivery.created_at)
    overdue = or_(
        (Delivery.state == "pending") & (since < ctx.now - PATIENCE) & is_open,
        (Delivery.state == "sending") & (since < ctx.now - PATIENCE),
    )
    message = t(N_("deliveries more than an hour overdue; is `jobs` running?"))
    yield from _late(ctx, "deliveries.overdue", message, Delivery.id, overdue)


def _imports(ctx: Ctx) -> Iterable[Finding]:
    stuck = ImportBatch.state == "committing", ImportBatch.updated_at < ctx.now - PATIENCE
    message = t(N_("imports that have been in the middle of their commit for over an hour"))
    yield from _late(ctx, "imports.stuck", message, ImportBatch.id, *stuck)


def _late(ctx: Ctx, name: str, message: str, key: Any, *late: Any) -> Iterable[Finding]:
    rows = ctx.session.execute(
        select(cast(key, String), func.count().over().label("total"))
        .where(*late)
        .order_by(key)
        .limit(EXAMPLES)
    ).all()
    if rows:
        yield Finding(name, message, rows[0].total, tuple(row[0] for row in rows))


CHECKS = (
    Check("events", _events),
    Check("deliveries", _deliveries),
    Check("imports.stuck", _imports),
)
