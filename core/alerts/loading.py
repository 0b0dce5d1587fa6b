"""Rules as the evaluation reads them, grouped by the query that answers them, and what is
remembered of their targets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import structlog
from sqlalchemy import select

from core.alerts.reach import Reach, read_reach
from core.alerts.rules import Condition, Limit, Severity
from core.alerts.states import Missing, State, Status
from core.alerts.transition import Policy, Standing
from core.indicators import Indicator, TargetType, definition, period_name, target_type_of
from core.kit.context import Ctx
from core.kit.errors import AppError
from core.kit.periods import PeriodName
from data.schema import Alert, AlertPending, AlertRule, AlertRuleError

log = structlog.get_logger(__name__)
RULE_TARGET = "alert_rule"
"""Target type of the alert that says that a rule itself cannot be checked."""
MANY = 200  # ids in one condition
STATES = {str(state): state for state in State}  # of thousands of rows; five times as fast
STATUSES = {str(status): status for status in Status}


@dataclass(frozen=True)
class Rule:
    """A rule, ready to be evaluated. `id` is 0 for one that is only tried out."""

    id: int
    name: str
    indicator: Indicator
    target_type: TargetType
    limit: Limit
    window: int | None
    period: PeriodName
    severity: Severity
    reach: Reach
    policy: Policy
    notify_roles: tuple[str, ...]
    notify_users: tuple[int, ...]
    created_by: int | None

    @property
    def source(self) -> tuple[Any, TargetType, PeriodName]:
        """Rules with the same source are answered by one query."""
        return self.indicator.load, self.target_type, self.period

    def key(self, target_id: int, target_type: str | None = None) -> str:
        """What makes an open alert, or a pending one, the only one of this rule and target."""
        return f"{self.id}:{target_type or self.target_type}:{target_id}"


@dataclass(frozen=True)
class OpenAlert:
    """An alert whose figure has not recovered."""

    id: int
    rule_id: int
    target_type: str
    target_id: int
    current_value: Decimal
    threshold: Decimal
    status: Status
    version: int
    standing: Standing


@dataclass
class Remembered:
    """What is known of a rule's targets from before: open alerts and pending periods, by target.
    `other` are open alerts about something else than the rule's targets now."""

    alerts: dict[int, OpenAlert] = field(default_factory=dict)
    pending: dict[int, Standing] = field(default_factory=dict)
    other: list[OpenAlert] = field(default_factory=list)

    def standing(self, target_id: int) -> Standing:
        """What is remembered of one target."""
        alert = self.alerts.get(target_id)
        if alert is not None:
            return alert.standing
        return self.pending.get(target_id, NOTHING)

    def targets(self) -> set[int]:
        """Targets anything is remembered of."""
        return self.alerts.keys() | self.pending.keys()


NOTHING = Standing()


@dataclass(frozen=True)
class Loaded:
    """Active rules, and those that could not be understood with the reason."""

    rules: list[Rule]
    broken: dict[int, str]


def active_rules(
    ctx: Ctx,
    *,
    rule_ids: Collection[int] | None = None,
    tables: Collection[str] | None = None,
    sound: bool = False,
) -> Loaded:
    """Active rules that read any of `tables`; with `sound` only those that did not fail the last
    time."""
    table = AlertRule.__table__
    statement = select(table).where(AlertRule.is_active, AlertRule.deleted_at.is_(None))
    if rule_ids is not None:
        statement = statement.where(AlertRule.id.in_(rule_ids))
    if sound:
        statement = statement.where(AlertRule.id.not_in(select(AlertRuleError.rule_id)))
    rules: list[Rule] = []
    broken: dict[int, str] = {}
    for row in ctx.session.execute(statement.order_by(AlertRule.id)):
        try:
            rules.append(read_rule(row))
        except (AppError, ValueError) as error:
            broken[row.id] = str(error)
            log.error("rule_not_understood", rule_id=row.id, error=str(error))
    if tables is None:
        return Loaded(rules, broken)
    read = [rule for rule in rules if not rule.indicator.tables.isdisjoint(tables)]
    return Loaded(read, broken)


