"""Trying a rule out: what it would raise now, without writing anything."""

from __future__ import annotations

from core.alerts.evaluation import shifted
from core.alerts.loading import Rule, read_rule
from core.alerts.schemas import AlertRuleIn, RuleTest, WouldRaise
from core.alerts.service import visible_rules
from core.alerts.validation import checked
from core.audit import load_row
from core.indicators import Narrow, Question, TargetType, count_targets, question
from core.kit.context import Ctx
from data.schema import AlertRule

SHOWN = 1000


def test_rule(ctx: Ctx, rule: AlertRuleIn | int) -> RuleTest:
    """What the rule would raise now among the targets the actor may see, at most 1,000 of them.

    `rule` is a stored rule's id (needs `rules.view`) or one not saved yet (needs `rules.edit`).
    """
    wanted = _stored(ctx, rule) if isinstance(rule, int) else _given(ctx, rule)
    ctx.require("amounts.view")
    asked = question(
        ctx,
        wanted.indicator,
        wanted.target_type,
        target_ids=wanted.target_ids,
        period=wanted.period,
        narrow=_narrow(wanted),
        limit=SHOWN if wanted.target_type is TargetType.FINANCIAL_RECORD else None,
    )
    return RuleTest(
        would_raise=tuple(_breaking(ctx, wanted, asked)[:SHOWN]),
        evaluated=count_targets(ctx, wanted.indicator, asked),
    )


def _stored(ctx: Ctx, rule_id: int) -> Rule:
    return read_rule(load_row(ctx, AlertRule, rule_id, visible_rules(ctx)))


def _given(ctx: Ctx, rule: AlertRuleIn) -> Rule:
    ctx.require("rules.edit")
    checked(ctx, rule.model_dump())
    return read_rule(rule, 0)


def _narrow(rule: Rule) -> Narrow | None:
    if rule.target_type is not TargetType.FINANCIAL_RECORD:
        return None
    return Narrow((rule.limit.values(),))


def _breaking(ctx: Ctx, rule: Rule, asked: Question) -> list[WouldRaise]:
    former = {}
    if rule.window:
        before = shifted(ctx, rule, asked, rule.window)
        then = (rule.indicator.read(before, row) for row in rule.indicator.load(ctx, before))
        former = {reading.target_id: reading.value for reading in then}
    now = (rule.indicator.read(asked, row) for row in rule.indicator.load(ctx, asked))
    return [
        WouldRaise(
            target_type=rule.target_type,
            target_id=reading.target_id,
            target_name=reading.target_name,
            current_value=reading.value,
        )
        for reading in now
        if reading.value is not None
        and rule.limit.is_broken(reading.value, former.get(reading.target_id))
    ]
