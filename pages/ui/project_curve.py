"""The S-curve on a project's page: plan, progress and cost over time, and what is expected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from core.dashboards.health import ProjectOutlook
from core.indicators import CurvePoint
from core.kit.i18n import t
from core.kit.scales import scale_of
from pages.ui.charts import EXPENSE_COLOUR, GRID, INCOME_COLOUR, NET_COLOUR, Option

CURVE_HEIGHT = 280
EDGE = 20  # a day in the last twentieth of the chart is written to the left of its line
HUNDRED = Decimal(100)
Of = Callable[[CurvePoint], Decimal | None]
Part = tuple[str, str, Of, Decimal | None]
"""Name, colour, value on a day, value at the expected end."""


def curve_option(outlook: ProjectOutlook) -> Option:
    """Steps as they happened, dashed to the expected end; per cent where amounts are hidden."""
    parts, largest = _parts(outlook)
    scale, unit = scale_of(largest)
    return {
        "grid": {**GRID, "top": 56},
        "legend": {"top": 0, "left": 0, "icon": "roundRect", "data": [part[0] for part in parts]},
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.2f" + (unit or _sign(outlook) * 2)},
        "xAxis": {"type": "time", "axisLabel": {"hideOverlap": True}},
        "yAxis": {
            "type": "value",
            "splitNumber": 4,
            "axisLabel": {"formatter": "{value}" + (unit or _sign(outlook))},
            "splitLine": {"lineStyle": {"opacity": 0.3}},
        },
        "series": [
            *(_line(outlook, part, scale) for part in parts),
            *(line for part in parts if (line := _expected(outlook, part, scale)) is not None),
        ],
        "animation": False,
    }


def _shows_money(outlook: ProjectOutlook) -> bool:
    return any(one.pv is not None or one.ac is not None for one in outlook.curve)


def _sign(outlook: ProjectOutlook) -> str:
    return "" if _shows_money(outlook) else "%"


def _parts(outlook: ProjectOutlook) -> tuple[list[Part], Decimal]:
    cost = outlook.cost
    if not _shows_money(outlook):
        return [
            (t("Planned progress"), NET_COLOUR, lambda one: one.planned, None),
            (t("Progress"), INCOME_COLOUR, lambda one: one.progress, HUNDRED),
        ], HUNDRED
    known = [value for value in (cost.budget, cost.expected) if value is not None]
    return [
        (t("Planned value (PV)"), NET_COLOUR, lambda one: one.pv, None),
        (t("Earned value (EV)"), INCOME_COLOUR, lambda one: one.ev, cost.budget),
        (t("Actual cost (AC)"), EXPENSE_COLOUR, lambda one: one.ac, cost.expected),
    ], max(known, default=Decimal(0))


def _line(outlook: ProjectOutlook, part: Part, scale: Decimal) -> Option:
    name, colour, of, _ = part
    points = [(one.day, of(one)) for one in outlook.curve]
    drawn: Option = {
        "type": "line",
        "name": name,
        "step": "end",
        "symbol": "none",
        "data": [
            [day.isoformat(), _value(value, scale)] for day, value in points if value is not None
        ],
        "itemStyle": {"color": colour},
        "lineStyle": {"width": 2},
    }
    return {**drawn, "markLine": _as_of(outlook)} if colour == NET_COLOUR else drawn


def _as_of(outlook: ProjectOutlook) -> dict[str, Any]:
    day = outlook.as_of.isoformat()
    first, last = outlook.curve[0].day, max(outlook.curve[-1].day, outlook.end.expected or date.min)
    is_near_the_edge = (last - outlook.as_of) * EDGE < last - first
    return {
        "symbol": "none",
        "silent": True,
        "lineStyle": {"type": "dashed", "color": NET_COLOUR},
        "label": {
            "formatter": day,
            "position": "end",
            "align": "right" if is_near_the_edge else "center",
        },
        "data": [{"xAxis": day}],
    }


def _expected(outlook: ProjectOutlook, part: Part, scale: Decimal) -> Option | None:
    """The dashed way from the day shown to the expected end."""
    name, colour, of, final = part
    end = outlook.end.expected
    now = next((of(one) for one in outlook.curve if one.day == outlook.as_of), None)
    if end is None or end <= outlook.as_of or final is None or now is None:
        return None
    return {
        "type": "line",
        "name": t("{line}, expected", line=name),
        "symbol": "none",
        "data": [
            [outlook.as_of.isoformat(), _value(now, scale)],
            [end.isoformat(), _value(final, scale)],
        ],
        "itemStyle": {"color": colour},
        "lineStyle": {"width": 2, "type": "dashed"},
    }


def _value(value: Decimal, scale: Decimal) -> float:
    return round(float(value / scale), 2)
