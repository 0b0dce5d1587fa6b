"""The messages of raised alerts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.alerts.audience import Audience, Reader
from core.alerts.loading import Rule
from core.alerts.rules import LEVELS, Condition
from core.indicators import Reading, Unit
from core.kit.context import Ctx
from core.kit.i18n import N_
from core.notifications import Level, Message, days, money, notify, phrase, ratio

MANY = 50
"""More alerts of one rule at once than this are told in one message to each reader."""

LIMITED = N_("{rule}: {indicator} of {target} is {value}; the limit is {limit}")
BETWEEN = N_("{rule}: {indicator} of {target} is {value}, between {limit} and {high}")
CHANGED = N_(
    "{rule}: {indicator} of {target} is {value}, a change of more than {limit} in {days} days"
)
HIDDEN = N_("{rule}: {indicator} of {target} has passed its limit")
COUNTED = N_("{rule}: {count} new alerts")


@dataclass(frozen=True)
class Raised:
    """An alert just written."""

    alert_id: int
    rule: Rule
    reading: Reading


def tell(ctx: Ctx, raised: Sequence[Raised]) -> int:
    """Write notifications of raised alerts in the running transaction; how many."""
    audience = Audience(ctx)
    crowded = {
        rule for rule, count in Counter(one.rule.id for one in raised).items() if count > MANY
    }
    single = [one for one in raised if one.rule.id not in crowded]
    messages = [
        _message(one, reader)
        for one in single
        for reader in audience.readers(one.rule, one.reading)
    ]
    many = [one for one in raised if one.rule.id in crowded]
    return notify(ctx, [*messages, *_counted(audience, many)])


def _counted(audience: Audience, raised: Iterable[Raised]) -> list[Message]:
    counts: Counter[tuple[int, int]] = Counter()
    rules: dict[int, Rule] = {}
    for one in raised:
        rules[one.rule.id] = one.rule
        counts.update(
            (one.rule.id, reader.user_id) for reader in audience.readers(one.rule, one.reading)
        )
    return [
        Message(
            user_id,
            COUNTED,
            {"rule": rules[rule_id].name, "count": count},
            level=Level(LEVELS[rules[rule_id].severity]),
        )
        for (rule_id, user_id), count in counts.items()
    ]


def _message(one: Raised, reader: Reader) -> Message:
    shown = reader.amounts.covers(one.reading.department_id, one.reading.project_id)
    template = _template(one.rule) if shown else HIDDEN
    params = _params(one, with_amounts=shown)
    level = Level(LEVELS[one.rule.severity])
    return Message(reader.user_id, template, params, level=level, alert_id=one.alert_id)


def _template(rule: Rule) -> str:
    special = {Condition.BETWEEN: BETWEEN, Condition.CHANGE: CHANGED}
    return special.get(rule.limit.condition, LIMITED)


def _params(one: Raised, *, with_amounts: bool) -> Mapping[str, Any]:
    rule, reading = one.rule, one.reading
    plain = {
        "rule": rule.name,
        "indicator": phrase(rule.indicator.name),
        "target": reading.target_name,
    }
    if not with_amounts:
        return plain
    by_change = rule.limit.condition is Condition.CHANGE
    return plain | {
        "value": _figure(rule, reading, reading.value or Decimal(0)),
        "limit": ratio(rule.limit.threshold)
        if by_change
        else _figure(rule, reading, rule.limit.threshold),
        "high": _figure(rule, reading, rule.limit.high or Decimal(0)),
        "days": rule.window or 0,
    }


def _figure(rule: Rule, reading: Reading, value: Decimal) -> dict[str, str]:
    if rule.indicator.unit is Unit.RATIO:
        return ratio(value)
    if rule.indicator.unit is Unit.DAYS:
        return days(value)
    return money(value, reading.currency)
