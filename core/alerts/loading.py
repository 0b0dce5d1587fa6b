"""Rules as the evaluation reads them, grouped by the query that answers them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import structlog
from sqlalchemy import select

from core.alerts.rules import Condition, Limit, Severity
from core.alerts.states import Status
from core.indicators import Indicator, TargetType, definition, period_name, target_type_of
from core.kit.context import Ctx
from core.kit.errors import AppError
from core.kit.periods import PeriodName
from data.schema import Alert, AlertRule

log = structlog.get_logger(__name__)


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
    target_ids: frozenset[int] | None
    notify_roles: tuple[str, ...]
    notify_users: tuple[int, ...]
    created_by: int | None

    @property
    def source(self) -> tuple[Any, TargetType, PeriodName]:
        """Rules with the same source are answered by one query."""
        return self.indicator.load, self.target_type, self.period


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


def active_rules(
    ctx: Ctx, *, rule_ids: Collection[int] | None = None, tables: Collection[str] | None = None
) -> tuple[list[Rule], int]:
    """Active rules that read any of `tables`, and how many could not be understood."""
    statement = select(AlertRule).where(AlertRule.is_active, AlertRule.deleted_at.is_(None))
    if rule_ids is not None:
        statement = statement.where(AlertRule.id.in_(rule_ids))
    rules: list[Rule] = []
    broken = 0
    for row in ctx.session.scalars(statement.order_by(AlertRule.id)):
        try:
            rules.append(read_rule(row))
        except (AppError, ValueError) as error:
            broken += 1
            log.error("rule_not_understood", rule_id=row.id, error=str(error))
    if tables is None:
        return rules, broken
    return [rule for rule in rules if not rule.indicator.tables.isdisjoint(tables)], broken


def read_rule(row: Any, rule_id: int | None = None) -> Rule:
    """A rule from its row or input. Raises NotFound for an unknown indicator, Invalid."""
    indicator = definition(row.indicator)
    ids = _target_ids(row.scope)
    return Rule(
        id=row.id if rule_id is None else rule_id,
        name=row.name,
        indicator=indicator,
        target_type=target_type_of(indicator, row.target_type),
        limit=Limit(Condition(row.condition), row.threshold, row.threshold_high),
        window=row.change_window if row.condition == Condition.CHANGE else None,
        period=period_name(indicator, row.period),
        severity=Severity(row.severity),
        target_ids=frozenset(ids) if ids else None,
        notify_roles=tuple(row.notify_roles or ()),
        notify_users=tuple(row.notify_users or ()),
        created_by=getattr(row, "created_by", None),
    )


def _target_ids(scope: Any) -> Iterable[int]:
    if scope is None:
        return ()
    ids = scope.get("target_ids") if isinstance(scope, dict) else scope.target_ids
    return ids or ()


def by_source(rules: Iterable[Rule]) -> list[list[Rule]]:
    """Rules grouped by the query that answers them."""
    groups: dict[Any, list[Rule]] = defaultdict(list)
    for rule in rules:
        groups[rule.source].append(rule)
    return list(groups.values())


def open_alerts(ctx: Ctx, rule_ids: Collection[int]) -> dict[int, dict[int, OpenAlert]]:
    """Alerts that have not recovered, by rule and target."""
    found: dict[int, dict[int, OpenAlert]] = {rule_id: {} for rule_id in rule_ids}
    statement = select(
        Alert.id,
        Alert.rule_id,
        Alert.target_type,
        Alert.target_id,
        Alert.current_value,
        Alert.threshold,
        Alert.status,
        Alert.version,
    ).where(Alert.rule_id.in_(rule_ids), Alert.open_key.is_not(None))
    for row in ctx.session.execute(statement):
        found[row.rule_id][row.target_id] = OpenAlert(*row[:6], Status(row.status), row.version)
    return found
