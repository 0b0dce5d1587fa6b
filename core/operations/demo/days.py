"""The days of the story, all counted back from the day on which the demonstration is made."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import md5

from core.kit.periods import Period, fiscal_year_start, month_start

MONTHS_BACK = 24
SINCE = 3
"""The month back in which the story turns: "since August" in November."""
YEAR = 12
RIPE = 10  # months of the fiscal year that are over before its budgets can tell a story
FEBRUARY = 2
SATURDAY = 5


@dataclass(frozen=True)
class Month:
    """A month of the story: how many months back, its first day, how many of its days count."""

    back: int
    start: date
    days: int

    @property
    def share(self) -> float:
        """How much of the month is over."""
        return self.days / length_of(self.start)

    @property
    def years(self) -> float:
        """Years since the story began."""
        return (MONTHS_BACK - self.back) / YEAR


def months(today: date) -> list[Month]:
    """The last two years and the month so far."""
    starts = [(back, month_start(today, back=back)) for back in range(MONTHS_BACK, -1, -1)]
    return [
        Month(back, start, min(length_of(start), (today - start).days + 1))
        for back, start in starts
    ]


def length_of(start: date) -> int:
    """The days of a month."""
    return calendar.monthrange(start.year, start.month)[1]


def month_end(today: date, *, back: int) -> date:
    """The last day of the month so many months back; a negative number is ahead."""
    return month_start(today, back=back - 1) - timedelta(days=1)


def budget_year(today: date, first_month: int) -> Period:
    """The year that budgets are for: the fiscal year when ten months of it are over, else the
    twelve months that end with the next one. Budgets of a year just begun have no story yet."""
    start = fiscal_year_start(today, first_month)
    over = (today.year - start.year) * YEAR + today.month - start.month
    if over < RIPE:
        start = month_start(today, back=RIPE)
    return Period(start, month_start(start, back=-YEAR) - timedelta(days=1))


def last_february(today: date) -> Period:
    """The latest February that is wholly over."""
    after = date(today.year, FEBRUARY + 1, 1)
    if today < after:
        after = after.replace(year=today.year - 1)
    return Period(month_start(after, back=1), after - timedelta(days=1))


def pay_day(day: date) -> date:
    """A day on which banks work: the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))


def chance(*what: object) -> float:
    """A number from 0 to 1 that follows from `what`, the same everywhere."""
    text = ":".join(str(one) for one in what)
    return int(md5(text.encode(), usedforsecurity=False).hexdigest()[:8], 16) / 2**32
