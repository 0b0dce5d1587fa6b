"""A quick chart of an answer: which columns, how, and the ECharts option of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from core.analytics import Chart, ChartKind, QueryResult
from core.kit.i18n import N_

MOST_POINTS, MOST_SLICES = 500, 12
NUMERIC = re.compile(r"U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL.*")
KEYS = re.compile(r"(^|_)id$")
KIND_NAMES: dict[str, str] = {
    ChartKind.BAR: N_("Bars"),
    ChartKind.LINE: N_("Lines"),
    ChartKind.AREA: N_("Area"),
    ChartKind.PIE: N_("Parts"),
    ChartKind.SCATTER: N_("Points"),
}
GRID = {"left": 8, "right": 24, "top": 40, "bottom": 8, "containLabel": True}
Option = dict[str, Any]


def is_numeric(kind: str) -> bool:
    """Whether values of DuckDB's type are numbers."""
    return NUMERIC.fullmatch(kind) is not None


def suggested(answer: QueryResult) -> Chart | None:
    """The chart one would most likely want; None where there is no number to draw."""
    numbers = [
        name
        for name, kind in zip(answer.columns, answer.types, strict=True)
        if is_numeric(kind) and not KEYS.search(name)
    ]
    others = [
        (name, kind)
        for name, kind in zip(answer.columns, answer.types, strict=True)
        if not is_numeric(kind)
    ]
    if not numbers or len(answer.rows) < 2:  # noqa: PLR2004 (one point is no chart)
        return None
    x, kind = others[0] if others else (answer.columns[0], "")
    amounts = [name for name in numbers if _type_of(answer, name).startswith("DECIMAL")]
    ys = tuple(name for name in amounts or numbers if name != x)[:3]
    if not ys:
        return None
    dated = kind.startswith(("DATE", "TIMESTAMP"))
    return Chart(kind=ChartKind.LINE if dated else ChartKind.BAR, x=x, y=ys)


def _type_of(answer: QueryResult, name: str) -> str:
    return answer.types[answer.columns.index(name)]


def fits(chart: Chart, answer: QueryResult) -> bool:
    """Whether the answer has the chart's columns."""
    return {chart.x, *chart.y} <= set(answer.columns)


def option_of(chart: Chart, answer: QueryResult) -> Option:
    """What ECharts draws: at most 500 points, 12 slices."""
    place = {name: at for at, name in reversed(list(enumerate(answer.columns)))}
    rows = answer.rows[:MOST_POINTS]
    names = [_text(row[place[chart.x]]) for row in rows]
    columns = {y: [_number(row[place[y]]) for row in rows] for y in chart.y}
    if chart.kind is ChartKind.PIE:
        return _pie(names, columns[chart.y[0]])
    if chart.kind is ChartKind.SCATTER:
        return _points([_number(row[place[chart.x]]) for row in rows], columns)
    return {
        "grid": GRID,
        "legend": {"top": 0, "left": 0, "type": "scroll", "icon": "roundRect"},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": names, "axisTick": {"show": False}},
        "yAxis": {"type": "value", "splitNumber": 4},
        "series": [_series(chart.kind, name, values) for name, values in columns.items()],
        "animation": False,
    }


def _series(kind: ChartKind, name: str, values: Sequence[float | None]) -> Option:
    if kind is ChartKind.BAR:
        return {"type": "bar", "name": name, "data": list(values), "barMaxWidth": 28}
    line: Option = {"type": "line", "name": name, "data": list(values), "symbolSize": 5}
    return {**line, "areaStyle": {"opacity": 0.2}} if kind is ChartKind.AREA else line


def _pie(names: Sequence[str], values: Sequence[float | None]) -> Option:
    known = [
        (value, name) for name, value in zip(names, values, strict=True) if value and value > 0
    ]
    known.sort(reverse=True)
    if len(known) > MOST_SLICES:
        rest = sum(value for value, _ in known[MOST_SLICES - 1 :])
        known = [*known[: MOST_SLICES - 1], (round(rest, 2), "…")]
    parts = [{"name": name, "value": value} for value, name in known]
    return {
        "legend": {"top": 0, "left": 0, "type": "scroll"},
        "tooltip": {"trigger": "item"},
        "series": [
            {"type": "pie", "radius": ["40%", "68%"], "center": ["50%", "58%"], "data": parts}
        ],
        "animation": False,
    }


def _points(xs: Sequence[float | None], columns: dict[str, list[float | None]]) -> Option:
    return {
        "grid": GRID,
        "legend": {"top": 0, "left": 0, "type": "scroll"},
        "tooltip": {"trigger": "item"},
        "xAxis": {"type": "value", "scale": True},
        "yAxis": {"type": "value", "scale": True},
        "series": [
            {
                "type": "scatter",
                "name": name,
                "symbolSize": 7,
                "data": [
                    list(point) for point in zip(xs, values, strict=True) if None not in point
                ],
            }
            for name, values in columns.items()
        ],
        "animation": False,
    }


def _text(value: Any) -> str:
    return "–" if value is None else str(value).removesuffix("T00:00:00")


def _number(value: Any) -> float | None:
    try:
        return None if value is None else float(value)
    except (TypeError, ValueError):
        return None
