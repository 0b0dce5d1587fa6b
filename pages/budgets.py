"""Budgets: the year with who is above plan since when and on what; all of them as a list."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.finance import (
    BUDGET_LIST,
    BUDGET_STATUS_NAMES,
    BudgetIn,
    BudgetPatch,
    create_budget,
    current_fiscal_year,
    delete_budget,
    get_budget,
    list_budgets,
    update_budget,
)
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from pages.ui.budgets.detail import execution, monthly_plan, versions
from pages.ui.budgets.dialogs import copy_dialog, import_dialog
from pages.ui.budgets.overview import Shown, overview
from pages.ui.budgets.words import PAGE
from pages.ui.choices import (
    as_options,
    category_choices,
    department_choices,
    project_choices,
    translated,
)
from pages.ui.fields import Choices
from pages.ui.format import day
from pages.ui.lists import Column, ListFilter, RecordList
from pages.ui.page import page_header
from pages.ui.records import RecordPage, Section
from pages.ui.session import current_actor, current_company, page_uow
from pages.ui.things import Services, Thing, add_dialog, thing_page
from pages.ui.url import filters_in_url, opened_record, write_filters
from pages.ui.views import view_switch

YEAR, LIST = "year", "list"
VIEWS = {YEAR: N_("By year"), LIST: N_("All budgets")}
YEARS_BACK, YEARS_AHEAD = 5, 2
JANUARY = 1
AMOUNT = Column("amount", "money", currency="currency")
STATUS = Column(
    "status",
    "badge",
    texts=BUDGET_STATUS_NAMES,
    tones={"approved": "good", "draft": "warn", "closed": "plain"},
)
PLACES = (Column("department_id"), Column("project_id"), Column("category_id"))


def places(ctx: Ctx) -> dict[str, Choices]:
    """What a budget may be for."""
    return {
        "department_id": department_choices(ctx),
        "project_id": project_choices(ctx),
        "category_id": category_choices(ctx),
    }


def title_of(row: Any) -> str:
    """The budget's name, else its days."""
    return row.name or f"{t('Budget')} {day(row.period_start)} – {day(row.period_end)}"


def above_list() -> None:
    """What stands above the list."""
    if view_switch(f"{PAGE}.switch", VIEWS) != LIST:
        st.rerun()


def year_words(year: int) -> str:
    """A fiscal year: 2026, or 2026/27 where it does not begin in January."""
    first = current_company().fiscal_year_start
    return str(year) if first == JANUARY else f"{year}/{(year + 1) % 100:02d}"


def filters() -> Shown:
    """The fiscal year and the department the page is about; both stand in the address."""
    with page_uow() as ctx:
        now = current_fiscal_year(ctx)
        departments = {str(key): name for key, name in department_choices(ctx).items()}
    years = [str(year) for year in range(now + YEARS_AHEAD, now - YEARS_BACK, -1)]
    filters_in_url(
        PAGE,
        {
            "year": lambda text: text if text in years else str(now),
            "department": lambda text: text if text in departments else None,
        },
    )
    with st.container(width=130, key=f"{PAGE}.year_box"):
        year = st.selectbox(
            t("Year"), years, key=f"{PAGE}.year", format_func=lambda text: year_words(int(text))
        )
    with st.container(width=190, key=f"{PAGE}.department_box"):
        department = st.selectbox(
            t("Department"),
            list(departments),
            key=f"{PAGE}.department",
            index=None,
            format_func=lambda code: departments.get(code, code),
            placeholder=t("All"),
        )
    write_filters(PAGE, {"year": "" if year == str(now) else year, "department": department or ""})
    return Shown(int(year), int(department) if department else None)


def year_page() -> None:
    """The year's budgets with what can be done with all of them."""
    may_edit = current_actor().can("budgets.edit")
    with page_header(t("Budgets")):
        if may_edit and st.button(
            t("New budget"), type="primary", icon=":material/add:", key=f"{PAGE}.new_one"
        ):
            add_dialog(BUDGETS)
    if view_switch(f"{PAGE}.switch", VIEWS) == LIST:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{PAGE}.bar_of_year"):
        shown = filters()
        if may_edit and st.button(
            t("Copy to next year"), icon=":material/content_copy:", key=f"{PAGE}.copy"
        ):
            copy_dialog(shown.year)
        if may_edit and st.button(t("Import"), icon=":material/upload_file:", key=f"{PAGE}.import"):
            import_dialog(shown.year)
    overview(shown)


BUDGETS = Thing(
    title=N_("Budgets"),
    new=N_("New budget"),
    listing=RecordList(
        page=PAGE,
        load=list_budgets,
        listing=BUDGET_LIST,
        columns=(
            Column("name"),
            *PLACES,
            Column("period_start", "day", phone=False),
            Column("period_end", "day", phone=False),
            AMOUNT,
            STATUS,
        ),
        names=lambda ctx, _rows: places(ctx),
        filters=(
            ListFilter("department_id", options=lambda ctx: as_options(department_choices(ctx))),
            ListFilter("status", options=lambda _ctx: translated(BUDGET_STATUS_NAMES)),
        ),
        empty=N_("No budgets yet"),
        hint=N_("A budget is what may be spent in a period; alerts watch how it is used."),
        icon=":material/savings:",
        saved=True,
    ),
    record=RecordPage(
        page=PAGE,
        target_type="budget",
        back=N_("Budgets"),
        fields=(
            AMOUNT,
            Column("period_start", "day"),
            Column("period_end", "day"),
            *PLACES,
            Column("note"),
        ),
    ),
    services=Services(get_budget, create_budget, update_budget, delete_budget),
    model=BudgetIn,
    patch=BudgetPatch,
    edit="budgets.edit",
    title_of=title_of,
    choices=lambda ctx: {**places(ctx), "status": translated(BUDGET_STATUS_NAMES)},
    badge_of=lambda row: (
        t(BUDGET_STATUS_NAMES[row.status]),
        {"approved": "green", "draft": "orange"}.get(row.status, "gray"),
    ),
    start={"status": "approved"},
    hints={"effective_on": N_("Indicators for earlier days keep the former amount.")},
    omit=("plan",),
    sections=lambda row: (
        Section(N_("Execution"), lambda: execution(row)),
        Section(N_("Monthly plan"), lambda: monthly_plan(row)),
        Section(N_("Versions"), lambda: versions(row)),
    ),
    above=above_list,
)

if opened_record() is None and st.query_params.get("view", YEAR) != LIST:
    year_page()
else:
    thing_page(BUDGETS)
