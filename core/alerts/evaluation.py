"""From rules to decisions: read each indicator once, compare, decide. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import structlog

from core.alerts.loading import OpenAlert, Rule, open_alerts
from core.alerts.narrowing import EVERYTHING_AFFECTED, Affected, named_targets
from core.alerts.sight import Sight, creator_sights
from core.alerts.states import Act, Decision, Signal, State, transition
from core.indicators import Narrow, Question, Reading, TargetType, count_targets, question
from core.kit.context import Ctx

log = structlog.get_logger(__name__)
Former = dict[int, Decimal | None]
Valued = tuple[Any, Decimal | None]
"""A row of an indicator's query with its value."""


@dataclass(frozen=True)
class Verdict:
    """A decision that leads to a write, with what it is about."""

    rule: Rule
    decision: Decision
    reading: Reading | None
    open_alert: OpenAlert | None


@dataclass
class Evaluation:
    """What an evaluation of some rules found."""

    verdicts: list[Verdict] = field(default_factory=list)
    targets: int = 0
    errors: int = 0


@dataclass(frozen=True)
class Answers:
    """The indicator's answers that the rules of one source share."""

    asked: Question
    rows: Any
    former: dict[int, Any]  # window in days -> rows of that day
    targets: int


def evaluate(ctx: Ctx, rules: list[Rule], affected: Affected) -> Evaluation:
    """Decide for rules of one source. A rule that fails is logged and counted, no more."""
    opened = open_alerts(ctx, [rule.id for rule in rules])
    found = Evaluation()
    concerned = affected.targets(rules[0].target_type)
    target_ids = named_targets(rules, concerned)
    if concerned is not None and not concerned:
        return found
    answers = _ask(ctx, rules, opened, target_ids, affected)
    asked = answers.asked
    sights = creator_sights(ctx, {rule.created_by for rule in rules})
    values: dict[str, list[Valued]] = {}
    for rule in rules:
        try:
            code = rule.indicator.code
            if code not in values:
                values[code] = [(row, rule.indicator.value(asked, row)) for row in answers.rows]
            judged = _Judge(
                ctx, rule, asked, opened[rule.id], concerned, _former(rule, answers), sights
            ).verdicts(values[code])
            found.verdicts += judged
            found.targets += answers.targets
        except Exception:
            log.exception("rule_failed", rule_id=rule.id)
            found.errors += 1
    return found


def _ask(
    ctx: Ctx,
    rules: list[Rule],
    opened: dict[int, dict[int, OpenAlert]],
    target_ids: frozenset[int] | None,
    affected: Affected,
) -> Answers:
    first = rules[0]
    narrow = None
    if first.target_type is TargetType.FINANCIAL_RECORD:
        kept = frozenset(target for alerts in opened.values() for target in alerts)
        narrow = Narrow(tuple(rule.limit.values() for rule in rules), kept, affected.days)
    asked = question(
        ctx,
        first.indicator,
        first.target_type,
        target_ids=target_ids,
        period=first.period,
        narrow=narrow,
    )
    former = {
        window: first.indicator.load(ctx, shifted(ctx, first, asked, window))
        for window in {rule.window for rule in rules if rule.window}
    }
    rows = first.indicator.load(ctx, asked)
    whole = narrow is not None and affected is EVERYTHING_AFFECTED
    targets = count_targets(ctx, first.indicator, asked) if whole else len(rows)
    return Answers(asked, rows, former, targets)


def shifted(ctx: Ctx, rule: Rule, asked: Question, days: int) -> Question:
    """The same question as it would have been asked `days` days before."""
    day = asked.as_of - timedelta(days=days)
    before = question(ctx, rule.indicator, rule.target_type, as_of=day, period=rule.period)
    return replace(asked, as_of=day, period=before.period)


def _former(rule: Rule, answers: Answers) -> Former:
    if not rule.window:
        return {}
    asked, value = answers.asked, rule.indicator.value
    return {row.target_id: value(asked, row) for row in answers.former[rule.window]}


@dataclass(frozen=True)
class _Judge:
    """One rule against the readings of its indicator."""

    ctx: Ctx
    rule: Rule
    asked: Question
    opened: dict[int, OpenAlert]
    concerned: frozenset[int] | None
    former: Former
    sights: dict[int | None, Sight]

    def verdicts(self, values: Iterable[Valued]) -> list[Verdict]:
        """Decisions that lead to a write: raised, kept with a new value, resolved."""
        seen: set[int] = set()
        found: list[Verdict] = []
        broken_by, opened, former = self.rule.limit.test(), self.opened, self.former
        for row, value in self._within_reach(values):
            target = row.target_id
            broken = None if value is None else broken_by(value, former.get(target))
            alert = opened.get(target)
            if alert is not None:
                seen.add(target)
            elif not broken:
                continue
            reading = self.rule.indicator.read(self.asked, row)
            verdict = self._decide(_signal(broken), reading, alert)
            if verdict.decision.act is not Act.NONE:
                found.append(verdict)
        return found + [
            self._decide(Signal.GONE, None, alert)
            for target, alert in opened.items()
            if target not in seen and (self.concerned is None or target in self.concerned)
        ]

    def _within_reach(self, values: Iterable[Valued]) -> Iterable[Valued]:
        sight, ids = self.sights[self.rule.created_by], self.rule.target_ids
        if ids is None and sight.everything:
            return values
        return [
            (row, value)
            for row, value in values
            if (ids is None or row.target_id in ids)
            and sight.covers(row.department_id, row.project_id)
        ]

    def _decide(self, signal: Signal, reading: Reading | None, alert: OpenAlert | None) -> Verdict:
        same = alert is None or alert.target_type == self.rule.target_type
        before = State.FIRING if alert else State.NORMAL
        decision = transition(before, signal if same else Signal.GONE, self.ctx.now)
        return Verdict(self.rule, decision, reading, alert)


def _signal(broken: bool | None) -> Signal:
    if broken is None:
        return Signal.NO_VALUE
    return Signal.BREACH if broken else Signal.FINE
