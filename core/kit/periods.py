"""Periods and days: what "this month" or "year to date" means on a given day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class PeriodName(StrEnum):
    """Periods an indicator may run over; each ends on `as_of`."""

    MONTH_TO_DATE = "month_to_date"
    QUARTER_TO_DATE = "quarter_to_date"
    YEAR_TO_DATE = "year_to_date"
    LAST_30_DAYS = "last_30_days"
    LAST_365_DAYS = "last_365_days"


@dataclass(frozen=True)
class Period:
    """Days from `start` to `end`, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.start).days + 1


def month_start(day: date, *, back: int = 0) -> date:
    """First day of the month `back` months before the one of `day`."""
    index = day.year * 12 + day.month - 1 - back
    return date(index // 12, index % 12 + 1, 1)


def fiscal_year_start(day: date, first_month: int = 1) -> date:
    """First day of the fiscal year that holds `day`."""
    year = day.year if day.month >= first_month else day.year - 1
    return date(year, first_month, 1)


def resolve_period(name: PeriodName | str, as_of: date, first_month: int = 1) -> Period:
    """The days of a named period that ends on `as_of`; quarters follow the fiscal year."""
    year = fiscal_year_start(as_of, first_month)
    months = (as_of.year - year.year) * 12 + as_of.month - year.month
    starts = {
        PeriodName.MONTH_TO_DATE: as_of.replace(day=1),
        PeriodName.QUARTER_TO_DATE: month_start(as_of, back=months % 3),
        PeriodName.YEAR_TO_DATE: year,
        PeriodName.LAST_30_DAYS: as_of - timedelta(days=29),
        PeriodName.LAST_365_DAYS: as_of - timedelta(days=364),
    }
    return Period(starts[PeriodName(name)], as_of)


def previous_period(period: Period) -> Period:
    """The period of the same length that ends the day before."""
    return Period(period.start - timedelta(days=period.days), period.start - timedelta(days=1))


def today(now: datetime, timezone: str) -> date:
    """The calendar day of the moment `now` where the company is."""
    return now.astimezone(ZoneInfo(timezone)).date()
