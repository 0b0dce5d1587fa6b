"""A trend beside the same steps of another time."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from core.kit.periods import month_start


class Comparison(StrEnum):
    """With what a trend is compared."""

    PREVIOUS = "previous"
    LAST_YEAR = "last_year"


def compared_span(start: date, end: date, comparison: Comparison) -> tuple[date, date]:
    """First and last day to compare with: as many days just before, or a year earlier."""
    if comparison is Comparison.LAST_YEAR:
        return _year_earlier(start), _year_earlier(end)
    return start - (end - start) - timedelta(days=1), start - timedelta(days=1)


def _year_earlier(day: date) -> date:
    """The same day a year earlier; the last day of February stays the last."""
    if (day + timedelta(days=1)).day == 1:
        return month_start(day, back=11) - timedelta(days=1)
    return day.replace(year=day.year - 1)
