"""Charts as Vega-Lite specs: built with Altair once per data, kept and drawn as plain dicts."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from core.dashboards import Overview
from core.finance import CategorySums, MonthSums
from core.kit.i18n import current_locale, t

INCOME_COLOUR, EXPENSE_COLOUR = "#2f6fb3", "#d98032"  # apart for colour-blind readers too
MONTH_HEIGHT = 240
BAR_HEIGHT = 26
PICKED = "picked"


def month_bars(overview: Overview) -> dict[str, Any]:
    """Income and expense of each month as grouped bars; a click picks month and direction."""
    return _month_bars(overview.months, current_locale())


@lru_cache(maxsize=32)
def _month_bars(months: tuple[MonthSums, ...], locale: str) -> dict[str, Any]:
    import altair as alt

    names = {"income": t("Income"), "expense": t("Expense")}
    rows = [
        {
            "month": f"{month.month:%Y-%m}",
            "direction": code,
            "name": name,
            "amount": float(getattr(month, code)),
            "exact": f"{getattr(month, code):,}",
        }
        for month in months
        for code, name in names.items()
    ]
    picked = alt.selection_point(name=PICKED, fields=["month", "direction"])
    chart = (
        alt.Chart(alt.Data(values=rows), height=MONTH_HEIGHT)
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X("month:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            xOffset=alt.XOffset("direction:N", sort=["income", "expense"]),
            y=alt.Y("amount:Q", title=None, axis=alt.Axis(format="~s", tickCount=5)),
            color=alt.Color(
                "name:N",
                title=None,
                scale=alt.Scale(domain=list(names.values()), range=[INCOME_COLOUR, EXPENSE_COLOUR]),
                legend=alt.Legend(orient="top"),
            ),
            opacity=alt.condition(picked, alt.value(1), alt.value(0.4)),
            tooltip=[
                alt.Tooltip("month:O", title=t("Month")),
                alt.Tooltip("name:N", title=t("Direction")),
                alt.Tooltip("exact:N", title=t("Amount")),
            ],
        )
        .add_params(picked)
    )
    return dict(chart.to_dict())


def category_bars(rows: tuple[CategorySums, ...], names: tuple[str, ...]) -> dict[str, Any]:
    """Expense of each category, the largest first; a click picks the category's id."""
    return _category_bars(rows, names, current_locale())


@lru_cache(maxsize=32)
def _category_bars(
    rows: tuple[CategorySums, ...], names: tuple[str, ...], locale: str
) -> dict[str, Any]:
    import altair as alt

    values = [
        {
            "category": "none" if row.category_id is None else str(row.category_id),
            "name": name,
            "amount": float(row.expense),
            "exact": f"{row.expense:,}",
        }
        for row, name in zip(rows, names, strict=True)
    ]
    picked = alt.selection_point(name=PICKED, fields=["category"])
    chart = (
        alt.Chart(alt.Data(values=values), height=max(len(values), 2) * BAR_HEIGHT)
        .mark_bar(color=EXPENSE_COLOUR, cornerRadiusEnd=2)
        .encode(
            y=alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=160)),
            x=alt.X("amount:Q", title=None, axis=alt.Axis(format="~s", tickCount=4)),
            opacity=alt.condition(picked, alt.value(1), alt.value(0.4)),
            tooltip=[
                alt.Tooltip("name:N", title=t("Category")),
                alt.Tooltip("exact:N", title=t("Amount")),
            ],
        )
        .add_params(picked)
    )
    return dict(chart.to_dict())
