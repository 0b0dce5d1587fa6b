"""Trying a rule out: what it would raise now, without writing anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core.alerts.board import Board
from core.alerts.evaluation import Answers, shifted
from core.alerts.loading import Rule, read_rule
from core.alerts.reach import reaches
from core.alerts.rule_queries import visible_rules
from core.alerts.rules import RECOVERS_ABOVE, RECOVERS_BELOW, Condition
from core.alerts.schemas import AlertRuleIn, RuleTest, WouldRaise
from core.alerts.validation import checked
from core.audit import load_row
from core.indicators import Narrow, Question, TargetType, Unit, count_targets, question
from core.kit.context import Ctx
from data.schema import AlertRule

SHOWN = 1000
NEAREST = 5


def test_rule(ctx: Ctx, rule: AlertRuleIn | int) -> RuleTest:
    """What the rule would raise now among the targets the actor may see, at most 1,000 of them,
    the worst first. Its pending period is left aside.

    `rule` is a stored rule's id (needs `rules.view`) or one not saved yet (needs `rules.edit`).
    """
    wanted = _stored(ctx, rule) if isinstance(rule, int) else _given(ctx, rule)
    ctx.require("amounts.view")
    asked = _asked(ctx, wanted)
    trial = _Trial(ctx, wanted, asked, wanted.indicator.load(ctx, asked))
    return trial.result()


def _stored(ctx: Ctx, rule_id: int) -> Rule:
    return read_rule(load_row(ctx, AlertRule, rule_id, visible_rules(ctx)))


def _given(ctx: Ctx, rule: AlertRuleIn) -> Rule:
    ctx.require("rules.edit")
    checked(ctx, rule.model_dump())
    return read_rule(rule, 0)


def _asked(ctx: Ctx, rule: Rule) -> Question:
    records = rule.target_type is TargetType.FINANCIAL_RECORD
    return question(
        ctx,
        rule.indicator,
        rule.target_type,
        target_ids=rule.reach.targets,
        period=rule.period,
        narrow=Narrow((rule.limit.values(),)) if records else None,
        limit=SHOWN if records and rule.reach.everything else None,
    )


@dataclass(frozen=True)
class _Trial:
    ctx: Ctx
    rule: Rule
    asked: Question
    rows: Sequence[Any]

    def result(self) -> RuleTest:
        """Count, compare, name."""
        rule, within = self.rule, self._within()
        answers = Answers(self.asked, within, self._former(), len(within))
        board = answers.board(rule)
        breaking = list(board.breaking(rule.limit, rule.window))
        if rule.limit.condition not in RECOVERS_ABOVE:
            breaking.reverse()
        return RuleTest(
            would_raise=tuple(self._named(breaking[:SHOWN])),
            evaluated=self._evaluated(len(within)),
            without_value=len(board.missing),
            nearest=tuple(self._named(self._nearest(board, len(breaking)))),
        )

    def _evaluated(self, within: int) -> int:
        if self.rule.target_type is TargetType.FINANCIAL_RECORD and self.rule.reach.everything:
            return count_targets(self.ctx, self.rule.indicator, self.asked)
        return within

    def _within(self) -> Sequence[Any]:
        reach = self.rule.reach
        if reach.everything:
            return self.rows
        covers = reaches(self.ctx, self.rule.target_type, [reach], self.rows)[reach]
        return [row for row in self.rows if covers(row)]

    def _former(self) -> dict[int, Any]:
        if not self.rule.window:
            return {}
        then = shifted(self.ctx, self.rule, self.asked, self.rule.window)
        return {self.rule.window: self.rule.indicator.load(self.ctx, then)}

    def _nearest(self, board: Board, breaking: int) -> Sequence[Any]:
        """Those that come closest to the limit without breaking it, the closest first."""
        condition, rows = self.rule.limit.condition, board.values.rows
        if condition in RECOVERS_BELOW and condition is not Condition.CHANGE:
            fine = rows[: len(rows) - breaking]
            return fine[::-1][:NEAREST]
        return rows[breaking:][:NEAREST] if condition in RECOVERS_ABOVE else ()

    def _named(self, rows: Iterable[Any]) -> Iterable[WouldRaise]:
        money = self.rule.indicator.unit is Unit.MONEY
        for row in rows:
            found = self.rule.indicator.read(self.asked, row)
            if found.value is not None:
                yield WouldRaise(
                    target_type=self.rule.target_type,
                    target_id=found.target_id,
                    target_name=found.target_name,
                    current_value=found.value,
                    currency=found.currency if money else None,
                )
