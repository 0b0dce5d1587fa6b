"""What people do with an alert: see to it, pass it on, close it, put it off, open it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.alerts.queries import get_alert, visible_alerts
from core.alerts.rules import LEVELS, Severity
from core.alerts.schemas import AlertRow
from core.alerts.states import STATUS_CHANGES, Reason, Status
from core.audit import change_row, load_row, record_status
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid, NotPermitted
from core.kit.events import emit
from core.kit.i18n import N_
from core.notifications import Level, Message, notify
from data.schema import Alert, AlertRule, AlertTransition, User

ASSIGNED = N_("{person} assigned you an alert: {rule}, {target}")


def acknowledge_alert(ctx: Ctx, alert_id: int, *, expected_version: int | None = None) -> AlertRow:
    """Say that somebody looks into it. Raises Conflict when it has recovered."""
    row = _mine_to_handle(ctx, alert_id)
    _refuse_resolved(row)
    values = {"acknowledged_by": ctx.actor.user_id, "acknowledged_at": ctx.now}
    return _change(ctx, row, values, Reason.ACKNOWLEDGED, expected_version)


def assign_alert(
    ctx: Ctx, alert_id: int, user_id: int | None, *, expected_version: int | None = None
) -> AlertRow:
    """Give it to a person, who is told and sees it from now on; None takes it back.

    Raises Invalid for somebody who does not exist or is disabled.
    """
    row = _mine_to_handle(ctx, alert_id)
    person = None if user_id is None else ctx.session.get(User, user_id)
    if user_id is not None and (person is None or not person.is_active):
        message = N_("There is no such active person.")
        raise Invalid("alert.assignee", message, fields={"user_id": message})
    changed = _change(ctx, row, {"assigned_to": user_id}, Reason.ASSIGNED, expected_version)
    if user_id is not None and user_id != ctx.actor.user_id:
        _tell_assignee(ctx, row, user_id)
    return changed


def handle_alert(
    ctx: Ctx, alert_id: int, remarks: str, *, expected_version: int | None = None
) -> AlertRow:
    """Close it with what was done. It is not raised again before the figure has recovered."""
    return _close(ctx, alert_id, Reason.HANDLED, remarks, expected_version)


def ignore_alert(
    ctx: Ctx, alert_id: int, reason: str, *, expected_version: int | None = None
) -> AlertRow:
    """Close it because nothing needs doing. Raises Invalid without a reason."""
    if not reason.strip():
        message = N_("Say why this alert can be ignored.")
        raise Invalid("alert.no_reason", message, fields={"reason": message})
    return _close(ctx, alert_id, Reason.IGNORED, reason, expected_version)


def snooze_alert(
    ctx: Ctx, alert_id: int, until: datetime, *, expected_version: int | None = None
) -> AlertRow:
    """Put it off until a moment to come. Raises Invalid, Conflict when it has recovered."""
    row = _mine_to_handle(ctx, alert_id)
    _refuse_resolved(row)
    if until <= ctx.now:
        message = N_("Choose a moment that lies ahead.")
        raise Invalid("alert.snooze", message, fields={"until": message})
    return _change(ctx, row, {"snoozed_until": until}, Reason.SNOOZED, expected_version)


def reactivate_alert(ctx: Ctx, alert_id: int, *, expected_version: int | None = None) -> AlertRow:
    """Open a closed or snoozed alert again. Raises Conflict when it has recovered or is open."""
    row = _mine_to_handle(ctx, alert_id)
    _refuse_resolved(row)
    values: dict[str, Any] = {"snoozed_until": None}
    if row.status != Status.OPEN:
        values |= {"handled_by": None, "handled_at": None}
        values["status"] = _next_status(row, Reason.REACTIVATED)
    elif row.snoozed_until is None:
        raise Conflict("alert.is_open", N_("This alert is open already."))
    return _change(ctx, row, values, Reason.REACTIVATED, expected_version)


def _close(
    ctx: Ctx, alert_id: int, reason: Reason, remarks: str, expected_version: int | None
) -> AlertRow:
    row = _mine_to_handle(ctx, alert_id)
    values = {
        "status": _next_status(row, reason),
        "handled_by": ctx.actor.user_id,
        "handled_at": ctx.now,
        "remarks": remarks.strip()[:10_000] or None,
        "snoozed_until": None,
    }
    return _change(ctx, row, values, reason, expected_version)


def _mine_to_handle(ctx: Ctx, alert_id: int) -> Alert:
    """The alert, where the actor may handle it or has it assigned.

    Raises NotFound for one they cannot see, NotPermitted for one they may only see.
    """
    row = load_row(ctx, Alert, alert_id, visible_alerts(ctx))
    may = select(Alert.id).where(Alert.id == alert_id, visible_alerts(ctx, "alerts.handle"))
    if ctx.session.scalar(may) is None:
        raise NotPermitted(action="alerts.handle")
    return row


def _refuse_resolved(row: Alert) -> None:
    if row.resolved_at is not None:
        raise Conflict(
            "alert.resolved",
            N_("The figure has recovered. Should it go bad again, there will be a new alert."),
        )


def _next_status(row: Alert, reason: Reason) -> str:
    after = STATUS_CHANGES[reason].get(Status(row.status))
    if after is None:
        raise Conflict("alert.status", N_("This alert has been closed already."))
    return str(after)


def _change(
    ctx: Ctx, row: Alert, values: dict[str, Any], reason: Reason, expected_version: int | None
) -> AlertRow:
    status, version = row.status, row.version
    change_row(ctx, row, "alert", values, expected_version=expected_version, action=str(reason))
    if row.version != version:
        _append_history(ctx, row, status, reason)
    return get_alert(ctx, row.id)


def _append_history(ctx: Ctx, row: Alert, status: str, reason: Reason) -> None:
    changed = row.status != status
    ctx.session.add(
        AlertTransition(
            alert_id=row.id,
            from_state=status if changed else row.state,
            to_state=row.status if changed else row.state,
            reason=str(reason),
            evaluated_at=ctx.now,
            changed_by=ctx.actor.user_id,
        )
    )
    if changed:
        record_status(ctx, "alert", row.id, status, row.status, row.remarks)
    ctx.session.flush()
    emit(ctx, "alerts.changed", {"alert_ids": [row.id], "reason": str(reason)})


def _tell_assignee(ctx: Ctx, row: Alert, user_id: int) -> None:
    rule = ctx.session.scalar(select(AlertRule.name).where(AlertRule.id == row.rule_id))
    params = {
        "person": ctx.actor.display_name or ctx.actor.name,
        "rule": rule or "",
        "target": row.target_name or "",
    }
    level = Level(LEVELS[Severity(row.severity)])
    notify(ctx, [Message(user_id, ASSIGNED, params, level=level, alert_id=row.id)])
