"""Where an indicator is used: alert rules, the lights of projects, screens, saved queries."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from core.alerts import RuleRow, list_rules
from core.analytics import SavedQueryRow, list_saved_queries
from core.indicators.thresholds import DAYS_LATE, MILESTONE_DAYS, OVER_AT_END, SPENT_AHEAD
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.kit.listing import ListQuery
from pages.ui.alert_words import threshold
from pages.ui.indicator_links import indicator_address
from pages.ui.indicator_words import name_of
from pages.ui.plain import plain
from pages.ui.session import page_uow

SHOWN = 20
LIGHTS: Mapping[str, tuple[str, ...]] = {
    "project_progress": (DAYS_LATE, SPENT_AHEAD),
    "budget_execution_rate": (SPENT_AHEAD,),
    "actual_cost": (SPENT_AHEAD, OVER_AT_END),
    "estimate_at_completion": (OVER_AT_END,),
    "variance_at_completion": (OVER_AT_END,),
}
"""The signs of a project's light that rest on an indicator."""
SCREENS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "revenue": (("home.py", N_("Home")),),
    "gross_margin": (("home.py", N_("Home")),),
    "cash_in": (("home.py", N_("Home")),),
    "cash_out": (("home.py", N_("Home")),),
    "budget_execution_rate": (
        ("home.py", N_("Home")),
        ("budgets.py", N_("Budgets")),
        ("projects.py", N_("Projects")),
    ),
    "collection_rate": (("receivables.py", N_("Receivables")),),
    "receivable_overdue_days": (("receivables.py", N_("Receivables")),),
    **dict.fromkeys(
        (
            "project_progress",
            "actual_cost",
            "estimate_at_completion",
            "schedule_performance_index",
            "cost_performance_index",
            DAYS_LATE,
            MILESTONE_DAYS,
            OVER_AT_END,
            SPENT_AHEAD,
        ),
        (("projects.py", N_("Projects")),),
    ),
}
"""The screens that show a figure, or a light judged by it."""


def uses_section(code: str) -> None:
    """Links to everything that uses it, as far as the reader may see it."""
    with page_uow() as ctx:
        rules = _rules(ctx, code) if ctx.actor.can("rules.view") else ()
        queries = _queries(ctx, code) if ctx.actor.can("sql.run") else ()
    for row in rules:
        st.page_link(
            "alert_rules.py",
            label=f"{plain(row.name)} · {plain(threshold(row))}",
            icon=":material/rule:" if row.is_active else ":material/notifications_off:",
            query_params={"id": str(row.id)},
        )
    for sign in LIGHTS.get(code, ()):
        _open_sign(sign)
    for page, title in SCREENS.get(code, ()):
        st.page_link(page, label=t(title), icon=":material/dashboard:")
    for query in queries:
        st.page_link(
            "sql.py",
            label=plain(query.name),
            icon=":material/terminal:",
            query_params={"query": str(query.id)},
        )
    if not (rules or queries or code in LIGHTS or code in SCREENS):
        st.caption(t("Nothing uses it yet."))


def _open_sign(sign: str) -> None:
    """A button: a link to the page one is on is drawn as the chosen one."""
    if st.button(
        t("Light: {sign}", sign=name_of(sign)),
        icon=":material/traffic:",
        type="tertiary",
        key=f"indicators.sign.{sign}",
    ):
        st.query_params.from_dict(indicator_address(sign))
        st.rerun()


def _rules(ctx: Ctx, code: str) -> tuple[RuleRow, ...]:
    query = ListQuery(filters={"indicator": code}, limit=SHOWN)
    return tuple(list_rules(ctx, query).items)


def _queries(ctx: Ctx, code: str) -> tuple[SavedQueryRow, ...]:
    return tuple(list_saved_queries(ctx, ListQuery(q=code, limit=SHOWN)).items)
