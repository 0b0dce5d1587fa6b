"""The S-curve as a Vega-Lite specification with its data in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from core.dashboards.health import ProjectOutlook
from core.indicators import CurvePoint
from core.kit.i18n import t
from core.kit.scales import scale_of

PLAN, EARNED, SPENT, QUIET = "#8b97a5", "#2f6fb3", "#d98032", "#c3cad2"
WIDTH, HEIGHT = 520, 145
HUNDRED = Decimal(100)


def s_curve(outlook: ProjectOutlook) -> dict[str, Any]:
    """Plan, progress and cost over time, with the day of the report and what is expected; in per
    cent of the work where amounts are hidden."""
    money = outlook.cost.budget is not None and any(one.pv is not None for one in outlook.curve)
    scale, unit = _scale(outlook) if money else (Decimal(1), "%")
    names = _names(money=money)
    rows = [*_lines(outlook.curve, names, scale, money=money)]
    rows += _expected(outlook, names, scale, money=money)
    colours = {"domain": list(names.values()), "range": [PLAN, EARNED, SPENT][: len(names)]}
    x = {
        "field": "day",
        "type": "temporal",
        "title": None,
        "axis": {"format": "%Y-%m", "labelOverlap": True, "tickCount": 8, "grid": False},
    }
    y = {"field": "value", "type": "quantitative", "title": unit, "axis": {"tickCount": 5}}
    colour = {
        "field": "line",
        "type": "nominal",
        "scale": colours,
        "legend": {"title": None, "orient": "top", "symbolType": "stroke", "symbolStrokeWidth": 3},
    }
    drawn = {"x": x, "y": y, "color": colour, "detail": {"field": "expected", "type": "nominal"}}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": HEIGHT,
        "background": "transparent",
        "data": {"values": rows},
        "layer": [
            _layer("datum.expected == 0", drawn, {"interpolate": "step-after", "strokeWidth": 2}),
            _layer("datum.expected == 1", drawn, {"strokeDash": [5, 4], "strokeWidth": 1.5}),
            *_day_rule(outlook),
        ],
        "config": {
            "view": {"stroke": None},
            "axis": {"gridColor": "#e6e9ed", "domainColor": QUIET, "tickColor": QUIET,
                     "labelColor": "#5b6672", "titleColor": "#5b6672", "labelFontSize": 9,
                     "titleFontSize": 9, "titleAngle": 0, "titleAlign": "left", "titleY": -8},
            "legend": {"labelFontSize": 9, "labelColor": "#333d47"},
        },
    }  # fmt: skip


def _names(*, money: bool) -> dict[str, str]:
    if not money:
        return {"plan": t("Planned progress"), "earned": t("Progress")}
    return {
        "plan": t("Planned value (PV)"),
        "earned": t("Earned value (EV)"),
        "spent": t("Actual cost (AC)"),
    }


def _scale(outlook: ProjectOutlook) -> tuple[Decimal, str]:
    cost = outlook.cost
    known = [one for one in (cost.budget, cost.expected) if one is not None]
    largest = max(map(abs, known), default=Decimal(0))
    scale, unit = scale_of(largest)
    return scale, f"{unit} {cost.currency}" if unit else cost.currency


def _lines(
    curve: Iterable[CurvePoint], names: dict[str, str], scale: Decimal, *, money: bool
) -> Iterator[dict[str, Any]]:
    for one in curve:
        values = (
            {"plan": one.pv, "earned": one.ev, "spent": one.ac}
            if money
            else {"plan": one.planned, "earned": one.progress}
        )
        for key, value in values.items():
            if value is not None:
                yield _row(one.day.isoformat(), names[key], value / scale, 0)


def _expected(
    outlook: ProjectOutlook, names: dict[str, str], scale: Decimal, *, money: bool
) -> list[dict[str, Any]]:
    """From the day of the report to the end that is expected."""
    end = outlook.end.expected
    now = next((one for one in outlook.curve if one.day == outlook.as_of), None)
    if end is None or now is None or end <= outlook.as_of:
        return []
    day, last = outlook.as_of.isoformat(), end.isoformat()
    cost = outlook.cost
    found: list[dict[str, Any]] = []
    pairs = (
        (("earned", now.ev, cost.budget), ("spent", now.ac, cost.expected))
        if money
        else (("earned", now.progress, HUNDRED),)
    )
    for key, value, final in pairs:
        if value is not None and final is not None:
            found.append(_row(day, names[key], value / scale, 1))
            found.append(_row(last, names[key], final / scale, 1))
    return found


def _row(day: str, line: str, value: Decimal, expected: int) -> dict[str, Any]:
    return {"day": day, "line": line, "value": round(float(value), 4), "expected": expected}


def _layer(only: str, encoding: dict[str, Any], mark: dict[str, Any]) -> dict[str, Any]:
    return {
        "transform": [{"filter": only}],
        "mark": {"type": "line", **mark},
        "encoding": encoding,
    }


def _day_rule(outlook: ProjectOutlook) -> list[dict[str, Any]]:
    here = {"values": [{"day": outlook.as_of.isoformat(), "text": outlook.as_of.isoformat()}]}
    x = {"field": "day", "type": "temporal"}
    return [
        {
            "data": here,
            "mark": {"type": "rule", "color": "#5b6672", "strokeDash": [2, 2]},
            "encoding": {"x": x},
        },
        {
            "data": here,
            "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 9, "color": "#5b6672"},
            "encoding": {"x": x, "y": {"value": 6}, "text": {"field": "text"}},
        },
    ]
