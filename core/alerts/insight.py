"""What helps to understand an alert: how the figure moved, what it rests on, and how earlier
alerts of its kind ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select

from core.alerts.loading import RULE_TARGET, read_rule
from core.alerts.queries import SYSTEM_REMARKS, get_alert, visible_alerts
from core.alerts.rules import Condition
from core.alerts.schemas import AlertRow, AlertTrend, PastAlert, TrendPoint
from core.company import company
from core.indicators import Behind, TargetType, rows_behind, trend
from core.kit.cache import versioned
from core.kit.context import Ctx
from core.kit.i18n import t
from core.kit.periods import today
from core.kit.viewer import Viewer
from data.schema import Alert, AlertRule

WEEKS = 12
SIMILAR = 5
WITHOUT_TREND = frozenset({RULE_TARGET, str(TargetType.FINANCIAL_RECORD)})


def alert_trend(ctx: Ctx, alert_id: int) -> AlertTrend:
    """The figure at the end of each of the last twelve weeks, up to today or to the recovery,
    with the rule's threshold beside it. No points for a single record, and for who may not see
    amounts. Raises NotFound."""
    alert = get_alert(ctx, alert_id)
    rule = ctx.session.get_one(AlertRule, alert.rule_id)
    by_change = rule.condition == Condition.CHANGE
    shown = None if by_change else alert.threshold
    empty = AlertTrend(points=(), threshold=shown, threshold_high=alert.threshold_high)
    if alert.threshold is None or alert.target_type in WITHOUT_TREND:
        return empty
    if not ctx.actor.can("amounts.view"):
        return empty
    last = _last_day(ctx, alert)
    what = (alert.indicator, alert.target_type, alert.target_id, rule.period)
    points = _points(ctx, Viewer(ctx.actor), *what, last)
    return empty.model_copy(update={"points": points})


@versioned()
def _points(
    ctx: Ctx,
    viewer: Viewer,
    indicator: str,
    target_type: str,
    target_id: int,
    period: str | None,
    last: date,
) -> tuple[TrendPoint, ...]:
    found = trend(
        ctx,
        indicator,
        target_type=target_type,
        target_id=target_id,
        start=last - timedelta(weeks=WEEKS),
        end=last,
        step="week",
        period=period,
    )
    return tuple(TrendPoint(day=one.as_of, value=one.value) for one in found)


def _last_day(ctx: Ctx, alert: AlertRow) -> date:
    return _day(ctx, alert.resolved_at or ctx.now)


def _day(ctx: Ctx, moment: datetime) -> date:
    return today(moment, company(ctx).timezone)


def alert_rows(ctx: Ctx, alert_id: int) -> tuple[Behind, ...]:
    """The records or receivables the figure rests on, the weightiest first, as far as the reader
    may see them. Raises NotFound."""
    alert = get_alert(ctx, alert_id)
    if alert.target_type == RULE_TARGET:
        return ()
    rule = read_rule(ctx.session.get_one(AlertRule, alert.rule_id))
    return tuple(
        rows_behind(
            ctx,
            alert.indicator,
            target_type=alert.target_type,
            target_id=alert.target_id,
            as_of=_last_day(ctx, alert),
            period=rule.period,
        )
    )


def similar_alerts(ctx: Ctx, alert_id: int) -> tuple[PastAlert, ...]:
    """Earlier alerts of the same rule that are closed, those of the same target first, then the
    newest. Raises NotFound."""
    alert = get_alert(ctx, alert_id)
    same = (Alert.target_type == alert.target_type) & (Alert.target_id == alert.target_id)
    statement = (
        select(Alert, same.label("same_target"))
        .where(Alert.rule_id == alert.rule_id, Alert.id != alert_id, visible_alerts(ctx))
        .where((Alert.status != "open") | Alert.resolved_at.is_not(None))
        .order_by(same.desc(), Alert.id.desc())
        .limit(SIMILAR)
    )
    return tuple(_past(row, same_target=alike) for row, alike in ctx.session.execute(statement))


def _past(row: Alert, *, same_target: bool) -> PastAlert:
    by_system = row.handled_by is None and row.remarks in SYSTEM_REMARKS
    return PastAlert(
        id=row.id,
        target_name=row.target_name,
        same_target=same_target,
        severity=row.severity,
        status=row.status,
        created_at=row.created_at,
        resolved_at=row.resolved_at,
        handled_by=row.handled_by,
        remarks=t(SYSTEM_REMARKS[row.remarks]) if by_system else row.remarks,
    )


def distance(alert: AlertRow) -> Decimal | None:
    """How far the value lies beyond the threshold, without sign; None where that says nothing."""
    if alert.current_value is None or alert.threshold is None:
        return None
    if alert.condition in (Condition.EQ, Condition.BETWEEN, Condition.CHANGE):
        return None
    return abs(alert.current_value - alert.threshold)
