"""Rules and checks for the tests of alerts."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core import alerts
from core.alerts import AlertRow, AlertRuleIn, CheckResult, RuleRow
from core.kit.listing import ListQuery
from data.schema import Alert, AlertPending, AlertTransition, Notification
from tests.world import NOW, World


def rule_in(**values: Any) -> AlertRuleIn:
    """Overspent projects, told to managers, unless told otherwise."""
    given = {
        "name": "Overspent",
        "indicator": "budget_overrun_rate",
        "target_type": "project",
        "condition": "gt",
        "threshold": Decimal(0),
        "severity": "high",
        "notify_roles": ["manager"],
        **values,
    }
    return AlertRuleIn.model_validate(given)


def make_rule(world: World, who: str = "founder", **values: Any) -> RuleRow:
    """A rule made by a member of the cast; it is checked at once."""
    with world.uow(who) as ctx:
        return alerts.create_rule(ctx, rule_in(**values))


def check(now: datetime = NOW, **asked: Any) -> CheckResult:
    """Check all rules."""
    return alerts.check_alerts(now=now, **asked)


def listed(world: World, who: str = "founder", **filters: str) -> tuple[AlertRow, ...]:
    """Alerts as a member of the cast sees them, oldest first."""
    with world.uow(who) as ctx:
        return alerts.list_alerts(ctx, ListQuery(filters=filters, sort="id")).items


def only_alert(world: World) -> AlertRow:
    """The one alert there is."""
    (found,) = listed(world)
    return found


def stored(world: World, model: type) -> list[Any]:
    """All rows of a table, by id."""
    with world.uow("system") as ctx:
        return list(ctx.session.scalars(select(model).order_by(model.id)))


def consistent(world: World) -> None:
    """What must hold at any time: one alert without recovery for a rule and target, nobody told
    without a transition, state and columns in step, pending periods only where no alert is."""
    alerts_now, notes = stored(world, Alert), stored(world, Notification)
    transitions = stored(world, AlertTransition)
    unresolved = [(a.rule_id, a.target_type, a.target_id) for a in alerts_now if not a.resolved_at]
    assert len(unresolved) == len(set(unresolved))
    waiting = [(p.rule_id, p.target_type, p.target_id) for p in stored(world, AlertPending)]
    assert len(waiting) == len(set(waiting))
    assert not set(waiting) & set(unresolved)
    for alert in alerts_now:
        own = [one for one in transitions if one.alert_id == alert.id]
        _in_step(alert, own)
    told = {one.alert_id for one in transitions if one.reason in TELLING}
    assert {note.alert_id for note in notes if note.alert_id} <= told


TELLING = {"breached", "no_data", "error", "reminded", "snooze_over", "assigned"}


def _in_step(alert: Alert, own: list[AlertTransition]) -> None:
    assert (alert.resolved_at is None) == (alert.open_key is not None)
    assert (alert.resolved_at is None) == (alert.state in ("firing", "recovering"))
    assert (alert.recovering_since is not None) or alert.state != "recovering"
    raised = [one for one in own if one.to_state == "firing" and one.from_state != "recovering"]
    assert raised[0].reason == alert.reason
    figures = [one.to_state for one in own if one.to_state in ("firing", "recovering", "resolved")]
    assert figures[-1] == alert.state
    assert figures.count("resolved") == (alert.resolved_at is not None)
