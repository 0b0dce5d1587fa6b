"""The company's days that differ from plain weeks, as SQL for the analysts' calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.analytics.labels import quoted
from core.analytics.views import CHINESE
from core.company import company, is_announced, year_of_days
from core.kit.context import Ctx
from core.kit.i18n import SOURCE_LOCALE, use_locale

YEARS = range(2000, 2061)

Day = tuple[date, bool, str, str]
"""A day, whether it is worked, why in Chinese and in English."""


def calendar_statements(ctx: Ctx) -> list[str]:
    """SQL that makes the temporary tables `unusual_days` and `announced_years`."""
    calendar = company(ctx).holiday_calendar
    years = [year for year in YEARS if is_announced(calendar, year)]
    listed = ", ".join(str(year) for year in years) or "NULL"
    own = {one.day.year for one in company(ctx).own_days}
    days = [day for year in sorted({*years, *own}) for day in _days(ctx, year)]
    nothing = "(NULL::DATE, NULL::BOOLEAN, NULL::VARCHAR, NULL::VARCHAR)"
    rows = ", ".join([nothing, *map(_values, days)])
    return [
        f"CREATE TEMP TABLE unusual_days AS FROM (VALUES {rows})"
        " AS t(date, is_workday, name_zh, name_en) WHERE date IS NOT NULL",
        f"CREATE TEMP TABLE announced_years AS SELECT unnest([{listed}]::INTEGER[]) AS year",
    ]


def _days(ctx: Ctx, year: int) -> Iterator[Day]:
    with use_locale(SOURCE_LOCALE):
        english = year_of_days(ctx, year)
    with use_locale(CHINESE):
        chinese = year_of_days(ctx, year)
    sides = (
        (False, chinese.days_off, english.days_off),
        (True, chinese.days_worked, english.days_worked),
    )
    for is_worked, in_chinese, in_english in sides:
        for (day, name_zh), (_, name_en) in zip(in_chinese, in_english, strict=True):
            yield day, is_worked, name_zh, name_en


def _values(day: Day) -> str:
    when, is_worked, *names = day
    texts = ", ".join(quoted(name) if name else "NULL" for name in names)
    return f"(DATE '{when.isoformat()}', {'true' if is_worked else 'false'}, {texts})"
