"""Working days: the company's own days, then the official calendar, then the week.

Mainland China's holidays and make-up working days are announced a year ahead by the State
Council; a year nobody has announced yet has weekends only, and `missing_years` names it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from core.company.schemas import NO_CALENDAR, Company, YearOfDays
from core.company.settings import company
from core.kit.context import Ctx
from core.kit.i18n import localised

if TYPE_CHECKING:
    from holidays import HolidayBase

SATURDAY = 5
CHINA = "CN"


def is_working_day(ctx: Ctx, day: date) -> bool:
    """Whether the company works on that day."""
    return _works(company(ctx), day)


def working_days(ctx: Ctx, start: date, end: date) -> int:
    """How many working days lie from `start` to `end`, both included; 0 when reversed."""
    found = company(ctx)
    span = (end - start).days + 1
    return sum(_works(found, start + timedelta(days=number)) for number in range(span))


def missing_years(ctx: Ctx, start: date, end: date) -> tuple[int, ...]:
    """Years in that span whose official days are not known: only weekends count there."""
    calendar = company(ctx).holiday_calendar
    return tuple(
        year for year in range(start.year, end.year + 1) if not is_announced(calendar, year)
    )


def is_announced(calendar: str, year: int) -> bool:
    """Whether the official days of that year are known to this release."""
    return calendar != CHINA or year in _china_years()


def year_of_days(ctx: Ctx, year: int) -> YearOfDays:
    """What differs from plain weeks in that year: weekdays off, and weekend days worked.

    China's names are in the reader's language, others as their calendar writes them.
    """
    found = company(ctx)
    off: list[tuple[date, str]] = []
    worked: list[tuple[date, str]] = []
    day = date(year, 1, 1)
    while day.year == year:
        is_weekday = day.weekday() < SATURDAY
        if _works(found, day) != is_weekday:
            (off if is_weekday else worked).append((day, _name(found, day)))
        day += timedelta(days=1)
    known = is_announced(found.holiday_calendar, year)
    return YearOfDays(year=year, is_known=known, days_off=tuple(off), days_worked=tuple(worked))


def _works(found: Company, day: date) -> bool:
    own = next((one for one in found.own_days if one.day == day), None)
    return own.is_working if own else _officially(found.holiday_calendar, day)


def _officially(calendar: str, day: date) -> bool:
    if calendar == NO_CALENDAR or not is_announced(calendar, day.year):
        return day.weekday() < SATURDAY
    if calendar == CHINA:
        from chinese_calendar import is_workday

        return bool(is_workday(day))
    return bool(_country(calendar).is_working_day(day))


def _name(found: Company, day: date) -> str:
    own = next((one.name for one in found.own_days if one.day == day), None)
    if own is not None or found.holiday_calendar == NO_CALENDAR:
        return own or ""
    if found.holiday_calendar == CHINA:
        from chinese_calendar import Holiday, get_holiday_detail

        english = get_holiday_detail(day)[1]
        chinese = next((one.chinese for one in Holiday if one.value == english), "")
        return localised(chinese, english or "")
    return str(_country(found.holiday_calendar).get(day) or "")


@cache
def _china_years() -> frozenset[int]:
    from chinese_calendar.constants import holidays

    return frozenset(day.year for day in holidays)


@cache
def _country(calendar: str) -> HolidayBase:
    from holidays import country_holidays

    return country_holidays(calendar)
