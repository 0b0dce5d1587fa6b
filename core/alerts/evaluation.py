"""From rules to decisions: read each indicator once, compare, decide. Nothing is written here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import structlog

from core.alerts.board import Board, make_board
from core.alerts.loading import RULE_TARGET, OpenAlert, Remembered, Rule, remembered
from core.alerts.narrowing import EVERYTHING_AFFECTED, Affected, named_targets
from core.alerts.reach import Reach, reaches
from core.alerts.rules import stored_value
from core.alerts.sight import Sight, creator_sights
from core.alerts.states import Missing, Signal, State
from core.alerts.transition import Decision, transition
from core.indicators import Narrow, Question, Reading, TargetType, count_targets, question
from core.kit.context import Ctx

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Verdict:
    """A decision that leads to a write, with what it is about."""

    rule: Rule
    target_type: str
    target_id: int
    decision: Decision
    reading: Reading | None
    open_alert: OpenAlert | None

    @property
    def key(self) -> str:
        """The only open alert, or pending period, of this rule and target."""
        return self.rule.key(self.target_id, self.target_type)


@dataclass
class Evaluation:
    """What an evaluation of some rules found: rules that failed with the reason, and those that
    could be checked."""

    verdicts: list[Verdict] = field(default_factory=list)
    targets: int = 0
    failed: dict[int, str] = field(default_factory=dict)
    checked: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Answers:
    """The indicator's answers that the rules of one source share."""

    asked: Question
    rows: Any
    former: dict[int, Any]  # window in days -> rows of that day
    targets: int

    def board(self, rule: Rule) -> Board:
        """The answers as the values of the rule's indicator."""
        value = rule.indicator.value
        former = {
            window: {row.target_id: value(self.asked, row) for row in rows}
            for window, rows in self.former.items()
        }
        return make_board(((row, value(self.asked, row)) for row in self.rows), former)


def evaluate(ctx: Ctx, rules: list[Rule], affected: Affected) -> Evaluation:
    """Decide for rules of one source. A rule that fails is logged and counted, no more."""
    found = Evaluation()
    concerned = affected.targets(rules[0].target_type)
    if concerned is not None and not concerned:
        return found
    known = remembered(ctx, {rule.id: str(rule.target_type) for rule in rules})
    answers = _ask(ctx, rules, known, named_targets(rules, concerned), affected)
    boards: dict[str, Board] = {}
    within = _Within(ctx, rules, answers)
    for rule in rules:
        try:
            code = rule.indicator.code
            if code not in boards:
                boards[code] = answers.board(rule)
            covered = within.of(rule)
            judge = _Judge(ctx, rule, answers.asked, boards[code], known[rule.id], covered)
            found.verdicts += judge.verdicts(concerned)
            found.targets += answers.targets if covered is None else len(covered)
            found.checked.append(rule.id)
        except Exception as error:
            log.exception("rule_failed", rule_id=rule.id)
            found.failed[rule.id] = f"{type(error).__name__}: {error}"
    return found


def _ask(
    ctx: Ctx,
    rules: list[Rule],
    known: Mapping[int, Remembered],
    target_ids: frozenset[int] | None,
    affected: Affected,
) -> Answers:
    first = rules[0]
    narrow = None
    if first.target_type is TargetType.FINANCIAL_RECORD:
        kept = frozenset(target for one in known.values() for target in one.targets())
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


class _Within:
    """The targets each rule is about: within its reach and what its maker sees; found once for
    all rules that share both."""

    def __init__(self, ctx: Ctx, rules: list[Rule], answers: Answers) -> None:
        self.rows = answers.rows
        self.sights = creator_sights(ctx, {rule.created_by for rule in rules})
        narrowed = {rule.reach for rule in rules if not rule.reach.everything}
        self.reaches = reaches(ctx, rules[0].target_type, narrowed, self.rows)
        self.found: dict[tuple[Reach, Sight], frozenset[int]] = {}

    def of(self, rule: Rule) -> frozenset[int] | None:
        """Target ids; None for all."""
        reach, sight = rule.reach, self.sights[rule.created_by]
        if reach.everything and sight.everything:
            return None
        if (reach, sight) not in self.found:
            covers = self.reaches.get(reach, lambda _row: True)
            self.found[reach, sight] = frozenset(
                row.target_id
                for row in self.rows
                if sight.covers(row.department_id, row.project_id) and covers(row)
            )
        return self.found[reach, sight]


@dataclass(frozen=True)
class _Judge:
    """One rule against the readings of its indicator."""

    ctx: Ctx
    rule: Rule
    asked: Question
    board: Board
    known: Remembered
    covered: frozenset[int] | None

    def verdicts(self, concerned: frozenset[int] | None) -> list[Verdict]:
        """Decisions that lead to a write."""
        seen: set[int] = set()
        found: list[Verdict] = []
        for row, signal in self._noteworthy():
            if self.covered is None or row.target_id in self.covered:
                seen.add(row.target_id)
                found += self._decide(row.target_id, signal, row)
        for target in self.known.targets() - seen:
            if concerned is None or target in concerned:
                found += self._remembered(target)
        return found + self._others()

    def _noteworthy(self) -> Iterable[tuple[Any, Signal]]:
        """Rows that can begin an alert."""
        yield from (
            (row, Signal.BREACH) for row in self.board.breaking(self.rule.limit, self.rule.window)
        )
        if self.rule.policy.on_no_data is Missing.RAISE:
            yield from ((row, Signal.NO_DATA) for row in self.board.missing)

    def _remembered(self, target: int) -> list[Verdict]:
        entry = self.board.entries.get(target)
        if entry is None or (self.covered is not None and target not in self.covered):
            return self._decide(target, Signal.GONE, None)
        row, value = entry
        before = self.board.before(target, self.rule.window)
        return self._decide(target, self.rule.limit.signal(value, before), row)

    def _decide(self, target: int, signal: Signal, row: Any) -> list[Verdict]:
        alert = self.known.alerts.get(target)
        if alert is not None and signal is Signal.BREACH and self._settled(alert, target):
            return []
        before = self.known.standing(target)
        decision = transition(before, signal, self.rule.policy, self.ctx.now)
        if not decision.effects:
            return []
        reading = None if row is None else self.rule.indicator.read(self.asked, row)
        return [Verdict(self.rule, self.rule.target_type, target, decision, reading, alert)]

    def _settled(self, alert: OpenAlert, target: int) -> bool:
        """Whether nothing at all can follow: most alerts stand as they stood."""
        standing, limit = alert.standing, self.rule.limit
        value = self.board.entries[target][1]
        return (
            standing.state is State.FIRING
            and standing.health is None
            and standing.snoozed_until is None
            and self.rule.policy.renotify_every is None
            and value is not None
            and limit.threshold == alert.threshold
            and stored_value(value) == alert.current_value
        )

    def _others(self) -> list[Verdict]:
        """Alerts about what the rule is no longer about, and the one about the rule itself."""
        return [
            other_verdict(
                self.rule,
                alert,
                Signal.FINE if alert.target_type == RULE_TARGET else Signal.GONE,
                self.ctx,
            )
            for alert in self.known.other
        ]


def other_verdict(rule: Rule, alert: OpenAlert, signal: Signal, ctx: Ctx) -> Verdict:
    """What a signal without a reading means for an open alert."""
    decision = transition(alert.standing, signal, rule.policy, ctx.now)
    return Verdict(rule, alert.target_type, alert.target_id, decision, None, alert)


def shown_value(reading: Reading | None) -> Decimal | None:
    """The reading's value as it is stored; None without one."""
    return None if reading is None or reading.value is None else stored_value(reading.value)
