"""Verdicts become rows: alerts, their transitions, status history and notifications, all in the
running transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.alerts.evaluation import Verdict, shown_value
from core.alerts.history import Step, append_statuses, append_steps
from core.alerts.loading import OpenAlert
from core.alerts.pending import forget, remember
from core.alerts.states import Effect, Reason, State, Status, status_on_resolve
from core.alerts.telling import Told, tell
from core.alerts.transition import Decision
from core.indicators import Unit
from core.kit.context import Ctx
from core.kit.events import emit
from data.rows import insert_rows, update_rows
from data.schema import Alert

SHOWN_IDS = 200
KEPT = frozenset(Effect) - {Effect.START, Effect.DROP, Effect.RAISE, Effect.RESOLVE}
"""Effects on an alert that stays open."""


@dataclass(frozen=True)
class Written:
    """Ids of alerts raised, resolved, and changed in what the figures say."""

    raised: tuple[int, ...] = ()
    resolved: tuple[int, ...] = ()
    updated: tuple[int, ...] = ()


def write(ctx: Ctx, verdicts: Sequence[Verdict]) -> Written:
    """Write what was decided; an alert that another evaluation wrote first is left alone."""
    of = {effect: [one for one in verdicts if effect in one.decision.effects] for effect in Effect}
    kept = [one for one in verdicts if KEPT.intersection(one.decision.effects)]
    forget(ctx, of[Effect.DROP])
    remember(ctx, of[Effect.START])
    written = Written(
        _raise(ctx, of[Effect.RAISE]), _resolve(ctx, of[Effect.RESOLVE]), _keep(ctx, kept)
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
    by_key = {one.key: one for one in verdicts}
    inserted = insert_rows(
        ctx.session,
        Alert.__table__,  # type: ignore[arg-type]
        [_alert_row(key, one) for key, one in by_key.items()],
        skip_taken="open_key",
        returning=("id", "open_key"),
    )
    raised = [(row.id, by_key[row.open_key]) for row in sorted(inserted, key=lambda row: row.id)]
    steps = append_steps(ctx, [step for pair in raised for step in _first_steps(*pair)])
    append_statuses(ctx, [(alert_id, None, Status.OPEN, _reason(one)) for alert_id, one in raised])
    tell(
        ctx,
        [
            Told(alert_id, steps[alert_id, _reason(one)], one.rule, one.reading, _reason(one))
            for alert_id, one in raised
        ],
    )
    return tuple(alert_id for alert_id, _ in raised)


def _reason(one: Verdict) -> Reason:
    return one.decision.reason or Reason.BREACHED


def _first_steps(alert_id: int, one: Verdict) -> list[Step]:
    """Raised; before it, that it was pending, if it was."""
    decision, value = one.decision, shown_value(one.reading)
    since, at = decision.after.pending_since, decision.at
    firing = Step(alert_id, State.NORMAL, State.FIRING, _reason(one), at, value)
    if since is None or since >= at:
        return [firing]
    waited = Step(alert_id, State.NORMAL, State.PENDING, Reason.PENDING, since, None)
    return [waited, Step(alert_id, State.PENDING, State.FIRING, _reason(one), at, value)]


def _alert_row(key: str, one: Verdict) -> dict[str, Any]:
    reading, rule, decision = one.reading, one.rule, one.decision
    money = reading is not None and rule.indicator.unit is Unit.MONEY
    return {
        "rule_id": rule.id,
        "target_type": one.target_type,
        "target_id": one.target_id,
        "target_name": reading.target_name if reading else rule.name,
        "department_id": reading.department_id if reading else None,
        "project_id": reading.project_id if reading else None,
        "severity": str(rule.severity),
        "current_value": shown_value(reading) or Decimal(0),
        "threshold": rule.limit.threshold,
        "status": str(Status.OPEN),
        "state": str(State.FIRING),
        "reason": str(_reason(one)),
        "health": _code(decision.after.health),
        "currency": reading.currency if reading is not None and money else None,
        "pending_since": decision.after.pending_since,
        "told_at": decision.at,
        "open_key": key,
        "created_at": decision.at,
        "updated_at": decision.at,
        "version": 1,
    }


def _code(state: State | None) -> str | None:
    return None if state is None else str(state)


def _keep(ctx: Ctx, verdicts: Sequence[Verdict]) -> tuple[int, ...]:
    """Alerts that stay open with another value, state or health."""
    by_id = {one.open_alert.id: one for one in verdicts if one.open_alert and _moved(one)}
    updated = update_rows(
        ctx.session,
        Alert.__table__,  # type: ignore[arg-type]
        [_kept_row(one, one.open_alert) for one in by_id.values() if one.open_alert],
        only="open_key IS NOT NULL",
    )
    kept = [(row.id, by_id[row.id]) for row in updated]
    steps = append_steps(ctx, [step for pair in kept for step in _later_steps(*pair)])
    tell(
        ctx,
        [
            Told(alert_id, steps[alert_id, why], one.rule, one.reading, why)
            for alert_id, one in kept
            if (why := _reminder(one.decision)) is not None
        ],
    )
    return tuple(alert_id for alert_id, _ in kept)


def _moved(one: Verdict) -> bool:
    if set(one.decision.effects) != {Effect.UPDATE}:
        return True
    alert, value = one.open_alert, shown_value(one.reading)
    if alert is None or value is None:
        return False
    return (value, one.rule.limit.threshold) != (alert.current_value, alert.threshold)


def _kept_row(one: Verdict, alert: OpenAlert) -> dict[str, Any]:
    after, value = one.decision.after, shown_value(one.reading)
    return {
        "id": alert.id,
        "current_value": alert.current_value if value is None else value,
        "threshold": one.rule.limit.threshold,
        "state": str(after.state),
        "health": _code(after.health),
        "recovering_since": after.recovering_since,
        "snoozed_until": after.snoozed_until,
        "told_at": after.told_at,
        "updated_at": one.decision.at,
    }


def _later_steps(alert_id: int, one: Verdict) -> list[Step]:
    decision, value = one.decision, shown_value(one.reading)
    before, after, at = decision.before, decision.after, decision.at
    found: list[Step] = []
    if before.state is not after.state:
        reason = decision.reason or Reason.RELAPSED
        found.append(Step(alert_id, before.state, after.state, reason, at, value))
    if Effect.HEALTH in decision.effects:
        reason = Reason(after.health) if after.health else Reason.VALUE_BACK
        shown = before.shown if before.health else after.state
        found.append(Step(alert_id, shown, after.shown, reason, at, value))
    if (why := _reminder(decision)) is not None:
        found.append(Step(alert_id, after.state, after.state, why, at, value))
    return found


def _reminder(decision: Decision) -> Reason | None:
    if Effect.REMIND not in decision.effects:
        return None
    return Reason.SNOOZE_OVER if Effect.WAKE in decision.effects else Reason.REMINDED


def _resolve(ctx: Ctx, verdicts: Sequence[Verdict]) -> tuple[int, ...]:
    ending = [(one.open_alert, one.decision) for one in verdicts if one.open_alert]
    values = {one.open_alert.id: shown_value(one.reading) for one in verdicts if one.open_alert}
    return resolve(ctx, ending, values)


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
    append_steps(
        ctx,
        [
            Step(
                alert.id,
                end.before.state,
                State.RESOLVED,
                end.reason or Reason.RECOVERED,
                end.at,
                (values or {}).get(alert.id),
            )
            for alert, end in ended
        ],
    )
    append_statuses(
        ctx,
        [
            (alert.id, alert.status, Status.HANDLED, end.reason or Reason.RECOVERED)
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
            "health": None,
            "snoozed_until": None,
            "open_key": None,
            "resolved_at": end.at,
            "updated_at": end.at,
            "version": alert.version + 1,
            **extra,
            **({"remarks": str(end.reason)} if extra else {}),
        }
        for alert, end in ending
    ]
    unchanged = 'open_key IS NOT NULL AND "alerts".version = given.given_version - 1'
    updated = update_rows(ctx.session, Alert.__table__, rows, only=unchanged)  # type: ignore[arg-type]
    return [row.id for row in updated]
