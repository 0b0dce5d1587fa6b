"""All projects side by side: lights, what got worse in a week, schedule against cost, a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from math import ceil
from typing import Any

import streamlit as st

from core.dashboards.health import (
    KEYS,
    LIGHT_NAMES,
    Judgment,
    Light,
    Portfolio,
    ProjectHealth,
    Trend,
    portfolio,
    portfolio_trends,
    sort_portfolio,
)
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.kit.listing import ListQuery
from pages.ui.charts import GRID, Option
from pages.ui.choices import people_choices
from pages.ui.errors import part
from pages.ui.format import number
from pages.ui.lights import CHART_COLOURS, light_column
from pages.ui.list_export import table_export
from pages.ui.lists import (
    PAGE,
    PAGE_SIZE,
    SORT,
    Column,
    RecordList,
    list_query,
    nothing_matches,
    page_foot,
)
from pages.ui.notices import show_toasts
from pages.ui.session import page_uow
from pages.ui.table import Names, draw_table
from pages.ui.url import open_record

FULL = Decimal(100)
HEIGHT, MOST_LABELS = 340, 25
MOST_WORSE = 6
LEAST, MOST = 0.0, 2.0  # where the picture ends; what lies beyond stands at its edge
LIGHT = light_column(LIGHT_NAMES)
BEFORE = replace(LIGHT, name="before", label=N_("A week ago"))
WORSE = (Column("name"), LIGHT, BEFORE, Column("reason", label=N_("What got worse"), wide=True))
SPI = Column("spi", "number", label=N_("SPI"), digits=2)
CPI = Column("cpi", "number", label=N_("CPI"), digits=2)
COLUMNS = (
    Column("name"),
    LIGHT,
    Column("sentence", label=N_("In short")),
    Column("progress", "percent", value=lambda row: _share(row.progress)),
    Column("used", "percent", label=N_("Budget used")),
    SPI,
    CPI,
    Column("late", "number", label=N_("Days late")),
)
IN_FILES = (
    *COLUMNS,
    Column("over", "percent", label=N_("Over budget")),
    Column("end_date", "day"),
    Column("manager_id"),
)


def _share(value: Decimal | None) -> Decimal | None:
    return None if value is None else value / FULL


@part
def portfolio_view(spec: RecordList) -> None:
    """The projects that match the list's search and filters, side by side."""
    show_toasts()
    toolbar = st.container(horizontal=True, vertical_alignment="bottom", key=f"{spec.page}.bar")
    query = list_query(spec, toolbar)
    with page_uow() as ctx:
        found = portfolio(ctx, query)
        names: Names = {"manager_id": people_choices(ctx)}
    if not found.rows:
        nothing_matches(spec, query)
        return
    _lights(found)
    _worse(spec, query, found)
    _picture(spec, found.rows)
    _table(spec, query, found, names)


def _lights(found: Portfolio) -> None:
    grid = st.grid(4, min_column_width=150)
    for light in Light:
        more = found.lights.get(light, 0) - found.lights_before.get(light, 0)
        grid.metric(
            t(LIGHT_NAMES[light]),
            number(found.lights.get(light, 0)),
            delta=more or None,
            delta_color="inverse" if light in (Light.RED, Light.AMBER) else "normal",
            help=t("The difference is against seven days ago."),
            border=True,
            height="stretch",
        )


def _worse(spec: RecordList, query: ListQuery, found: Portfolio) -> None:
    title = t("What got worse this week")
    st.subheader(title, anchor=False)
    if not found.worse:
        st.caption(t("Nothing: no light is worse than seven days ago, no forecast moved."))
        return
    key = f"{spec.page}.worse"
    shown = found.worse[:MOST_WORSE]
    opened = draw_table(shown, WORSE, key=key, name=title).open
    left = len(found.worse) - len(shown)
    with st.container(horizontal=True, vertical_alignment="center"):
        if left:
            st.caption(t("{n} more are in the file.", n=number(left)), width="content")
        table_export(
            "portfolio-worse",
            WORSE,
            lambda ctx: portfolio(ctx, query).worse,
            key=key,
            what=_what(query),
            small=True,
        )
    _go(opened)


