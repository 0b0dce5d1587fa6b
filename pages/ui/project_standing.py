"""How a project stands, on its page; and all projects side by side."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from core.dashboards.health import Light, ProjectHealth, project_health
from core.dashboards.health.judging import LIGHT_NAMES
from core.kit.i18n import t
from pages.ui.format import day, money, number, percent, short_money
from pages.ui.plain import plain
from pages.ui.session import page_uow

PAGE = "projects"
FULL = Decimal(100)
BADGES: dict[Light, Any] = {
    Light.RED: "red",
    Light.AMBER: "orange",
    Light.GREEN: "green",
    Light.NONE: "gray",
}


def _share(value: Decimal | None) -> Decimal | None:
    return None if value is None else value / FULL


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
