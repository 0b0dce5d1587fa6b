"""Verdicts become rows: alerts, their transitions, status history and notifications, all in the
running transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.alerts.evaluation import Verdict
from core.alerts.loading import OpenAlert
from core.alerts.states import Act, Decision, Reason, State, Status, status_on_resolve
from core.alerts.telling import Raised, tell
from core.kit.context import Ctx
from core.kit.events import emit
from data.rows import insert_rows, update_rows
from data.schema import Alert, AlertTransition, StatusChange

MOST = Decimal(10**16 - 1)
EIGHT = Decimal("0.00000001")
SHOWN_IDS = 200


@dataclass(frozen=True)
class Written:
    """Ids of alerts raised, resolved, and with a new value."""

    raised: tuple[int, ...] = ()
    resolved: tuple[int, ...] = ()
    updated: tuple[int, ...] = ()


def write(ctx: Ctx, verdicts: Sequence[Verdict]) -> Written:
    """Write what was decided; an alert that another evaluation wrote first is left alone."""
    of = {act: [one for one in verdicts if one.decision.act is act] for act in Act}
    written = Written(
        _raise(ctx, of[Act.RAISE]), _resolve(ctx, of[Act.RESOLVE]), _keep(ctx, of[Act.KEEP])
    )
    announce(ctx, written)
    return written


def announce(ctx: Ctx, written: Written) -> None:
    """Emit `alerts.changed`, which also moves the data version."""
    payload = {
        "raised": list(written.raised[:SHOWN_IDS]),
        "resolved": list(written.resolved[:SHOWN_IDS]),
        "updated": len(written.updated),
    }
    if any(payload.values()):
        emit(ctx, "alerts.changed", payload)


def _raise(ctx: Ctx, verdicts: Sequence[Verdict]) -> tuple[int, ...]:
    by_key = {_open_key(one): one for one in verdicts}
    inserted = insert_rows(
        ctx.session,
        Alert.__table__,  # type: ignore[arg-type]
        [_alert_row(ctx, key, one) for key, one in by_key.items()],
        skip_taken="open_key",
        returning=("id", "open_key"),
    )
    raised = [(row.id, by_key[row.open_key]) for row in sorted(inserted, key=lambda row: row.id)]
    _append_transitions(
        ctx, [(alert_id, one.decision, _stored(_value(one))) for alert_id, one in raised]
    )
    _append_statuses(
        ctx, [(alert_id, None, Status.OPEN, Reason.BREACHED) for alert_id, _ in raised]
    )
    told = [
        Raised(alert_id, one.rule, one.reading)
        for alert_id, one in raised
        if one.reading is not None and one.decision.notifies
    ]
    tell(ctx, told)
    return tuple(alert_id for alert_id, _ in raised)


def _open_key(one: Verdict) -> str:
    assert one.reading is not None
    return f"{one.rule.id}:{one.rule.target_type}:{one.reading.target_id}"


def _value(one: Verdict) -> Decimal:
    assert one.reading is not None
    assert one.reading.value is not None
    return one.reading.value


def _stored(value: Decimal) -> Decimal:
    """As many places as the column has; what is beyond it stands at its end, so that one absurd
    sum does not keep every other alert from being written."""
    return max(-MOST, min(MOST, value)).quantize(EIGHT)


def _alert_row(ctx: Ctx, key: str, one: Verdict) -> dict[str, Any]:
    reading, rule = one.reading, one.rule
    assert reading is not None
    return {
        "rule_id": rule.id,
        "target_type": str(rule.target_type),
        "target_id": reading.target_id,
        "target_name": reading.target_name,
        "department_id": reading.department_id,
        "project_id": reading.project_id,
        "severity": str(rule.severity),
        "current_value": _stored(_value(one)),
        "threshold": rule.limit.threshold,
        "status": str(Status.OPEN),
        "state": str(State.FIRING),
        "open_key": key,
        "created_at": one.decision.evaluated_at,
        "updated_at": one.decision.evaluated_at,
        "version": 1,
    }


def _keep(ctx: Ctx, verdicts: Sequence[Verdict]) -> tuple[int, ...]:
    rows = []
    for one in verdicts:
        alert = one.open_alert
        assert alert is not None
        value, threshold = _stored(_value(one)), one.rule.limit.threshold
        if (value, threshold) != (alert.current_value, alert.threshold):
            rows.append(
                {
                    "id": alert.id,
                    "current_value": value,
                    "threshold": threshold,
                    "updated_at": one.decision.evaluated_at,
                }
            )
    updated = update_rows(ctx.session, Alert.__table__, rows, only="open_key IS NOT NULL")  # type: ignore[arg-type]
    return tuple(row.id for row in updated)


def _resolve(ctx: Ctx, verdicts: Sequence[Verdict]) -> tuple[int, ...]:
    values = {
        one.open_alert.id: _stored(one.reading.value)
        if one.reading is not None and one.reading.value is not None
        else None
        for one in verdicts
        if one.open_alert
    }
    return resolve(
        ctx, [(one.open_alert, one.decision) for one in verdicts if one.open_alert], values
    )


def resolve(
    ctx: Ctx,
    ending: Sequence[tuple[OpenAlert, Decision]],
    values: dict[int, Decimal | None] | None = None,
) -> tuple[int, ...]:
    """End alerts: the state is resolved, an open one becomes handled by the system."""
    still = [(alert, end) for alert, end in ending if alert.status is not Status.OPEN]
    handled = [(alert, end) for alert, end in ending if alert.status is Status.OPEN]
    done = {*_end(ctx, still, {}), *_end(ctx, handled, {"handled_at": ctx.now})}
    ended = [(alert, end) for alert, end in ending if alert.id in done]
    _append_transitions(ctx, [(a.id, end, (values or {}).get(a.id)) for a, end in ended])
    _append_statuses(
        ctx,
        [
            (alert.id, alert.status, Status.HANDLED, end.reason)
            for alert, end in ended
            if alert.status is Status.OPEN
        ],
    )
    return tuple(sorted(done))


def _end(
    ctx: Ctx, ending: Sequence[tuple[OpenAlert, Decision]], extra: dict[str, Any]
) -> list[int]:
    rows = [
        {
            "id": alert.id,
            "state": str(State.RESOLVED),
            "status": str(status_on_resolve(alert.status)),
            "open_key": None,
            "resolved_at": end.evaluated_at,
            "updated_at": end.evaluated_at,
            "version": alert.version + 1,
            **extra,
            **({"remarks": str(end.reason)} if extra else {}),
        }
        for alert, end in ending
    ]
    unchanged = 'open_key IS NOT NULL AND "alerts".version = given.given_version - 1'
    updated = update_rows(ctx.session, Alert.__table__, rows, only=unchanged)  # type: ignore[arg-type]
    return [row.id for row in updated]


def _append_transitions(ctx: Ctx, changes: Sequence[tuple[int, Decision, Decimal | None]]) -> None:
    rows = [
        {
            "alert_id": alert_id,
            "from_state": str(decision.before),
            "to_state": str(decision.after),
            "reason": str(decision.reason),
            "value": value,
            "evaluated_at": decision.evaluated_at,
        }
        for alert_id, decision, value in changes
    ]
    insert_rows(ctx.session, AlertTransition.__table__, rows)  # type: ignore[arg-type]


def _append_statuses(
    ctx: Ctx, changes: Sequence[tuple[int, Status | None, Status, Reason | None]]
) -> None:
    rows = [
        {
            "target_type": "alert",
            "target_id": alert_id,
            "from_status": None if before is None else str(before),
            "to_status": str(after),
            "reason": str(reason),
            "changed_at": ctx.now,
        }
        for alert_id, before, after, reason in changes
    ]
    insert_rows(ctx.session, StatusChange.__table__, rows)  # type: ignore[arg-type]