def _table(spec: RecordList, query: ListQuery, found: Portfolio, names: Names) -> None:
    key = f"{spec.page}.portfolio"
    asked = st.query_params.get(SORT, "")
    sort = asked if asked.removeprefix("-") in KEYS else ""
    rows = sort_portfolio(found.rows, sort)
    pages = ceil(len(rows) / PAGE_SIZE)
    first = min(query.offset // PAGE_SIZE, pages - 1) * PAGE_SIZE
    shown = [row.health() for row in rows[first : first + PAGE_SIZE]]
    with page_uow() as ctx:
        trends = portfolio_trends(ctx, [row.id for row in shown], found.as_of)

    def turned() -> None:
        st.query_params[SORT] = st.session_state[key].sort
        st.query_params.pop(PAGE, None)

    st.subheader(t("All projects"), anchor=False)
    st.caption(t("The small lines are the last eight weeks. 1.00 is as planned, less is worse."))
    opened = draw_table(
        shown,
        _with_lines(trends),
        key=key,
        name=t("Projects"),
        names=names,
        sorts=KEYS,
        sort=sort,
        on_sort=turned,
    ).open
    page_foot(spec, len(rows), size=PAGE_SIZE)
    table_export(
        "portfolio",
        IN_FILES,
        lambda ctx: _again(ctx, query, sort),
        key=key,
        names=names,
        what=(*_what(query), sort),
    )
    _go(opened)


def _with_lines(trends: Mapping[int, Trend]) -> tuple[Column, ...]:
    lines = {
        "spi": replace(SPI, spark=lambda row: trends[row.id].spi),
        "cpi": replace(CPI, spark=lambda row: trends[row.id].cpi),
    }
    return tuple(lines.get(column.name, column) for column in COLUMNS)


def _again(ctx: Ctx, query: ListQuery, sort: str) -> Sequence[ProjectHealth]:
    return [row.health() for row in sort_portfolio(portfolio(ctx, query).rows, sort)]


def _what(query: ListQuery) -> tuple[object, ...]:
    return query.q, sorted(query.filters.items())


def _go(opened: Any) -> None:
    if opened:
        open_record(opened)
        st.rerun()


def _picture(spec: RecordList, rows: Sequence[Judgment]) -> None:
    drawn = [row for row in rows if row.spi is not None and row.cpi is not None]
    if not drawn:
        return
    st.subheader(t("Schedule against cost"), anchor=False)
    st.caption(
        t(
            "To the right: ahead of schedule (SPI). Upwards: more earned than spent (CPI). Larger: "
            "more budget. Above and right of the lines is as planned or better."
        )
    )
    key = f"{spec.page}.bubbles"
    event: Any = st.echarts_chart(
        bubbles(drawn),
        key=key,
        on_select="rerun",
        alt=t("Projects by schedule and cost index"),
        height=HEIGHT,
    )
    for group in event.selection.selected if event else []:
        if group["data_indices"]:
            st.session_state.pop(key, None)
            _go(drawn[int(group["data_indices"][0])].project_id)


def bubbles(rows: Sequence[Judgment]) -> Option:
    """SPI to the right, CPI upwards, the budget as the size, the light as the colour."""
    largest = max((row.budget or Decimal(0) for row in rows), default=Decimal(1)) or Decimal(1)
    axis = {
        "type": "value",
        "min": LEAST,
        "max": MOST,
        "interval": 0.5,
        "splitLine": {"lineStyle": {"opacity": 0.25}},
        "nameLocation": "middle",
    }
    return {
        "grid": {**GRID, "top": 16, "left": 28, "bottom": 28},
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "xAxis": {**axis, "name": t("Schedule index (SPI)"), "nameGap": 28},
        "yAxis": {**axis, "name": t("Cost index (CPI)"), "nameGap": 30},
        "series": [
            {
                "type": "scatter",
                "selectedMode": "single",
                "cursor": "pointer",
                "data": [_bubble(row, largest, labelled=len(rows) <= MOST_LABELS) for row in rows],
                "labelLayout": {"hideOverlap": True},
                "markLine": {
                    "symbol": "none",
                    "silent": True,
                    "label": {"show": False},
                    "lineStyle": {"type": "dashed", "color": CHART_COLOURS[Light.NONE]},
                    "data": [{"xAxis": 1}, {"yAxis": 1}],
                },
            }
        ],
        "animation": False,
    }


def _bubble(row: Judgment, largest: Decimal, *, labelled: bool) -> dict[str, Any]:
    size = 10 + 30 * float(((row.budget or Decimal(0)) / largest).sqrt())
    indices = f"SPI {number(row.spi, 2)} · CPI {number(row.cpi, 2)}"
    return {
        "name": f"{row.name} · {indices}",
        "value": [_within(row.spi), _within(row.cpi)],
        "symbolSize": round(size),
        "itemStyle": {"color": CHART_COLOURS[row.light], "opacity": 0.75},
        "label": {"show": labelled, "position": "top", "formatter": row.name},
    }


def _within(value: Decimal | None) -> float:
    return round(min(max(float(value or 0), LEAST), MOST), 3)
