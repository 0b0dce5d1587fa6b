"""Charts for the screen as ECharts options: plain dicts, drawn without loading pandas or Altair.

Amounts are in the unit on the axis (万, k…); a click leads to the records,
where they are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from core.finance import MonthSums
from core.kit.i18n import t
from core.kit.scales import scale_of
from pages.ui.format import short

INCOME_COLOUR, EXPENSE_COLOUR = "#2f6fb3", "#d98032"  # apart for colour-blind readers too
NET_COLOUR = "#7a8699"
MONTH_HEIGHT = 260
BAR_HEIGHT, BAR_MARGIN = 30, 40
GRID = {"left": 8, "right": 16, "top": 36, "bottom": 4, "containLabel": True}
Option = dict[str, Any]


def month_bars(months: Sequence[MonthSums]) -> Option:
    """Cash in (series 0) and out (1) of each month side by side, and the net as a line (2)."""
    largest = max((abs(x) for m in months for x in (m.income, m.expense)), default=Decimal(0))
    scale, unit = scale_of(largest)
    sides = (
        (t("Cash in"), INCOME_COLOUR, [month.income for month in months]),
        (t("Cash out"), EXPENSE_COLOUR, [month.expense for month in months]),
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
        "series": [
            *(_bars(name, colour, values, scale) for name, colour, values in sides),
            _line(t("Net"), [month.net for month in months], scale),
        ],
        "animation": False,
    }


def amount_bars(
    amounts: Sequence[Decimal], names: Sequence[str], title: str, colour: str
) -> Option:
    """One bar a name, in the order given from the top."""
    scale, unit = scale_of(max(map(abs, amounts), default=Decimal(0)))
    bars = _bars(title, colour, amounts, scale)
    told = [
        {"value": value, "label": {"formatter": short(amount)}}
        for value, amount in zip(bars["data"], amounts, strict=True)
    ]
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
        "series": [{**bars, "data": told, "label": {"show": True, "position": "right"}}],
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


def _line(name: str, values: Iterable[Decimal], scale: Decimal) -> Option:
    return {
        "type": "line",
        "name": name,
        "data": [round(float(value / scale), 2) for value in values],
        "itemStyle": {"color": NET_COLOUR},
        "lineStyle": {"width": 2},
        "symbolSize": 5,
    }


def draw_bars(option: Option, *, key: str, alt: str, height: int) -> tuple[int, int] | None:
    """Draw it; (series, index) of a bar that was just clicked."""
    event: Any = st.echarts_chart(option, key=key, on_select="rerun", alt=alt, height=height)
    for group in event.selection.selected if event else []:
        if group["data_indices"]:
            return int(group.get("series_index", 0)), int(group["data_indices"][0])
    return None
