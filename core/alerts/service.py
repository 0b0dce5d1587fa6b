"""Rules: make, change, duplicate, restore, remove. A rule that ends takes its alerts with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.alerts.failures import forget_failures
from core.alerts.handlers import RULE_CHANGED
from core.alerts.loading import open_alerts_of, read_policy
from core.alerts.pending import forget_rule
from core.alerts.rule_queries import RULE_LIST, get_rule, list_rules, to_row, visible_rules
from core.alerts.schemas import AlertRuleIn, AlertRulePatch, RuleRow
from core.alerts.sight import creator_sights, sight_of
from core.alerts.states import Signal
from core.alerts.transition import transition
from core.alerts.validation import checked
from core.alerts.versions import content_of, keep_version, version_content
from core.alerts.writing import Written, announce, resolve
from core.audit import change_row, create_row, load_row
from core.kit.context import Ctx
from core.kit.errors import NotPermitted
from core.kit.events import emit
from core.kit.i18n import t
from data.schema import AlertRule

WATCHED = frozenset(
    {"indicator", "target_type", "condition", "threshold", "threshold_high", "change_window"}
    | {"period"}
)
"""What a rule watches: when it changes, being off plan begins anew."""
LONGEST_NAME = 200


def create_rule(ctx: Ctx, rule: AlertRuleIn) -> RuleRow:
    """Add a rule; it is checked right after the commit. Raises Invalid."""
    ctx.require("rules.edit")
    values = checked(ctx, rule.model_dump())
    row = create_row(ctx, AlertRule(**values), "alert_rule")
    keep_version(ctx, row)
    emit(ctx, RULE_CHANGED, {"rule_id": row.id})
    return to_row(row)


def duplicate_rule(ctx: Ctx, rule_id: int) -> RuleRow:
    """A copy, switched off until somebody has looked at it. Raises NotFound, Invalid."""
    ctx.require("rules.edit")
    row = load_row(ctx, AlertRule, rule_id, visible_rules(ctx))
    name = t("{name} (copy)", name=row.name)[:LONGEST_NAME]
    content = content_of(row) | {"name": name, "is_active": False}
    return create_rule(ctx, AlertRuleIn.model_validate(content))


def update_rule(
    ctx: Ctx, rule_id: int, patch: AlertRulePatch, *, expected_version: int | None = None
) -> RuleRow:
    """Change a rule; switched off, it ends its alerts. Raises Invalid, Stale, NotFound."""
    return _change(ctx, rule_id, patch.model_dump(exclude_unset=True), expected_version)


def restore_rule(
    ctx: Ctx, rule_id: int, version: int, *, expected_version: int | None = None
) -> RuleRow:
    """Make the rule say again what it said in a former version, as a new version; whether it is
    on stays as it is. Raises NotFound, Stale, and Invalid where that is not possible any more."""
    _editable(ctx, rule_id)
    content = version_content(ctx, rule_id, version)
    content.pop("is_active", None)
    former = AlertRulePatch.model_validate(content).model_dump(exclude_unset=True)
    return _change(ctx, rule_id, former, expected_version, action="restored")


def _change(
    ctx: Ctx,
    rule_id: int,
    given: dict[str, Any],
    expected_version: int | None,
    action: str = "updated",
) -> RuleRow:
    row = _editable(ctx, rule_id)
    keep_version(ctx, row)
    before = content_of(row)
    values = checked(ctx, _stored(row) | given)
    change_row(ctx, row, "alert_rule", values, expected_version=expected_version, action=action)
    after = content_of(row)
    if any(before[name] != after[name] for name in after):
        _follow(ctx, row, {name for name in after if before[name] != after[name]})
    return to_row(row)


def _stored(row: AlertRule) -> dict[str, Any]:
    policy = read_policy(row)
    stored = {name: getattr(row, name) for name in AlertRuleIn.model_fields}
    return stored | {"on_no_data": policy.on_no_data, "on_error": policy.on_error}


def _follow(ctx: Ctx, row: AlertRule, changed: set[str]) -> None:
    keep_version(ctx, row)
    if not row.is_active:
        _end(ctx, row.id, Signal.OFF)
    elif changed & WATCHED:
        forget_rule(ctx, row.id)
    emit(ctx, RULE_CHANGED, {"rule_id": row.id})


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
    _end(ctx, rule_id, Signal.DELETED)


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


def _end(ctx: Ctx, rule_id: int, signal: Signal) -> None:
    rule = ctx.session.get_one(AlertRule, rule_id)
    policy = read_policy(rule)
    ending = [
        (alert, transition(alert.standing, signal, policy, ctx.now))
        for alert in open_alerts_of(ctx, rule_id)
    ]
    forget_rule(ctx, rule_id)
    forget_failures(ctx, [rule_id])
    announce(ctx, Written(resolved=resolve(ctx, ending)))


__all__ = [
    "RULE_LIST",
    "create_rule",
    "delete_rule",
    "duplicate_rule",
    "get_rule",
    "list_rules",
    "restore_rule",
    "update_rule",
]
