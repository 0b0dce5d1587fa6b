"""Charts for the screen as ECharts options: plain dicts, drawn without loading pandas or Altair.

Amounts are in the unit on the axis (万, k…); a click leads to the records,
where they are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from core.finance import CategorySums, MonthSums
from core.kit.i18n import t
from pages.ui.format import scale_of

INCOME_COLOUR, EXPENSE_COLOUR = "#2f6fb3", "#d98032"  # apart for colour-blind readers too
MONTH_HEIGHT = 260
BAR_HEIGHT, BAR_MARGIN = 30, 40
GRID = {"left": 8, "right": 16, "top": 36, "bottom": 4, "containLabel": True}
Option = dict[str, Any]


def month_bars(months: Sequence[MonthSums]) -> Option:
    """Income and expense of each month, side by side; series 0 is income, 1 expense."""
    largest = max((abs(x) for m in months for x in (m.income, m.expense)), default=Decimal(0))
    scale, unit = scale_of(largest)
    sides = (
        (t("Income"), INCOME_COLOUR, [month.income for month in months]),
        (t("Expense"), EXPENSE_COLOUR, [month.expense for month in months]),
    )
    return {
        "grid": GRID,
        "legend": {"top": 0, "left": 0, "icon": "roundRect"},
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.2f" + unit},
        "xAxis": {
            "type": "category",
            "data": [f"{month.month:%Y-%m}" for month in months],
            "axisTick": {"show": False},
        },
        "yAxis": {"type": "value", "splitNumber": 4, "axisLabel": {"formatter": "{value}" + unit}},
        "series": [_bars(name, colour, values, scale) for name, colour, values in sides],
        "animation": False,
    }


def category_bars(rows: Sequence[CategorySums], names: Sequence[str]) -> Option:
    """Expense of each category, the largest on top; the indices are those of `rows`."""
    scale, unit = scale_of(max((abs(row.expense) for row in rows), default=Decimal(0)))
    bars = _bars(t("Expense"), EXPENSE_COLOUR, [row.expense for row in rows], scale)
    return {
        "grid": {**GRID, "top": 8, "right": 56},
        "tooltip": {"trigger": "item", "valueFormatter": "%,.2f" + unit},
        "xAxis": {"type": "value", "show": False},
        "yAxis": {
            "type": "category",
            "inverse": True,
            "data": list(names),
            "axisTick": {"show": False},
            "axisLine": {"show": False},
            "axisLabel": {"width": 110, "overflow": "truncate"},
        },
        "series": [
            {**bars, "label": {"show": True, "position": "right", "formatter": "{c}" + unit}}
        ],
        "animation": False,
    }


def _bars(name: str, colour: str, values: Iterable[Decimal], scale: Decimal) -> Option:
    return {
        "type": "bar",
        "name": name,
        "data": [round(float(value / scale), 2) for value in values],
        "itemStyle": {"color": colour, "borderRadius": 2},
        "barMaxWidth": 22,
        "selectedMode": "single",
        "cursor": "pointer",
    }


def draw_bars(option: Option, *, key: str, alt: str, height: int) -> tuple[int, int] | None:
    """Draw it; (series, index) of a bar that was just clicked."""
    event: Any = st.echarts_chart(option, key=key, on_select="rerun", alt=alt, height=height)
    for group in event.selection.selected if event else []:
        if group["data_indices"]:
            return int(group.get("series_index", 0)), int(group["data_indices"][0])
    return None
