"""Receivables: what is owed, since when, by whom, and which income pays it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.receivables import (
    RECEIVABLE_LIST,
    RECEIVABLE_STATE_NAMES,
    RECEIVABLE_STATUS_NAMES,
    ReceivableIn,
    ReceivablePatch,
    create_receivable,
    delete_receivable,
    get_receivable,
    list_receivables,
    receivables_summary,
    update_receivable,
)
from pages.ui.choices import (
    as_options,
    contract_choices,
    customer_choices,
    department_choices,
    project_choices,
    translated,
)
from pages.ui.errors import part
from pages.ui.fields import Choices
from pages.ui.format import money, percent, short_money
from pages.ui.lists import Column, ListFilter, RecordList
from pages.ui.page import page_header
from pages.ui.receivables import (
    AMOUNT,
    DAYS,
    DUE,
    OPEN,
    STATE,
    STATE_COLOURS,
    match_section,
    receipts_section,
)
from pages.ui.receivables_views import ageing_view, matching_view, reminders_view
from pages.ui.records import RecordPage, Section
from pages.ui.session import current_actor, page_uow
from pages.ui.things import Services, Thing, thing_page
from pages.ui.url import opened_record
from pages.ui.views import view_switch

PAGE = "receivables"
LIST = "list"
VIEWS = {
    LIST: N_("All"),
    "ageing": N_("Ageing"),
    "matching": N_("Match receipts"),
    "reminders": N_("Reminders"),
}


def links(ctx: Ctx) -> dict[str, Choices]:
    """What a receivable may belong to."""
    return {
        "customer_id": customer_choices(ctx),
        "contract_id": contract_choices(ctx),
        "project_id": project_choices(ctx),
        "department_id": department_choices(ctx),
    }


def title_of(row: Any) -> str:
    """What it is for, else the number of the invoice."""
    return row.title or row.code or f"{t('Receivable')} {row.id}"


def chosen_view() -> str:
    """Which side of the receivables is shown."""
    if not current_actor().can("amounts.view"):
        return LIST
    return view_switch(f"{PAGE}.switch", VIEWS)


@part
def figures() -> None:
    """Open, overdue and collected, in company currency."""
    with page_uow() as ctx:
        if not ctx.actor.can("amounts.view"):
            return
        found = receivables_summary(ctx)
    grid = st.grid(3, min_column_width=190)
    grid.metric(
        t("Still open"),
        short_money(found.open),
        help=money(found.open),
        border=True,
        height="stretch",
    )
    grid.metric(
        t("Overdue"),
        short_money(found.overdue),
        help=money(found.overdue),
        border=True,
        height="stretch",
    )
    grid.metric(
        t("Collection rate"),
        percent(found.collection_rate),
        help=t("What was received of all that has fallen due so far."),
        border=True,
        height="stretch",
    )
    if found.without_rate:
        st.caption(
            t("{n} receivables have no exchange rate and are in no figure.", n=found.without_rate)
        )


def top() -> None:
    """What stands above the list."""
    if chosen_view() != LIST:
        st.rerun()
    figures()


RECEIVABLES = Thing(
    title=N_("Receivables"),
    new=N_("New receivable"),
    listing=RecordList(
        page=PAGE,
        load=list_receivables,
        listing=RECEIVABLE_LIST,
        columns=(
            Column("title", value=title_of),
            Column("customer_id"),
            DUE,
            DAYS,
            AMOUNT,
            OPEN,
            STATE,
        ),
        names=lambda ctx, _rows: links(ctx),
        filters=(
            ListFilter("state", "choices", options=lambda _ctx: translated(RECEIVABLE_STATE_NAMES)),
            ListFilter("customer_id", options=lambda ctx: as_options(customer_choices(ctx))),
            ListFilter(
                "contract_id", options=lambda ctx: as_options(contract_choices(ctx)), more=True
            ),
            ListFilter("due_from", "day", label=N_("Due from"), more=True),
            ListFilter("due_to", "day", label=N_("Due to"), more=True),
            ListFilter(
                "project_id", options=lambda ctx: as_options(project_choices(ctx)), more=True
            ),
            ListFilter(
                "department_id", options=lambda ctx: as_options(department_choices(ctx)), more=True
            ),
        ),
        sort="-due_date",
        empty=N_("No receivables yet"),
        hint=N_("A receivable is an invoice a customer is to pay by a day; income pays it."),
        icon=":material/request_quote:",
        saved=True,
    ),
    record=RecordPage(
        page=PAGE,
        target_type="receivable",
        back=N_("Receivables"),
        fields=(
            AMOUNT,
            Column("received", "money", currency="currency"),
            OPEN,
            DUE,
            DAYS,
            Column("issued_on", "day"),
            Column("code"),
            Column("customer_id"),
            Column("contract_id"),
            Column("project_id"),
            Column("department_id"),
            Column("note"),
        ),
    ),
    services=Services(get_receivable, create_receivable, update_receivable, delete_receivable),
    model=ReceivableIn,
    patch=ReceivablePatch,
    edit="receivables.edit",
    title_of=title_of,
    choices=lambda ctx: {**links(ctx), "status": translated(RECEIVABLE_STATUS_NAMES)},
    badge_of=lambda row: (t(RECEIVABLE_STATE_NAMES[row.state]), STATE_COLOURS[row.state]),
    start={"status": "open"},
    hints={"contract_id": N_("Customer, project, department and currency follow from it.")},
    sections=lambda row: (
        Section(N_("Receipts"), lambda: receipts_section(row)),
        *((Section(N_("Match receipts"), lambda: match_section(row)),) if row.open_amount else ()),
    ),
    above=top,
)
DRAWN = {"ageing": ageing_view, "matching": matching_view, "reminders": reminders_view}

shown = st.query_params.get("view", LIST)
if opened_record() is None and shown in DRAWN and current_actor().can("amounts.view"):
    with page_header(t("Receivables")):
        pass
    if (now := chosen_view()) == LIST:
        st.rerun()
    DRAWN[now]()
else:
    thing_page(RECEIVABLES)
