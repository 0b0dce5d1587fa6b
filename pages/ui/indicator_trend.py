"""How an indicator moved: a line with its limits, beside the same steps of another time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import streamlit as st

from core.indicators import Unit
from core.indicators.comparison import Comparison
from core.indicators.courses import Course, Point, course
from core.indicators.series import Step
from core.indicators.thresholds import NO_LIMITS, Light, Limits, company_limits
from core.kit.i18n import N_, t
from core.kit.periods import month_start
from core.kit.scales import scale_of
from pages.ui.charts import Option
from pages.ui.indicator_words import IN_PERCENT, unit_of
from pages.ui.lights import CHART_COLOURS
from pages.ui.session import page_uow
from pages.ui.views import view_switch

PAGE = "indicators"
HEIGHT = 280
LINE_COLOUR, OTHER_COLOUR = "#2f6fb3", "#9aa5b1"
SPANS = {"year": N_("12 months"), "weeks": N_("26 weeks"), "days": N_("30 days")}
STEPS: Mapping[str, Step] = {"year": "month", "weeks": "week", "days": "day"}
COMPARED = {
    "none": N_("No comparison"),
    "previous": N_("Period before"),
    "last_year": N_("Year before"),
}
FEWEST = 2
A_MONTH = 20  # days: more between two points than in weekly steps


def trend_section(
    code: str, target_type: str, target_id: int, as_of: date, period: str | None
) -> None:
    """The switches and the chart."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"{PAGE}.trend_bar"):
        span = view_switch(PAGE, SPANS, name="span", label=N_("Time"))
        against = view_switch(PAGE, COMPARED, name="compare", label=N_("Compared with"))
    with page_uow() as ctx:
        found = course(
            ctx,
            code,
            target_type=target_type,
            target_id=target_id,
            start=start_of(span, as_of),
            end=as_of,
            step=STEPS[span],
            period=period,
            compare=None if against == "none" else Comparison(against),
        )
        limits = company_limits(ctx).get(code, NO_LIMITS)
    draw_course(code, found, limits, key=f"{PAGE}.trend")


def draw_course(code: str, found: Course, limits: Limits, *, key: str) -> None:
    """The chart; a sentence where there are too few points for a line."""
    if sum(point.value is not None for point in found.points) < FEWEST:
        st.caption(t("There is no course to show for this figure."))
        return
    st.echarts_chart(
        trend_option(code, found, limits),
        key=key,
        height=HEIGHT,
        alt=t("Course of the figure"),
    )


def start_of(span: str, as_of: date) -> date:
    """The first day of the time shown."""
    if span == "year":
        return month_start(as_of, back=11)
    return as_of - (timedelta(weeks=25) if span == "weeks" else timedelta(days=29))


def trend_option(code: str, found: Course, limits: Limits) -> Option:
    """The chart of a course; days of the other time stand in its place in the order."""
    scale, sign = _scale(code, found)
    marks = {
        light: limit * scale
        for light, limit in ((Light.AMBER, limits.amber), (Light.RED, limits.red))
        if limit is not None
    }
    series = [
        _line(t("This time"), found.points, scale, LINE_COLOUR) | {"markLine": _limits(marks)}
    ]
    if found.compared:
        other = found.compared[-len(found.points) :]
        series.append(_line(t("Other time"), other, scale, OTHER_COLOUR, dashed=True))
    low, high = _bounds(found, marks, scale)
    return {
        "grid": {"left": 8, "right": 28, "top": 36, "bottom": 4, "containLabel": True},
        "legend": {"top": 0, "left": 0, "icon": "roundRect"} if found.compared else {"show": False},
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.2f" + sign.replace("%", "%%")},
        "xAxis": {
            "type": "category",
            "data": _days(found.points),
            "boundaryGap": False,
            "axisLabel": {"hideOverlap": True},
        },
        "yAxis": {
            "type": "value",
            "min": low,
            "max": high,
            "splitNumber": 4,
            "axisLabel": {
                "formatter": "{value}" + sign,
                "showMinLabel": False,
                "showMaxLabel": False,
            },
        },
        "series": series,
        "animation": False,
    }


def _days(points: Sequence[Point]) -> list[str]:
    """Months as such, else days, short enough to stand below the line."""
    monthly = len(points) > 1 and (points[1].day - points[0].day).days > A_MONTH
    return [f"{one.day:%Y-%m}" if monthly else f"{one.day:%m-%d}" for one in points]


def _bounds(found: Course, marks: Mapping[Light, Decimal], scale: Decimal) -> tuple[float, float]:
    """Lowest and highest of values and limits, with a little room."""
    both = (*found.points, *found.compared)
    shown = [one.value * scale for one in both if one.value is not None] + [*marks.values()]
    low, high = min(shown), max(shown)
    room = (high - low) / 12 or abs(high) / 10 or Decimal(1)
    return round(float(low - room), 2), round(float(high + room), 2)


def _line(
    name: str, points: Sequence[Point], scale: Decimal, colour: str, *, dashed: bool = False
) -> dict[str, Any]:
    return {
        "type": "line",
        "name": name,
        "data": [
            None if one.value is None else round(float(one.value * scale), 4) for one in points
        ],
        "itemStyle": {"color": colour},
        "lineStyle": {"width": 2, "type": "dashed" if dashed else "solid"},
        "symbolSize": 5,
        "connectNulls": False,
    }


def _limits(marks: Mapping[Light, Decimal]) -> dict[str, Any]:
    words = {Light.AMBER: t("Amber"), Light.RED: t("Red")}
    highest = max(marks.values(), default=None)
    return {
        "symbol": "none",
        "silent": True,
        "data": [
            {
                "yAxis": float(limit),
                "lineStyle": {"color": CHART_COLOURS[light], "type": "dashed"},
                "label": {
                    "formatter": words[light],
                    "position": "insideStartTop" if limit == highest else "insideStartBottom",
                },
            }
            for light, limit in marks.items()
        ],
    }


def _scale(code: str, found: Course) -> tuple[Decimal, str]:
    """What values are multiplied by for the axis, and the sign behind them."""
    unit = unit_of(code)
    if unit in IN_PERCENT:
        return Decimal(100 if unit is Unit.RATIO else 1), "%"
    if unit is not Unit.MONEY:
        return Decimal(1), ""
    both = (*found.points, *found.compared)
    largest = max((abs(one.value) for one in both if one.value is not None), default=Decimal(0))
    divide, sign = scale_of(largest)
    return 1 / divide, sign
