"""Where an indicator is used: alert rules, the lights of projects, screens, saved queries."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from core.alerts import RuleRow, list_rules
from core.analytics import SavedQueryRow, list_saved_queries
from core.dashboards.departments import DEPARTMENT_FIGURES
from core.indicators import INDICATORS, TargetType
from core.indicators.thresholds import DAYS_LATE, OVER_AT_END, SIGNS, SPENT_AHEAD
from core.kit.context import Actor, Ctx
from core.kit.i18n import t
from core.kit.listing import ListQuery
from pages.registry import PageEntry, page_entry
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
SCREENS: Mapping[str, Collection[str]] = {
    "home.py": ("revenue", "gross_margin", "cash_in", "cash_out", "budget_execution_rate"),
    "budgets.py": ("budget_execution_rate",),
    "receivables.py": ("collection_rate", "receivable_overdue_days"),
    "projects.py": {
        *(code for code, one in INDICATORS.items() if TargetType.PROJECT in one.target_types),
        *SIGNS,
    },
    "performance.py": DEPARTMENT_FIGURES,
    "satisfaction.py": ("customer_satisfaction",),
}
"""What each screen shows, or shows a light judged by."""


def uses_section(code: str) -> None:
    """Links to everything that uses it, as far as the reader may see it."""
    with page_uow() as ctx:
        rules = _rules(ctx, code) if ctx.actor.can("rules.view") else ()
        queries = _queries(ctx, code) if ctx.actor.can("sql.run") else ()
        screens = _screens(ctx.actor, code)
    for row in rules:
        st.page_link(
            "alert_rules.py",
            label=f"{plain(row.name)} · {plain(threshold(row))}",
            icon=":material/rule:" if row.is_active else ":material/notifications_off:",
            query_params={"id": str(row.id)},
        )
    for sign in LIGHTS.get(code, ()):
        _open_sign(sign)
    for one in screens:
        st.page_link(one.file, label=t(one.title), icon=":material/dashboard:")
    for query in queries:
        st.page_link(
            "sql.py",
            label=plain(query.name),
            icon=":material/terminal:",
            query_params={"query": str(query.id)},
        )
    if not (rules or queries or screens or code in LIGHTS):
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


def _screens(actor: Actor, code: str) -> list[PageEntry]:
    entries = [page_entry(file) for file, codes in SCREENS.items() if code in codes]
    return [one for one in entries if one.may_open(actor)]


def _rules(ctx: Ctx, code: str) -> tuple[RuleRow, ...]:
    query = ListQuery(filters={"indicator": code}, limit=SHOWN)
    return tuple(list_rules(ctx, query).items)


def _queries(ctx: Ctx, code: str) -> tuple[SavedQueryRow, ...]:
    return tuple(list_saved_queries(ctx, ListQuery(q=code, limit=SHOWN)).items)
