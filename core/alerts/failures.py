"""Rules that cannot be evaluated: noted with the reason, and treated as each rule says."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import delete, select

from core.alerts.evaluation import Verdict, other_verdict
from core.alerts.loading import RULE_TARGET, Remembered, Rule, remembered
from core.alerts.states import Missing, Signal
from core.alerts.transition import NO_TIME, NOTHING_KNOWN, Policy, transition
from core.kit.context import Ctx
from data.rows import insert_rows
from data.schema import AlertRuleError

LONGEST = 500


def note_failures(ctx: Ctx, failed: Mapping[int, str]) -> None:
    """Remember why rules failed; one that failed before keeps the moment it began."""
    rows = [
        {"rule_id": rule_id, "reason": reason[:LONGEST], "since": ctx.now}
        for rule_id, reason in failed.items()
    ]
    insert_rows(ctx.session, AlertRuleError.__table__, rows, skip_taken="rule_id")  # type: ignore[arg-type]


def forget_failures(ctx: Ctx, rule_ids: Collection[int]) -> None:
    """Rules that could be evaluated, or are no more."""
    failing = set(ctx.session.scalars(select(AlertRuleError.rule_id)))
    if mended := failing.intersection(rule_ids):
        ctx.session.execute(delete(AlertRuleError).where(AlertRuleError.rule_id.in_(mended)))


def failed_verdicts(ctx: Ctx, rules: Sequence[Rule]) -> list[Verdict]:
    """What follows for the alerts of rules that failed: kept, taken as fine, or an alert about the
    rule itself."""
    known = remembered(ctx, {rule.id: str(rule.target_type) for rule in rules})
    found = [verdict for rule in rules for verdict in _of_rule(ctx, rule, known[rule.id])]
    return [one for one in found if one.decision.effects]


def _of_rule(ctx: Ctx, rule: Rule, known: Remembered) -> list[Verdict]:
    if rule.policy.on_error is Missing.RAISE:
        return [_about_rule(ctx, rule, known)]
    found = [other_verdict(rule, alert, Signal.ERROR, ctx) for alert in known.alerts.values()]
    for target, standing in known.pending.items():
        decision = transition(standing, Signal.ERROR, rule.policy, ctx.now)
        found.append(Verdict(rule, rule.target_type, target, decision, None, None))
    return found


def _about_rule(ctx: Ctx, rule: Rule, known: Remembered) -> Verdict:
    own = [alert for alert in known.other if alert.target_type == RULE_TARGET]
    if own:
        return other_verdict(rule, own[0], Signal.ERROR, ctx)
    decision = transition(NOTHING_KNOWN, Signal.ERROR, _at_once(rule), ctx.now)
    return Verdict(rule, RULE_TARGET, rule.id, decision, None, None)


def _at_once(rule: Rule) -> Policy:
    """A rule that cannot be checked is told at once: its pending period is about its figures."""
    return replace(rule.policy, pending_for=NO_TIME)
