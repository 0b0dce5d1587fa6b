"""How a project stands on a day, above all else on its page: the sentence with its causes, the
figures with their range, plan and reality over time, the report to hand on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from core.dashboards.health import (
    LIGHT_NAMES,
    Cause,
    CauseKind,
    ProjectHealth,
    ProjectOutlook,
    project_outlook,
    refusal,
)
from core.kit.i18n import N_, t
from core.reports import late_note
from pages.ui.format import day, money, percent, short_money
from pages.ui.indicator_links import INDICATORS, indicator_address
from pages.ui.lights import draw_light
from pages.ui.overview.links import RECORDS, category_code
from pages.ui.period import company_today
from pages.ui.plain import plain
from pages.ui.project_curve import CURVE_HEIGHT, curve_option
from pages.ui.project_report import report_files
from pages.ui.session import current_company, page_uow
from pages.ui.url import filters_in_url, read_day, write_filters

PAGE = "projects.record"
MILESTONE = "milestone"
"""In the address: the milestone to open."""
FULL = Decimal(100)
INDICES = {
    CauseKind.TIME: "schedule_performance_index",
    CauseKind.COST: "cost_performance_index",
}
INDEX_NAMES = {CauseKind.TIME: N_("SPI(t) {index}"), CauseKind.COST: N_("CPI {index}")}
FIRST_DAY = date(2000, 1, 1)


def standing(project: Any) -> None:
    """What stands above a project's fields."""
    shown = as_of_picker(project)
    with page_uow() as ctx:
        outlook = project_outlook(ctx, project.id, shown)
    _sentence(outlook.health, outlook)
    _figures(outlook.health, outlook)
    if len(outlook.curve) > 1:
        st.echarts_chart(
            curve_option(outlook),
            key=f"{PAGE}.curve",
            alt=t("Plan and reality over time"),
            height=CURVE_HEIGHT,
        )


def shown_day() -> date:
    """The day the project's page is about."""
    chosen = st.session_state.get(f"{PAGE}.as_of")
    return min(chosen, company_today()) if isinstance(chosen, date) else company_today()


def as_of_picker(project: Any) -> date:
    """The day the page is about, today unless the address says another; and the report of it."""
    today = company_today()
    filters_in_url(
        PAGE, {"as_of": lambda text: min(max(read_day(text) or today, FIRST_DAY), today)}
    )
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="small", key=f"{PAGE}.tools"
    ):
        with st.container(width=170):
            chosen = st.date_input(
                t("As of"),
                key=f"{PAGE}.as_of",
                min_value=FIRST_DAY,
                max_value=today,
                format="YYYY-MM-DD",
            )
        report_files(project, shown_day())
    picked = chosen if isinstance(chosen, date) else today
    write_filters(PAGE, {"as_of": "" if picked == today else picked.isoformat()})
    return picked


def _sentence(found: ProjectHealth, outlook: ProjectOutlook) -> None:
    with st.container(border=True, gap="small", key=f"{PAGE}.sentence"):
        draw_light(found.light, LIGHT_NAMES)
        st.markdown(_told(outlook))
        _causes(outlook)
        for reason in outlook.further_reasons:
            st.caption(f"· {plain(reason.text)}")
        if note := late_note(outlook, current_company()):
            st.caption(f":material/history: {plain(note)}")


def _told(outlook: ProjectOutlook) -> str:
    """The sentence, its verdict in bold."""
    because = plain(outlook.sentence.removeprefix(outlook.verdict))
    return f"**{plain(outlook.verdict)}**{because}" if outlook.verdict else because


def _causes(outlook: ProjectOutlook) -> None:
    """What the sentence rests on, each a way there."""
    if not outlook.causes:
        return
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"{PAGE}.causes"
    ):
        for cause in outlook.causes:
            if cause.kind is CauseKind.MILESTONE:
                _milestone(cause)
            elif (link := _link(cause, outlook)) is not None:
                page, label, icon, address = link
                st.page_link(page, label=label, icon=icon, query_params=address)


def _milestone(cause: Cause) -> None:
    """Opens the milestone in the plan below, for who may change it; else says its name."""
    key = f"{PAGE}.cause_{cause.milestone_id}"
    if st.button(plain(cause.name or ""), icon=":material/flag:", type="tertiary", key=key):
        st.query_params[MILESTONE] = str(cause.milestone_id)


def _link(cause: Cause, outlook: ProjectOutlook) -> tuple[str, str, str, dict[str, str]] | None:
    """Page, label, icon and address of a cause."""
    if cause.kind is CauseKind.CATEGORY and cause.since is not None:
        address = {
            "project_id": str(outlook.project_id),
            "category_id": category_code(cause.category_id),
            "date_from": cause.since.isoformat(),
            "date_to": outlook.as_of.isoformat(),
            "direction": "expense",
        }
        return RECORDS, plain(cause.name or ""), ":material/receipt_long:", address
    if cause.kind in INDICES:
        code = INDICES[cause.kind]
        address = indicator_address(code, "project", outlook.project_id, as_of=outlook.as_of)
        label = t(INDEX_NAMES[cause.kind], index=cause.index)
        return INDICATORS, label, ":material/function:", address
    return None


def _figures(found: ProjectHealth, outlook: ProjectOutlook) -> None:
    end, cost = outlook.end, outlook.cost
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
        t("Expected end"),
        day(end.expected),
        delta=_late(outlook),
        delta_color="inverse",
        help=refusal(end.refused)
        or t(
            "Planned for {planned}. By three methods between {low} and {high}; the middle one is "
            "told.",
            planned=day(end.planned),
            low=day(end.earliest),
            high=day(end.latest),
        ),
        border=True,
        height="stretch",
    )
    grid.metric(
        t("Expected cost"),
        short_money(cost.expected, cost.currency),
        delta=None if cost.over is None else percent(cost.over, 0),
        delta_color="inverse",
        help=refusal(cost.refused)
        or t(
            "Budget {budget}. By three methods between {low} and {high}; BAC ÷ CPI is told.",
            budget=money(cost.budget, cost.currency),
            low=money(cost.low, cost.currency),
            high=money(cost.high, cost.currency),
        ),
        border=True,
        height="stretch",
    )


def _late(outlook: ProjectOutlook) -> str | None:
    late = outlook.end.late
    return t("{days} days", days=late) if late else None


def _points(value: Decimal | None) -> str:
    return percent(None if value is None else value / FULL, 0)
