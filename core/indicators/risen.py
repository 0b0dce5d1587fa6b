"""What has risen: categories that cost more since some month than at their monthly mean before.

Pure. For each category the month is taken since which the excess over the mean before it is
largest, so that a turn is found where it lies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.indicators.spending import By, months_between
from core.kit.money import to_cents
from core.kit.periods import month_start

ZERO = Decimal(0)
LEAST_BEFORE = 3  # months a mean needs
LONGEST = 12  # months back a turn may lie


@dataclass(frozen=True, slots=True)
class Risen:
    """A category that spent `used` from the month `since` on, `more` than at its mean before."""

    category_id: int | None
    since: date
    used: Decimal
    more: Decimal


def risen(by_month: Mapping[By, Decimal], as_of: date, *, limit: int = 2) -> tuple[Risen, ...]:
    """The categories that have risen most, the largest excess first."""
    first = min((month for _, month in by_month), default=as_of)
    last = as_of.replace(day=1)
    found = []
    for category in {category for category, _ in by_month}:
        rows = {month: amount for (one, month), amount in by_month.items() if one == category}
        turn = _turn(category, rows, first, last)
        if turn is not None and turn.more > 0:
            found.append(turn)
    return tuple(sorted(found, key=lambda one: (-one.more, one.category_id or 0))[:limit])


def _turn(
    category: int | None, rows: Mapping[date, Decimal], first: date, last: date
) -> Risen | None:
    """Where the excess over the mean before is largest; None where too little lies before."""
    turns = []
    for back in range(min(months_between(first, last) - LEAST_BEFORE, LONGEST) + 1):
        since = month_start(last, back=back)
        before = months_between(first, since)
        earlier = sum((amount for month, amount in rows.items() if month < since), ZERO)
        used = sum((amount for month, amount in rows.items() if month >= since), ZERO)
        more = used - earlier / before * (months_between(since, last) + 1)
        turns.append(Risen(category, since, to_cents(used), to_cents(more)))
    return max(turns, key=lambda one: (one.more, one.since), default=None)
