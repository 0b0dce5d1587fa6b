"""Reading rules: list, one, who may see them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from core.alerts.schemas import RuleRow
from core.alerts.states import Missing
from core.identity import scoped
from core.kit.context import Ctx, Scope
from core.kit.errors import NotFound
from core.kit.listing import Filter, ListQuery, ListSpec, Page, equals, list_page, parse_bool
from data.schema import Alert, AlertRule, AlertRuleError, User

FAILING = AlertRule.id.in_(select(AlertRuleError.rule_id))
RULE_LIST = ListSpec(
    key=AlertRule.id,
    sorts={
        "id": AlertRule.id,
        "name": AlertRule.name,
        "indicator": AlertRule.indicator,
        "severity": AlertRule.severity,
        "updated_at": AlertRule.updated_at,
    },
    default_sort="name",
    filters={
        "name": equals(AlertRule.name),
        "indicator": equals(AlertRule.indicator),
        "condition": equals(AlertRule.condition),
        "target_type": equals(AlertRule.target_type),
        "severity": equals(AlertRule.severity),
        "is_active": equals(AlertRule.is_active, parse_bool),
        "created_by": equals(AlertRule.created_by, int),
        "failing": Filter(parse_bool, lambda yes: FAILING if yes else ~FAILING),
    },
    search=(AlertRule.name, AlertRule.description),
)


def visible_rules(ctx: Ctx, action: str = "rules.view") -> ColumnElement[bool]:
    """Rules the actor may see or change: with company scope all, otherwise their own and those
    made by people of their departments. Raises NotPermitted."""
    scope = ctx.require(action)
    alive = AlertRule.deleted_at.is_(None)
    if scope is Scope.COMPANY:
        return alive
    mine = AlertRule.created_by == ctx.actor.user_id
    if scope is not Scope.DEPARTMENT:
        return and_(alive, mine)
    nearby = select(User.id).where(User.department_id.in_(ctx.actor.departments))
    return and_(alive, or_(mine, AlertRule.created_by.in_(nearby)))


def list_rules(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[RuleRow]:
    """Alert rules. Needs `rules.view`."""
    return list_page(ctx, _statement(ctx), RULE_LIST, query, _row, with_total=with_total)


def get_rule(ctx: Ctx, rule_id: int) -> RuleRow:
    """One rule. Raises NotFound."""
    row = ctx.session.execute(_statement(ctx).where(AlertRule.id == rule_id)).first()
    if row is None:
        raise NotFound
    return _row(row)


def _statement(ctx: Ctx) -> Select[Any]:
    waiting = (
        select(func.count())
        .where(Alert.rule_id == AlertRule.id, Alert.status == "open")
        .where(scoped(ctx, "alerts.view", Alert))
        .correlate(AlertRule)
        .scalar_subquery()
    )
    return (
        select(
            AlertRule,
            waiting.label("open_alerts"),
            AlertRuleError.reason.label("error"),
            AlertRuleError.since.label("error_since"),
        )
        .outerjoin(AlertRuleError, AlertRuleError.rule_id == AlertRule.id)
        .where(visible_rules(ctx))
    )


def _row(row: Any) -> RuleRow:
    return to_row(
        row.AlertRule,
        open_alerts=row.open_alerts or 0,
        error=row.error,
        error_since=row.error_since,
    )


def to_row(rule: AlertRule, **more: Any) -> RuleRow:
    """The row of a rule; what it does about missing figures is never null."""
    own = {name: getattr(rule, name) for name in RuleRow.model_fields if hasattr(rule, name)}
    policies = {name: own[name] or str(Missing.KEEP) for name in ("on_no_data", "on_error")}
    return RuleRow.model_validate(own | policies | more)
