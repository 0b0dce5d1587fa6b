"""Home: the overview of money, budgets and alerts; every number opens the records behind it."""

from __future__ import annotations

from contextlib import AbstractContextManager

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.company import list_departments
from core.dashboards import Compare, Overview, OverviewQuery, read_overview
from core.finance import ReadingFilters
from core.kit.i18n import N_, t
from core.kit.listing import MAX_LIMIT, ListQuery
from pages.ui.company.first_hour import first_hour_list
from pages.ui.errors import card_boundary, part
from pages.ui.filters import FILTER_WIDTH
from pages.ui.format import day
from pages.ui.live import live_version
from pages.ui.notices import empty_state
from pages.ui.overview import bars, lists
from pages.ui.overview.figures import figures
from pages.ui.overview.files import card_export
from pages.ui.overview.links import Place
from pages.ui.page import page_header
from pages.ui.period import YEAR, PickedPeriod, company_today, period_picker
from pages.ui.plain import plain
from pages.ui.session import current_actor, page_uow
from pages.ui.url import filters_in_url, write_filters

PAGE = "home"
CARD_WIDTH = 340  # pixels
BEFORE = Compare.BEFORE.value
COMPARISONS: dict[str, str] = {
    BEFORE: N_("The period before"),
    Compare.YEAR.value: N_("A year ago"),
}


def department_names() -> dict[int, str]:
    """The departments the reader may narrow the overview to."""
    with page_uow() as ctx:
        found = list_departments(ctx, ListQuery(limit=MAX_LIMIT)).items
    return {row.id: row.name for row in found}


def department_picker(departments: dict[int, str]) -> int | None:
    """The department the overview is narrowed to; None: all the reader may see."""
    names = {str(row_id): name for row_id, name in departments.items()}
    filters_in_url(PAGE, {"department": lambda text: text if text in names else None})
    with st.container(width=FILTER_WIDTH, key=f"{PAGE}.department_box"):
        chosen = st.selectbox(
            t("Department"),
            list(names),
            key=f"{PAGE}.department",
            index=None,
            format_func=lambda code: names.get(code, code),
            placeholder=t("All"),
        )
    write_filters(PAGE, {"department": chosen or ""})
    return int(chosen) if chosen else None


def comparison_picker() -> Compare:
    """What the figures are compared with; the choice stands in the address."""
    filters_in_url(PAGE, {"compare": lambda text: text if text in COMPARISONS else BEFORE})
    words = {code: t(name) for code, name in COMPARISONS.items()}
    with st.container(width=FILTER_WIDTH, key=f"{PAGE}.compare_box"):
        chosen = st.selectbox(
            t("Compared with"),
            list(words),
            key=f"{PAGE}.compare",
            format_func=words.__getitem__,
        )
    write_filters(PAGE, {"compare": "" if chosen == BEFORE else chosen})
    return Compare(chosen)


def query_of(chosen: PickedPeriod, compare: Compare, department: int | None) -> OverviewQuery:
    """What the overview reads today."""
    filters = ReadingFilters(department_id=department)
    return OverviewQuery(chosen.period, min(chosen.end, company_today()), filters, compare)


@part
def overview(
    chosen: PickedPeriod, compare: Compare, department: int | None, departments: dict[int, str]
) -> None:
    """The live part: reruns by itself when data has changed."""
    live_version(f"{PAGE}.live")
    query = query_of(chosen, compare, department)
    with page_uow() as ctx:
        found = read_overview(ctx, query)
        may_import = ctx.actor.can("imports.run")
    if not any(month.records for month in found.months) and found.latest_import is None:
        start_here(may_import=may_import)
        return
    place = Place(chosen.period, department)
    figures(found, place)
    cards(found, place, departments, query)


def cards(found: Overview, place: Place, departments: dict[int, str], query: OverviewQuery) -> None:
    """Everything below the figures; a card that breaks breaks alone."""

    def card(title: str, name: str) -> AbstractContextManager[None]:
        return card_boundary(title, tools=lambda: card_export(name, query, departments))

    as_of = query.as_of
    left, right = halves()
    with left, card(t("Cash in and out by month"), "months"):
        bars.months(found, place, f"{PAGE}.months")
    with right, card(t("Needs attention"), "data"):
        lists.attention(found, company_today())
    with left, card(t("What changed most"), "changes"):
        lists.changes(found, place)
    with right, card(t("Budgets on {day}", day=day(as_of)), "budgets"):
        lists.budgets(found)
    if found.receivables is not None:
        with right, card(t("Receivables on {day}", day=day(as_of)), "receivables"):
            lists.receivables(found.receivables)
    left, right = halves()
    with left, card(t("Expense by category"), "categories"):
        bars.categories(found, place, f"{PAGE}.categories")
    with right, card(t("Expense by department"), "departments"):
        bars.departments(found, departments, place, f"{PAGE}.departments")
    with left, card(t("Top customers"), "customers"):
        bars.parties(found.customers, "income", place, f"{PAGE}.customers")
    with right, card(t("Top costs"), "payees"):
        bars.parties(found.payees, "expense", place, f"{PAGE}.payees")


def halves() -> tuple[DeltaGenerator, DeltaGenerator]:
    """Two columns of cards side by side; below each other where they would be narrow."""
    grid = st.grid(2, min_column_width=CARD_WIDTH)
    return grid.cell(), grid.cell()


def start_here(*, may_import: bool) -> None:
    """What to do when there is nothing yet."""
    empty_state(
        t("No records yet"),
        t("Import a bank statement and this page shows where the money goes.")
        if may_import
        else t("Once finance has imported a file, this page shows where the money goes."),
        icon=":material/monitoring:",
    )
    if may_import:
        with st.container(horizontal=True, horizontal_alignment="center"):
            st.page_link("imports.py", label=t("Import a file"), icon=":material/upload_file:")


actor = current_actor()
if actor.can("records.view") and actor.can("amounts.view"):
    with page_header(t("Overview")):
        pass
    first_hour_list()
    named = department_names()
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{PAGE}.filters"):
        period = period_picker(PAGE, default=YEAR)
        against = comparison_picker()
        within = department_picker(named)
        card_export("figures", query_of(period, against, within), named, small=False)
    overview(period, against, within, named)
else:
    with page_header(t("Welcome, {name}", name=plain(actor.display_name))):
        pass
    first_hour_list()
    st.caption(t("What is assigned to you appears under Alerts and in your notifications."))
    st.page_link("notifications.py", label=t("Notifications"), icon=":material/notifications:")
