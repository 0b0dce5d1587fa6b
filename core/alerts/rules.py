"""When a value breaks a rule: pure comparisons, exact in Decimal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from core.kit.i18n import N_
from core.kit.money import ratio


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

    For `change` the threshold is the relative change (0.2 = 20 %), up or down.
    """

    condition: Condition
    threshold: Decimal
    high: Decimal | None = None

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

    def test(self) -> Callable[[Decimal, Decimal | None], bool | None]:
        """`is_broken` for many values that are there."""
        if self.condition is Condition.CHANGE:
            return self.is_broken
        compare = TESTS[self.condition]
        return lambda value, _before: compare(value, self)

    def values(self) -> tuple[Decimal | None, Decimal | None]:
        """A range that holds every value that can break the rule; None is open."""
        return RANGES[self.condition](self)


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
