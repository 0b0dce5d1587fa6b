"""The calendar of the company: fiscal periods, days off and make-up working days."""

from __future__ import annotations

from core.analytics.labels import WEEKDAYS
from core.analytics.views import Column, View
from core.kit.i18n import N_

SHIFTED = "(r.date - to_months(i.fiscal_year_start - 1))"
"""The day moved so that the fiscal year begins in January."""

ENGLISH_MONTH = "strftime(r.date, '%b %Y')"
WEEKEND = "isodow(r.date) >= 6"


def _fiscal(pattern: str) -> str:
    """A text of fiscal year (the calendar years it spans) and quarter."""
    return f"printf('{pattern}', year({SHIFTED}), quarter({SHIFTED}))"


CALENDAR = View(
    "calendar",
    N_("One row a day from 1990 to 2060, to join with or to fill gaps"),
    (
        Column("date", N_("The day itself")),
        Column("year", N_("Calendar year"), "year(r.date)"),
        Column("quarter", N_("Calendar quarter, 1 to 4"), "quarter(r.date)"),
        Column("month", N_("Calendar month, 1 to 12"), "month(r.date)"),
        Column("month_start", N_("First day of the month"), "date_trunc('month', r.date)::DATE"),
        Column("week", N_("ISO week"), "weekofyear(r.date)"),
        Column("weekday", N_("Day of the week"), "isodow(r.date)::VARCHAR", labels=WEEKDAYS),
        Column("is_weekend", N_("Whether it is a Saturday or Sunday"), WEEKEND),
        Column(
            "fiscal_year",
            N_("Fiscal year, named by the calendar year in which it begins"),
            f"year({SHIFTED})",
        ),
        Column("fiscal_quarter", N_("Quarter of the fiscal year"), f"quarter({SHIFTED})"),
        Column("fiscal_month", N_("Month of the fiscal year"), f"month({SHIFTED})"),
        Column("week_start", N_("Monday of the week"), "date_trunc('week', r.date)::DATE"),
        Column("iso_year", N_("Year the ISO week belongs to"), "isoyear(r.date)"),
        Column(
            "quarter_start", N_("First day of the quarter"), "date_trunc('quarter', r.date)::DATE"
        ),
        Column(
            "month_zh",
            N_("Year and month in Chinese words"),
            "printf('%d年%d月', year(r.date), month(r.date))",
        ),
        Column("month_en", N_("Year and month in English words"), ENGLISH_MONTH),
        Column(
            "quarter_zh",
            N_("Year and quarter in Chinese words"),
            "printf('%d年第%d季度', year(r.date), quarter(r.date))",
        ),
        Column(
            "quarter_en",
            N_("Year and quarter in English words"),
            "printf('Q%d %d', quarter(r.date), year(r.date))",
        ),
        Column(
            "fiscal_quarter_zh",
            N_("Fiscal year and quarter in Chinese words"),
            _fiscal("%d财年第%d季度"),
        ),
        Column(
            "fiscal_quarter_en",
            N_("Fiscal year and quarter in English words"),
            _fiscal("FY%d Q%d"),
        ),
        Column(
            "is_workday",
            N_("Whether the company works: its own days, then official days, then the week"),
            f"coalesce(d.is_workday, NOT ({WEEKEND}))",
        ),
        Column(
            "is_holiday",
            N_("Whether it is a weekday off, by the official calendar or the company's own"),
            f"NOT coalesce(d.is_workday, true) AND NOT ({WEEKEND})",
        ),
        Column(
            "is_makeup_workday",
            N_("Whether it is a weekend day that is worked, such as for a moved holiday"),
            f"coalesce(d.is_workday, false) AND {WEEKEND}",
        ),
        Column("holiday_zh", N_("Why it differs from plain weeks, in Chinese"), "d.name_zh"),
        Column("holiday_en", N_("Why it differs from plain weeks, in English"), "d.name_en"),
        Column(
            "is_announced",
            N_("Whether the year's official days are known; if not, only weekends are off"),
            "year(r.date) IN (SELECT year FROM announced_years)",
        ),
    ),
    origin="(SELECT unnest(generate_series(DATE '1990-01-01', DATE '2060-12-31',"
    " INTERVAL 1 DAY))::DATE AS date) AS r CROSS JOIN info AS i"
    " LEFT JOIN unusual_days AS d ON d.date = r.date",
)
