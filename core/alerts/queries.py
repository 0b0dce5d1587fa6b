"""Reading alerts: list, detail, history, how many are open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select

from core.alerts.rules import Severity
from core.alerts.schemas import AlertRow, TransitionRow
from core.alerts.states import REASON_NAMES, Reason, Status
from core.audit import load_row
from core.identity import scoped, visible_amount
from core.kit.context import Ctx
from core.kit.errors import NotFound
from core.kit.i18n import t
from core.kit.listing import (
    Filter,
    ListQuery,
    ListSpec,
    Page,
    at_least,
    at_most,
    contains,
    equals,
    list_page,
    parse_bool,
    parse_moment,
)
from data.schema import Alert, AlertRule, AlertTransition

RANKS = {severity: rank for rank, severity in enumerate(Severity)}
SEVERITY_RANK = case(RANKS, value=Alert.severity, else_=-1)

ALERT_LIST = ListSpec(
    key=Alert.id,
    sorts={
        "id": Alert.id,
        "created_at": Alert.created_at,
        "updated_at": Alert.updated_at,
        "severity": SEVERITY_RANK,
        "target_name": Alert.target_name,
        "status": Alert.status,
    },
    default_sort="-id",
    filters={
        "status": equals(Alert.status),
        "state": equals(Alert.state),
        "severity": equals(Alert.severity),
        "rule_id": equals(Alert.rule_id, int),
        "indicator": equals(AlertRule.indicator),
        "target_type": equals(Alert.target_type),
        "target_id": equals(Alert.target_id, int),
        "target_name": contains(Alert.target_name),
        "department_id": equals(Alert.department_id, int),
        "project_id": equals(Alert.project_id, int),
        "assigned_to": equals(Alert.assigned_to, int),
        "acknowledged": Filter(
            parse_bool,
            lambda yes: (
                Alert.acknowledged_at.is_not(None) if yes else Alert.acknowledged_at.is_(None)
            ),
        ),
        "snoozed": Filter(
            parse_bool,
            lambda yes: Alert.snoozed_until.is_not(None) if yes else Alert.snoozed_until.is_(None),
        ),
        "created_from": at_least(Alert.created_at, parse_moment),
        "created_to": at_most(Alert.created_at, parse_moment),
    },
    search=(Alert.target_name, AlertRule.name),
)


def visible_alerts(ctx: Ctx, action: str = "alerts.view") -> ColumnElement[bool]:
    """Alerts of targets the actor may see, and those assigned to them. Raises NotPermitted."""
    ctx.require("alerts.view")
    mine = false() if ctx.actor.user_id is None else Alert.assigned_to == ctx.actor.user_id
    return or_(mine, scoped(ctx, action, Alert))


def _statement(ctx: Ctx) -> Select[Any]:
    return (
        select(
            Alert,
            AlertRule.name.label("rule_name"),
            AlertRule.indicator,
            AlertRule.condition,
            visible_amount(ctx, Alert, AlertRule.threshold_high).label("shown_high"),
            visible_amount(ctx, Alert, Alert.current_value).label("shown_value"),
            visible_amount(ctx, Alert, Alert.threshold).label("shown_threshold"),
        )
        .join(AlertRule, AlertRule.id == Alert.rule_id)
        .where(visible_alerts(ctx))
    )


def list_alerts(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[AlertRow]:
    """Alerts, newest first; `assigned_to=me` are the actor's own. Needs `alerts.view`."""
    if query.filters.get("assigned_to") == "me":
        mine = {"assigned_to": str(ctx.actor.user_id or 0)}
        query = replace(query, filters={**query.filters, **mine})
    return list_page(ctx, _statement(ctx), ALERT_LIST, query, _row, with_total=with_total)


def get_alert(ctx: Ctx, alert_id: int) -> AlertRow:
    """One alert. Raises NotFound."""
    row = ctx.session.execute(_statement(ctx).where(Alert.id == alert_id)).first()
    if row is None:
        raise NotFound
    return _row(row)


def alert_transitions(ctx: Ctx, alert_id: int) -> tuple[TransitionRow, ...]:
    """Everything that happened to an alert, oldest first. Raises NotFound."""
    load_row(ctx, Alert, alert_id, visible_alerts(ctx))
    shown = and_(Alert.id == alert_id, visible_amount(ctx, Alert, Alert.current_value).is_not(None))
    with_values = ctx.session.scalar(select(Alert.id).where(shown)) is not None
    rows = ctx.session.scalars(
        select(AlertTransition)
        .where(AlertTransition.alert_id == alert_id)
        .order_by(AlertTransition.id)
    )
    found = [TransitionRow.model_validate(row) for row in rows]
    hidden = {} if with_values else {"value": None}
    return tuple(row.model_copy(update=hidden) for row in found)


def open_alert_counts(ctx: Ctx) -> Mapping[Severity, int]:
    """How many alerts wait for somebody, by severity: neither closed nor put off. What one may not
    see counts for nobody."""
    statement = (
        select(Alert.severity, func.count())
        .where(visible_alerts(ctx), Alert.status == Status.OPEN, Alert.snoozed_until.is_(None))
        .group_by(Alert.severity)
    )
    counts = dict(ctx.session.execute(statement).all())
    return {severity: counts.get(severity, 0) for severity in reversed(Severity)}


SYSTEM_REMARKS: dict[str | None, str] = {str(reason): text for reason, text in REASON_NAMES.items()}


def _row(row: Any) -> AlertRow:
    alert = row.Alert
    reason = Reason(alert.reason or Reason.BREACHED)
    fields = {name: getattr(alert, name) for name in AlertRow.model_fields if hasattr(alert, name)}
    return AlertRow(
        **fields
        | {
            "rule_name": row.rule_name,
            "indicator": row.indicator,
            "condition": row.condition,
            "current_value": row.shown_value if reason is Reason.BREACHED else None,
            "threshold": row.shown_threshold,
            "threshold_high": row.shown_high,
            "reason": str(reason),
            "remarks": _remark(alert),
        }
    )


def _remark(alert: Alert) -> str | None:
    """The person's words, or the system's reason in the reader's language."""
    by_system = alert.handled_by is None and alert.remarks in SYSTEM_REMARKS
    return t(SYSTEM_REMARKS[alert.remarks]) if by_system else alert.remarks
