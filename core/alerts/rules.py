"""When a value breaks a rule: pure comparisons, exact in Decimal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from core.alerts.states import Signal
from core.kit.i18n import N_
from core.kit.money import ratio

MOST = Decimal(10**16 - 1)
EIGHT = Decimal("0.00000001")


class Condition(StrEnum):
    """How a value is compared with the threshold."""

    GT = "gt"
    LT = "lt"
    EQ = "eq"
    GTE = "gte"
    LTE = "lte"
    BETWEEN = "between"
    CHANGE = "change"


class Severity(StrEnum):
    """How bad it is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


LEVELS = {Severity.LOW: "info", Severity.MEDIUM: "warning", Severity.HIGH: "critical"}
"""The level of the notification that an alert of this severity sends."""

RECOVERS_BELOW = frozenset({Condition.GT, Condition.GTE, Condition.CHANGE})
RECOVERS_ABOVE = frozenset({Condition.LT, Condition.LTE})
"""Conditions with a recovery threshold, and on which side of the threshold it lies."""

CONDITION_NAMES = {
    Condition.GT: N_("greater than"),
    Condition.LT: N_("less than"),
    Condition.EQ: N_("equal to"),
    Condition.GTE: N_("at least"),
    Condition.LTE: N_("at most"),
    Condition.BETWEEN: N_("between"),
    Condition.CHANGE: N_("changes by more than"),
}
SEVERITY_NAMES = {Severity.LOW: N_("Low"), Severity.MEDIUM: N_("Medium"), Severity.HIGH: N_("High")}


@dataclass(frozen=True)
class Limit:
    """A condition with its threshold; `high` closes `between`, both ends included.

    For `change` the threshold is the relative change (0.2 = 20 %), up or down. An alert recovers
    when the value no longer breaks the same condition with the threshold `recovery`.
    """

    condition: Condition
    threshold: Decimal
    high: Decimal | None = None
    recovery: Decimal | None = None

    def is_broken(self, value: Decimal | None, before: Decimal | None = None) -> bool | None:
        """Whether `value` breaks the rule; None when there is nothing to compare.

        `before` is the value at the start of the window, for `change`.
        """
        if value is None:
            return None
        if self.condition is Condition.CHANGE:
            change = relative_change(value, before)
            return None if change is None else abs(change) > self.threshold
        return TESTS[self.condition](value, self)

    def signal(self, value: Decimal | None, before: Decimal | None = None) -> Signal:
        """What the value says about an alert that is there."""
        broken = self.is_broken(value, before)
        if broken is None:
            return Signal.NO_DATA
        if broken:
            return Signal.BREACH
        if self.recovery is None:
            return Signal.FINE
        easier = replace(self, threshold=self.recovery, recovery=None)
        return Signal.BAND if easier.is_broken(value, before) else Signal.FINE

    def values(self) -> tuple[Decimal | None, Decimal | None]:
        """A range that holds every value that can break the rule; None is open."""
        return RANGES[self.condition](self)


def stored_value(value: Decimal) -> Decimal:
    """As many places as the column has; what is beyond it stands at its end, so that one absurd
    sum does not keep every other alert from being written."""
    return max(-MOST, min(MOST, value)).quantize(EIGHT)


def relative_change(value: Decimal, before: Decimal | None) -> Decimal | None:
    """(value - before) ÷ |before|; None without a value before or when it was zero."""
    return None if before is None else ratio(value - before, abs(before))


TESTS: dict[Condition, Callable[[Decimal, Limit], bool]] = {
    Condition.GT: lambda value, limit: value > limit.threshold,
    Condition.LT: lambda value, limit: value < limit.threshold,
    Condition.EQ: lambda value, limit: value == limit.threshold,
    Condition.GTE: lambda value, limit: value >= limit.threshold,
    Condition.LTE: lambda value, limit: value <= limit.threshold,
    Condition.BETWEEN: lambda value, limit: (
        limit.threshold <= value and (limit.high is None or value <= limit.high)
    ),
}
Range = tuple[Decimal | None, Decimal | None]
RANGES: dict[Condition, Callable[[Limit], Range]] = {
    Condition.GT: lambda limit: (limit.threshold, None),
    Condition.GTE: lambda limit: (limit.threshold, None),
    Condition.LT: lambda limit: (None, limit.threshold),
    Condition.LTE: lambda limit: (None, limit.threshold),
    Condition.EQ: lambda limit: (limit.threshold, limit.threshold),
    Condition.BETWEEN: lambda limit: (limit.threshold, limit.high),
    Condition.CHANGE: lambda limit: (None, None),
}
