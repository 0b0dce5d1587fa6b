"""When the clock alone will move an alert: the end of a pending or keep-firing period, of a
snooze, or of the time until people are reminded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import case, func, select

from core.alerts.states import State, Status
from core.kit.context import Ctx
from data.schema import Alert, AlertPending, AlertRule

SOONEST = timedelta(minutes=1)
"""What is overdue, because its rule fails, is not tried without a pause."""
ACTIVE = (AlertRule.is_active, AlertRule.deleted_at.is_(None))


def next_check_at(ctx: Ctx) -> datetime | None:
    """When rules should be checked next even if no data changes; None when nothing waits."""
    moments = [*_pending(ctx), *_open(ctx)]
    return max(min(moments), ctx.now + SOONEST) if moments else None


def _pending(ctx: Ctx) -> Iterable[datetime]:
    statement = (
        select(AlertRule.pending_for, func.min(AlertPending.since))
        .join(AlertRule, AlertRule.id == AlertPending.rule_id)
        .where(*ACTIVE)
        .group_by(AlertRule.id, AlertRule.pending_for)
    )
    for seconds, since in ctx.session.execute(statement):
        yield since + timedelta(seconds=seconds or 0)


def _open(ctx: Ctx) -> Iterable[datetime]:
    waits = (Alert.status == Status.OPEN) & (Alert.state == State.FIRING)
    unseen = waits & Alert.acknowledged_at.is_(None) & Alert.snoozed_until.is_(None)
    statement = (
        select(
            AlertRule.keep_firing_for,
            AlertRule.renotify_every,
            func.min(Alert.recovering_since),
            func.min(case((waits, Alert.snoozed_until))),
            func.min(case((unseen, func.coalesce(Alert.told_at, Alert.created_at)))),
        )
        .join(AlertRule, AlertRule.id == Alert.rule_id)
        .where(Alert.open_key.is_not(None), *ACTIVE)
        .group_by(AlertRule.id, AlertRule.keep_firing_for, AlertRule.renotify_every)
    )
    for keep, remind, recovering, snoozed, told in ctx.session.execute(statement):
        if recovering is not None:
            yield recovering + timedelta(seconds=keep or 0)
        if snoozed is not None:
            yield snoozed
        if told is not None and remind:
            yield told + timedelta(seconds=remind)
