"""The readings of one indicator, sorted, so that each rule finds what breaks it by bisection:
many rules over one indicator cost little more than one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.alerts.rules import Condition, Limit, relative_change

Entry = tuple[Any, Decimal | None]
"""A row of an indicator's query with its value."""


@dataclass(frozen=True)
class Ordered:
    """Rows by a number, ascending."""

    numbers: Sequence[Decimal]
    rows: Sequence[Any]

    def within(self, cut: tuple[int, int]) -> Sequence[Any]:
        """The rows of a slice."""
        return self.rows[cut[0] : cut[1]]


@dataclass(frozen=True)
class Board:
    """All readings of an indicator for one day. `missing` are the rows without a value; `former`
    holds the values at the start of each window, by target."""

    entries: Mapping[int, Entry]
    values: Ordered
    missing: Sequence[Any]
    former: Mapping[int, Mapping[int, Decimal | None]]
    changes: Mapping[int, Ordered]

    def breaking(self, limit: Limit, window: int | None) -> Sequence[Any]:
        """The rows that break the limit."""
        if limit.condition is Condition.CHANGE:
            ordered = self.changes[window or 0]
            return ordered.rows[bisect_right(ordered.numbers, limit.threshold) :]
        return self.values.within(CUTS[limit.condition](self.values.numbers, limit))

    def before(self, target_id: int, window: int | None) -> Decimal | None:
        """The target's value at the start of the window."""
        return self.former[window].get(target_id) if window else None


def make_board(
    entries: Iterable[Entry], former: Mapping[int, Mapping[int, Decimal | None]]
) -> Board:
    """Sort the entries once."""
    by_target = {entry[0].target_id: entry for entry in entries}
    return Board(
        entries=by_target,
        values=_ordered((value, row) for row, value in by_target.values()),
        missing=[row for row, value in by_target.values() if value is None],
        former=former,
        changes={
            window: _ordered(_changes(by_target.values(), then)) for window, then in former.items()
        },
    )


def _changes(
    entries: Iterable[Entry], then: Mapping[int, Decimal | None]
) -> Iterable[tuple[Decimal | None, Any]]:
    for row, value in entries:
        change = None if value is None else relative_change(value, then.get(row.target_id))
        yield None if change is None else abs(change), row


def _ordered(pairs: Iterable[tuple[Decimal | None, Any]]) -> Ordered:
    known = [
        (number, place, row) for place, (number, row) in enumerate(pairs) if number is not None
    ]
    known.sort(key=lambda one: one[:2])
    return Ordered([one[0] for one in known], [one[2] for one in known])


Cut = Callable[[Sequence[Decimal], Limit], tuple[int, int]]
CUTS: dict[Condition, Cut] = {
    Condition.GT: lambda numbers, limit: (bisect_right(numbers, limit.threshold), len(numbers)),
    Condition.GTE: lambda numbers, limit: (bisect_left(numbers, limit.threshold), len(numbers)),
    Condition.LT: lambda numbers, limit: (0, bisect_left(numbers, limit.threshold)),
    Condition.LTE: lambda numbers, limit: (0, bisect_right(numbers, limit.threshold)),
    Condition.EQ: lambda numbers, limit: (
        bisect_left(numbers, limit.threshold),
        bisect_right(numbers, limit.threshold),
    ),
    Condition.BETWEEN: lambda numbers, limit: (
        bisect_left(numbers, limit.threshold),
        len(numbers) if limit.high is None else bisect_right(numbers, limit.high),
    ),
}
"""Where in the ascending values those that break a limit stand."""
