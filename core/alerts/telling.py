"""The messages of alerts that are raised, and of those nobody has acted on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.alerts.audience import Audience, Reader
from core.alerts.loading import Rule
from core.alerts.rules import LEVELS, Condition
from core.alerts.states import RAISING, Reason
from core.indicators import Reading, Unit
from core.kit.context import Ctx
from core.kit.i18n import N_
from core.notifications import (
    Level,
    Message,
    days,
    money,
    notify,
    phrase,
    plain_number,
    ratio,
    text,
)

MANY = 50
"""More alerts of one rule at once than this are told in one message to each reader."""

LIMITED = N_("{rule}: {indicator} of {target} is {value}; the limit is {limit}")
BETWEEN = N_("{rule}: {indicator} of {target} is {value}, between {limit} and {high}")
CHANGED = N_(
    "{rule}: {indicator} of {target} is {value}, a change of more than {limit} in {days} days"
)
HIDDEN = N_("{rule}: {indicator} of {target} has passed its limit")
MISSING = N_("{rule}: there is no figure for {indicator} of {target}")
FAILED = N_("{rule}: the rule could not be checked")
REMINDED = N_("Still off plan: {message}")
COUNTED = N_("{rule}: {count} new alerts")
COUNTED_AGAIN = N_("{rule}: {count} alerts still off plan")


@dataclass(frozen=True)
class Told:
    """An alert people are to hear of, and the transition that says why: `reason` is one an alert
    is raised for, or reminded or snooze_over."""

    alert_id: int
    transition_id: int
    rule: Rule
    reading: Reading | None
    reason: Reason

    @property
    def again(self) -> bool:
        """Whether people have heard of it before."""
        return self.reason not in RAISING


def tell(ctx: Ctx, told: Sequence[Told]) -> int:
    """Write notifications of alerts in the running transaction; how many."""
    if not told:
        return 0
    audience = Audience(ctx)
    crowded = {key for key, count in Counter(_crowd(one) for one in told).items() if count > MANY}
    messages = [
        _message(one, reader)
        for one in told
        if _crowd(one) not in crowded
        for reader in audience.readers(one.rule, one.reading)
    ]
    many = [one for one in told if _crowd(one) in crowded]
    return notify(ctx, [*messages, *_counted(audience, many)])


def _crowd(one: Told) -> tuple[int, bool]:
    return one.rule.id, one.again


def _counted(audience: Audience, told: Iterable[Told]) -> list[Message]:
    counts: Counter[tuple[int, bool, int]] = Counter()
    rules: dict[int, Rule] = {}
    for one in told:
        rules[one.rule.id] = one.rule
        counts.update(
            (one.rule.id, one.again, reader.user_id)
            for reader in audience.readers(one.rule, one.reading)
        )
    return [
        Message(
            user_id,
            COUNTED_AGAIN if again else COUNTED,
            {"rule": rules[rule_id].name, "count": count},
            level=Level(LEVELS[rules[rule_id].severity]),
        )
        for (rule_id, again, user_id), count in counts.items()
    ]


def _message(one: Told, reader: Reader) -> Message:
    template, params = _words(one, reader)
    if one.again:
        template, params = REMINDED, {"message": text(template, params)}
    level = Level(LEVELS[one.rule.severity])
    return Message(
        reader.user_id,
        template,
        params,
        level=level,
        alert_id=one.alert_id,
        transition_id=one.transition_id,
    )


def _words(one: Told, reader: Reader) -> tuple[str, Mapping[str, Any]]:
    rule, reading = one.rule, one.reading
    if reading is None:
        return FAILED, {"rule": rule.name}
    plain: dict[str, Any] = {
        "rule": rule.name,
        "indicator": phrase(rule.indicator.name),
        "target": reading.target_name,
    }
    if reading.value is None:
        return MISSING, plain
    if not reader.amounts.covers(reading.department_id, reading.project_id):
        return HIDDEN, plain
    return _template(rule), {**plain, **_figures(rule, reading)}


def _template(rule: Rule) -> str:
    special = {Condition.BETWEEN: BETWEEN, Condition.CHANGE: CHANGED}
    return special.get(rule.limit.condition, LIMITED)


def _figures(rule: Rule, reading: Reading) -> Mapping[str, Any]:
    by_change = rule.limit.condition is Condition.CHANGE
    limit = rule.limit
    return {
        "value": _figure(rule, reading, reading.value or Decimal(0)),
        "limit": ratio(limit.threshold) if by_change else _figure(rule, reading, limit.threshold),
        "high": _figure(rule, reading, limit.high or Decimal(0)),
        "days": rule.window or 0,
    }


def _figure(rule: Rule, reading: Reading, value: Decimal) -> dict[str, str]:
    unit = rule.indicator.unit
    return money(value, reading.currency) if unit is Unit.MONEY else FIGURES[unit](value)


FIGURES: dict[Unit, Callable[[Decimal], dict[str, str]]] = {
    Unit.RATIO: ratio,
    Unit.PERCENT: lambda value: ratio(value / 100),
    Unit.DAYS: days,
    Unit.INDEX: plain_number,
    Unit.POINTS: plain_number,
}
