"""How a project stands, on its page; and all projects side by side."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import streamlit as st

from core.dashboards.health import Light, ProjectHealth, project_health, read_portfolio
from core.dashboards.health.judging import LIGHT_NAMES
from core.kit.i18n import N_, t
from pages.ui.charts import GRID, Option
from pages.ui.choices import department_choices, people_choices
from pages.ui.format import day, money, number, percent, short_money
from pages.ui.list_export import table_export
from pages.ui.lists import Column
from pages.ui.notices import empty_state
from pages.ui.plain import plain
from pages.ui.session import page_uow
from pages.ui.table import draw_table
from pages.ui.url import open_record

PAGE = "projects"
FULL = Decimal(100)
BADGES: dict[Light, Any] = {
    Light.RED: "red",
    Light.AMBER: "orange",
    Light.GREEN: "green",
    Light.NONE: "gray",
}
CHART_COLOURS = {"red": "#c8472f", "amber": "#d98032", "green": "#3d8b5f", "none": "#7a8699"}
CHART_HEIGHT = 320
MOST_LABELS = 25
LIGHT = Column(
    "light",
    "badge",
    label=N_("Light"),
    texts=LIGHT_NAMES,
    tones={"red": "bad", "amber": "warn", "green": "good", "none": "plain"},
)


def _first_reason(row: ProjectHealth) -> str:
    return row.reasons[0].text if row.reasons else ""


def _share(value: Decimal | None) -> Decimal | None:
    return None if value is None else value / FULL


COLUMNS = (
    Column("name"),
    LIGHT,
    Column("why", value=_first_reason, label=N_("Why")),
    Column("progress", "percent", value=lambda row: _share(row.progress)),
    Column("used", "percent", label=N_("Budget used")),
    Column("end_date", "day", phone=False),
    Column("late", "number", label=N_("Days late")),
    Column("over", "percent", label=N_("Over budget"), phone=False),
    Column("manager_id", phone=False),
)


def standing_section(project: Any) -> None:
    """The light with its reasons, then progress, money and time."""
    with page_uow() as ctx:
        found = project_health(ctx, project.id)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(t(LIGHT_NAMES[found.light]), color=BADGES[found.light])
        st.markdown(f"**{plain(verdict(found))}**", width="content")
    for reason in found.reasons:
        st.caption(f"· {plain(reason.text)}")
    _figures(found)


def verdict(found: ProjectHealth) -> str:
    """One sentence: how late, how dear."""
    late = found.late if found.late and found.late > 0 else None
    over = found.over if found.over and found.over > 0 else None
    if late and over:
        return t(
            "At the pace so far {days} days late and {over} over budget.",
            days=late,
            over=percent(over, 0),
        )
    if late:
        return t("At the pace so far {days} days late.", days=late)
    if over:
        return t("At the pace so far {over} over budget.", over=percent(over, 0))
    return t("No sign of delay or overspending.") if found.light is Light.GREEN else ""


def _figures(found: ProjectHealth) -> None:
    grid = st.grid(4, min_column_width=190)
    grid.metric(
        t("Progress"),
        _points(found.progress),
        help=t("Planned by now: {planned}", planned=_points(found.planned_progress)),
        border=True,
        height="stretch",
    )
    grid.metric(
        t("Budget used"),
        percent(found.used, 0),
        help=t(
            "{cost} of {budget}",
            cost=money(found.cost, found.currency),
            budget=money(found.budget, found.currency),
        ),
        border=True,
        height="stretch",
    )
    grid.metric(
        t("Cost at the end"),
        short_money(found.eac, found.currency),
        help=t(
            "Budget ÷ cost performance (CPI {cpi}); schedule performance SPI {spi}.",
            cpi=number(found.cpi, 2),
            spi=number(found.spi, 2),
        ),
        border=True,
        height="stretch",
    )
    grid.metric(
        t("End"),
        day(found.forecast_end or found.end_date),
        help=t("Planned for {day}. Forecast: days so far ÷ progress.", day=day(found.end_date)),
        border=True,
        height="stretch",
    )


def _points(value: Decimal | None) -> str:
    return percent(_share(value), 0)


def portfolio_view() -> None:
    """All projects: schedule against cost as a picture, and a table with the reasons."""
    with page_uow() as ctx:
        rows = read_portfolio(ctx)
        names = {"manager_id": people_choices(ctx), "department_id": department_choices(ctx)}
    if not rows:
        empty_state(t("No projects yet"), t("They stand side by side here."))
        return
    drawn = [row for row in rows if row.late is not None and row.over is not None]
    if drawn:
        st.caption(
            t("To the right: late at the pace so far. Upwards: over budget. Larger: more budget.")
        )
        _picture(drawn)
    key = f"{PAGE}.portfolio"
    opened = draw_table(rows, COLUMNS, key=key, name=t("Projects"), names=names).open
    table_export("portfolio", COLUMNS, read_portfolio, key=key)
    if opened:
        open_record(opened)
        st.rerun()


def _picture(rows: Sequence[ProjectHealth]) -> None:
    event: Any = st.echarts_chart(
        bubbles(rows),
        key=f"{PAGE}.bubbles",
        on_select="rerun",
        alt=t("Projects by delay and cost"),
        height=CHART_HEIGHT,
    )
    for group in event.selection.selected if event else []:
        if group["data_indices"]:
            st.session_state.pop(f"{PAGE}.bubbles", None)
            open_record(rows[int(group["data_indices"][0])].project_id)
            st.rerun()


def bubbles(rows: Sequence[ProjectHealth]) -> Option:
    """Days late to the right, share over budget upwards, the budget as the size."""
    largest = max((row.budget or Decimal(0) for row in rows), default=Decimal(1)) or Decimal(1)
    axis = {"type": "value", "splitLine": {"lineStyle": {"opacity": 0.3}}}
    return {
        "grid": {**GRID, "top": 24, "bottom": 24},
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        "xAxis": {**axis, "name": t("Days late"), "nameLocation": "middle", "nameGap": 26},
        "yAxis": {**axis, "name": t("Over budget"), "axisLabel": {"formatter": "{value}%"}},
        "series": [
            {
                "type": "scatter",
                "selectedMode": "single",
                "cursor": "pointer",
                "data": [_bubble(row, largest) for row in rows],
                "label": {"show": len(rows) <= MOST_LABELS, "position": "top", "formatter": "{b}"},
                "labelLayout": {"hideOverlap": True},
            }
        ],
        "animation": False,
    }


def _bubble(row: ProjectHealth, largest: Decimal) -> dict[str, Any]:
    size = 12 + 30 * float(((row.budget or Decimal(0)) / largest).sqrt())
    return {
        "name": row.name,
        "value": [row.late, round(float(row.over or 0) * 100, 1)],
        "symbolSize": round(size),
        "itemStyle": {"color": CHART_COLOURS[row.light], "opacity": 0.75},
    }
