"""Rules: list, make, change, remove. A rule that ends takes its alerts with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from core.alerts.handlers import RULE_CHANGED
from core.alerts.loading import open_alerts
from core.alerts.schemas import AlertRuleIn, AlertRulePatch, RuleRow
from core.alerts.sight import creator_sights, sight_of
from core.alerts.states import Signal, State, transition
from core.alerts.validation import checked
from core.alerts.writing import Written, announce, resolve
from core.audit import change_row, create_row, load_row
from core.kit.context import Ctx, Scope
from core.kit.errors import NotPermitted
from core.kit.events import emit
from core.kit.listing import ListQuery, ListSpec, Page, equals, list_page, parse_bool
from data.schema import AlertRule, User

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
    return list_page(
        ctx,
        select(AlertRule).where(visible_rules(ctx)),
        RULE_LIST,
        query,
        lambda row: RuleRow.model_validate(row.AlertRule),
        with_total=with_total,
    )


def get_rule(ctx: Ctx, rule_id: int) -> RuleRow:
    """One rule. Raises NotFound."""
    return RuleRow.model_validate(load_row(ctx, AlertRule, rule_id, visible_rules(ctx)))


def create_rule(ctx: Ctx, rule: AlertRuleIn) -> RuleRow:
    """Add a rule; it is checked right after the commit. Raises Invalid."""
    ctx.require("rules.edit")
    values = checked(ctx, rule.model_dump())
    row = create_row(ctx, AlertRule(**values), "alert_rule")
    emit(ctx, RULE_CHANGED, {"rule_id": row.id})
    return RuleRow.model_validate(row)


def update_rule(
    ctx: Ctx, rule_id: int, patch: AlertRulePatch, *, expected_version: int | None = None
) -> RuleRow:
    """Change a rule; switched off, it ends its alerts. Raises Invalid, Stale, NotFound."""
    row = _editable(ctx, rule_id)
    before = row.version
    given = patch.model_dump(exclude_unset=True)
    stored = {name: getattr(row, name) for name in AlertRuleIn.model_fields}
    values = checked(ctx, stored | given)
    change_row(ctx, row, "alert_rule", values, expected_version=expected_version)
    if row.version != before:
        if not row.is_active:
            _end_alerts(ctx, rule_id, Signal.OFF)
        emit(ctx, RULE_CHANGED, {"rule_id": rule_id})
    return RuleRow.model_validate(row)


def delete_rule(ctx: Ctx, rule_id: int, *, expected_version: int | None = None) -> None:
    """Remove a rule and end its alerts; what it raised stays readable. Raises NotFound."""
    row = _editable(ctx, rule_id)
    change_row(
        ctx,
        row,
        "alert_rule",
        {"deleted_at": ctx.now, "is_active": False},
        expected_version=expected_version,
        action="deleted",
    )
    _end_alerts(ctx, rule_id, Signal.DELETED)


def _editable(ctx: Ctx, rule_id: int) -> AlertRule:
    row = load_row(ctx, AlertRule, rule_id, visible_rules(ctx))
    may = select(AlertRule.id).where(AlertRule.id == rule_id, visible_rules(ctx, "rules.edit"))
    if ctx.session.scalar(may) is None or not _sees_as_much(ctx, row.created_by):
        raise NotPermitted(action="rules.edit")
    return row


def _sees_as_much(ctx: Ctx, creator: int | None) -> bool:
    """Whether the actor sees all that the rule watches, which is what its creator sees: else
    another threshold or reader would tell them of what they may not see."""
    if creator == ctx.actor.user_id:
        return True
    own = sight_of(ctx, ctx.actor, "amounts.view")
    return own.holds(creator_sights(ctx, {creator})[creator])


def _end_alerts(ctx: Ctx, rule_id: int, signal: Signal) -> None:
    ending: list[Any] = [
        (alert, transition(State.FIRING, signal, ctx.now))
        for alert in open_alerts(ctx, [rule_id])[rule_id].values()
    ]
    announce(ctx, Written(resolved=resolve(ctx, ending)))
