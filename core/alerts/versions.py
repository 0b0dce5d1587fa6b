"""Former states of a rule: every change is kept whole and can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from core.alerts.rule_queries import visible_rules
from core.alerts.schemas import AlertRuleIn, RuleVersion
from core.alerts.states import Missing
from core.audit import json_value, load_row
from core.kit.context import Ctx
from core.kit.errors import NotFound
from data.schema import AlertRule, AlertRuleVersion

DEFAULTS = {"on_no_data": str(Missing.KEEP), "on_error": str(Missing.KEEP)}


def content_of(row: AlertRule) -> dict[str, Any]:
    """What people decide about a rule, as JSON."""
    found = {name: json_value(getattr(row, name)) for name in AlertRuleIn.model_fields}
    return found | {name: found[name] or default for name, default in DEFAULTS.items()}


def keep_version(ctx: Ctx, row: AlertRule) -> None:
    """Append the rule as it stands now, once a version."""
    held = select(AlertRuleVersion.id).where(
        AlertRuleVersion.rule_id == row.id, AlertRuleVersion.version == row.version
    )
    if ctx.session.scalar(held) is not None:
        return
    made = row.version == 1
    ctx.session.add(
        AlertRuleVersion(
            rule_id=row.id,
            version=row.version,
            content=content_of(row),
            changed_by=row.created_by if made else ctx.actor.user_id,
            changed_at=row.updated_at,
        )
    )
    ctx.session.flush()


def rule_versions(ctx: Ctx, rule_id: int) -> tuple[RuleVersion, ...]:
    """The rule's versions, newest first, each with what it changed. Raises NotFound."""
    rule = load_row(ctx, AlertRule, rule_id, visible_rules(ctx))
    statement = (
        select(AlertRuleVersion)
        .where(AlertRuleVersion.rule_id == rule_id)
        .order_by(AlertRuleVersion.version)
    )
    before: Mapping[str, Any] | None = None
    found: list[RuleVersion] = []
    for row in ctx.session.scalars(statement):
        found.append(
            RuleVersion(
                version=row.version,
                changed_by=row.changed_by,
                changed_at=row.changed_at,
                content=row.content,
                changes=_changes(before, row.content),
                is_current=row.version == rule.version,
            )
        )
        before = row.content
    return tuple(reversed(found))


def _changes(
    before: Mapping[str, Any] | None, after: Mapping[str, Any]
) -> dict[str, tuple[Any, Any]]:
    if before is None:
        return {}
    return {
        name: (before.get(name), value)
        for name, value in after.items()
        if before.get(name) != value
    }


def version_content(ctx: Ctx, rule_id: int, version: int) -> dict[str, Any]:
    """What a rule said in one version. Raises NotFound."""
    statement = select(AlertRuleVersion.content).where(
        AlertRuleVersion.rule_id == rule_id, AlertRuleVersion.version == version
    )
    content = ctx.session.scalar(statement)
    if content is None:
        raise NotFound
    return dict(content)