def read_rule(row: Any, rule_id: int | None = None) -> Rule:
    """A rule from its row or input. Raises NotFound for an unknown indicator, Invalid."""
    indicator = definition(row.indicator)
    return Rule(
        id=row.id if rule_id is None else rule_id,
        name=row.name,
        indicator=indicator,
        target_type=target_type_of(indicator, row.target_type),
        limit=Limit(
            Condition(row.condition), row.threshold, row.threshold_high, row.recovery_threshold
        ),
        window=row.change_window if row.condition == Condition.CHANGE else None,
        period=period_name(indicator, row.period),
        severity=Severity(row.severity),
        reach=read_reach(row.scope),
        policy=read_policy(row),
        notify_roles=tuple(row.notify_roles or ()),
        notify_users=tuple(row.notify_users or ()),
        created_by=getattr(row, "created_by", None),
    )


def read_policy(row: Any) -> Policy:
    """The rule's periods and what it does about missing figures."""
    return Policy(
        pending_for=timedelta(seconds=row.pending_for or 0),
        keep_firing_for=timedelta(seconds=row.keep_firing_for or 0),
        on_no_data=Missing(row.on_no_data or Missing.KEEP),
        on_error=Missing(row.on_error or Missing.KEEP),
        renotify_every=timedelta(seconds=row.renotify_every) if row.renotify_every else None,
    )


def by_source(rules: Iterable[Rule]) -> list[list[Rule]]:
    """Rules grouped by the query that answers them."""
    groups: dict[Any, list[Rule]] = defaultdict(list)
    for rule in rules:
        groups[rule.source].append(rule)
    return list(groups.values())


def remembered(ctx: Ctx, rules: Mapping[int, str]) -> dict[int, Remembered]:
    """What is known from before of rules, given as id -> target type."""
    found = {rule_id: Remembered() for rule_id in rules}
    for alert in _open_alerts(ctx, rules):
        known = found[alert.rule_id]
        if alert.target_type == rules[alert.rule_id]:
            known.alerts[alert.target_id] = alert
        else:
            known.other.append(alert)
    waiting = select(
        AlertPending.rule_id, AlertPending.target_type, AlertPending.target_id, AlertPending.since
    ).where(*_of(AlertPending.rule_id, rules))
    for row in ctx.session.execute(waiting):
        if rules.get(row.rule_id) == row.target_type:
            standing = Standing(State.PENDING, pending_since=row.since)
            found[row.rule_id].pending[row.target_id] = standing
    return found


def _of(column: Any, rules: Collection[int]) -> list[Any]:
    return [column.in_(rules)] if len(rules) <= MANY else []


def _open_alerts(ctx: Ctx, rules: Collection[int]) -> Iterable[OpenAlert]:
    alert = Alert.__table__.c
    statement = select(
        alert.id,
        alert.rule_id,
        alert.target_type,
        alert.target_id,
        alert.current_value,
        alert.threshold,
        alert.status,
        alert.version,
        alert.state,
        alert.health,
        alert.pending_since,
        alert.recovering_since,
        alert.told_at,
        alert.created_at,
        alert.snoozed_until,
        alert.acknowledged_at,
    ).where(alert.open_key.is_not(None), *_of(alert.rule_id, rules))
    for row in ctx.session.execute(statement):
        if row.rule_id in rules:
            status = STATUSES[row.status]
            yield OpenAlert(*row[:6], status, row.version, _standing(row, status))


def _standing(row: Any, status: Status) -> Standing:
    return Standing(
        state=STATES[row.state],
        health=STATES[row.health] if row.health else None,
        pending_since=row.pending_since,
        recovering_since=row.recovering_since,
        told_at=row.told_at or row.created_at,
        snoozed_until=row.snoozed_until,
        open=status is Status.OPEN,
        seen=row.acknowledged_at is not None,
    )


def open_alerts_of(ctx: Ctx, rule_id: int) -> list[OpenAlert]:
    """All alerts of a rule that have not recovered, whatever they are about."""
    return list(_open_alerts(ctx, [rule_id]))
