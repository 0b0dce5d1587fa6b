"""The chart of a budget: cumulative plan, use and forecast; a click opens a month's records."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import streamlit as st

from core.finance import BudgetUse, MonthUse
from core.kit.i18n import t
from core.kit.scales import scale_of
from pages.ui.budgets.words import month_words, records_of
from pages.ui.charts import EXPENSE_COLOUR, GRID, INCOME_COLOUR, NET_COLOUR, Option, draw_bars
from pages.ui.overview.links import open_records

HEIGHT = 300


def budget_chart(months: Sequence[MonthUse]) -> Option:
    """Use of each month as bars, and three running totals: plan, use, forecast."""
    largest = max(
        (x for m in months for x in (m.planned_so_far, m.used_so_far, m.forecast_so_far) if x),
        default=Decimal(0),
    )
    scale, unit = scale_of(largest)

    def values(amounts: Sequence[Decimal | None]) -> list[float | None]:
        return [None if x is None else round(float(x / scale), 2) for x in amounts]

    forecast = _with_start(months)
    return {
        "grid": {**GRID, "top": 56},
        "legend": {"top": 0, "left": 0, "itemWidth": 18, "itemGap": 12},
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.2f" + unit},
        "xAxis": {
            "type": "category",
            "data": [month_words(m.month) for m in months],
            "axisTick": {"show": False},
        },
        "yAxis": {"type": "value", "splitNumber": 4, "axisLabel": {"formatter": "{value}" + unit}},
        "series": [
            {
                "type": "bar",
                "name": t("Used in the month"),
                "data": values([m.used for m in months]),
                "itemStyle": {"color": EXPENSE_COLOUR, "opacity": 0.55, "borderRadius": 2},
                "barMaxWidth": 22,
                "selectedMode": "single",
                "cursor": "pointer",
            },
            _line(t("Plan, running total"), values([m.planned_so_far for m in months]),
                  NET_COLOUR, "dashed"),
            _line(t("Used, running total"), values([m.used_so_far for m in months]),
                  INCOME_COLOUR, "solid"),
            _line(t("Forecast"), values(forecast), INCOME_COLOUR, "dotted"),
        ],
        "animation": False,
    }  # fmt: skip


def _with_start(months: Sequence[MonthUse]) -> list[Decimal | None]:
    """The forecast's line begins where the use's ends."""
    line = [m.forecast_so_far for m in months]
    first = next((n for n, value in enumerate(line) if value is not None), None)
    if first:
        line[first - 1] = months[first - 1].used_so_far
    return line


def _line(name: str, data: list[float | None], colour: str, style: str) -> Option:
    return {
        "type": "line",
        "name": name,
        "data": data,
        "itemStyle": {"color": colour},
        "lineStyle": {"width": 2, "type": style},
        "symbolSize": 5,
        "connectNulls": False,
    }


def draw_budget(use: BudgetUse, as_of: date, *, key: str) -> None:
    """The chart; a click on a month opens its records."""
    if not use.months:
        return
    alt = t("Plan, use and forecast by month")
    clicked = draw_bars(budget_chart(use.months), key=key, alt=alt, height=HEIGHT)
    if clicked is None or clicked[1] >= len(use.months):
        return
    month = use.months[clicked[1]].month
    last = month.replace(day=monthrange(month.year, month.month)[1])
    if month <= as_of:
        open_records(key, records_of(use, as_of, since=month, until=last))
    else:
        st.caption(t("Nothing has been used in this month yet."))
