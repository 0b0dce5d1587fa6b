"""Own accounts at banks and payment services, and their books against statements."""

from __future__ import annotations

import streamlit as st

from core.finance import (
    ACCOUNT_KIND_NAMES,
    ACCOUNT_LIST,
    AccountIn,
    AccountPatch,
    create_account,
    delete_account,
    get_account,
    list_accounts,
    update_account,
)
from core.kit.i18n import N_, t
from pages.ui.choices import department_choices, translated
from pages.ui.lists import Column, ListFilter, RecordList
from pages.ui.page import page_header
from pages.ui.reconciliation import PAGE, account_section, balances_view
from pages.ui.records import RecordPage, Section
from pages.ui.things import Services, Thing, thing_page
from pages.ui.url import opened_record
from pages.ui.views import view_switch

LIST, BALANCES = "list", "balances"
VIEWS = {LIST: N_("All"), BALANCES: N_("Reconciliation")}
KIND = Column("kind", texts=ACCOUNT_KIND_NAMES)
NUMBER = Column(
    "number_tail", value=lambda row: f"···· {row.number_tail}" if row.number_tail else None
)


def above_list() -> None:
    """What stands above the list."""
    if view_switch(f"{PAGE}.switch", VIEWS) != LIST:
        st.rerun()


ACCOUNTS = Thing(
    title=N_("Accounts"),
    new=N_("New account"),
    listing=RecordList(
        page=PAGE,
        load=list_accounts,
        listing=ACCOUNT_LIST,
        columns=(
            Column("name"),
            KIND,
            Column("institution"),
            NUMBER,
            Column("currency"),
            Column("reconciled_until", "day", phone=False),
            Column("is_active", "flag", phone=False),
        ),
        filters=(ListFilter("kind", options=lambda _ctx: translated(ACCOUNT_KIND_NAMES)),),
        empty=N_("No accounts yet"),
        hint=N_("Accounts are recognised by imports; add one to name it and protect its number."),
        icon=":material/account_balance:",
    ),
    record=RecordPage(
        page=PAGE,
        target_type="account",
        back=N_("Accounts"),
        fields=(
            KIND,
            Column("currency"),
            Column("institution"),
            NUMBER,
            Column("department_id"),
            Column("opening_balance", "money", currency="currency"),
            Column("opening_on", "day"),
            Column("is_active", "flag"),
        ),
    ),
    services=Services(get_account, create_account, update_account, delete_account),
    model=AccountIn,
    patch=AccountPatch,
    edit="accounts.edit",
    title_of=lambda row: str(row.name),
    choices=lambda ctx: {
        "kind": translated(ACCOUNT_KIND_NAMES),
        "department_id": department_choices(ctx),
    },
    start={"kind": "bank"},
    hints={"number": N_("Stored encrypted; only its last four characters are shown.")},
    sections=lambda row: (Section(N_("Reconciliation"), lambda: account_section(row)),),
    above=above_list,
)

if opened_record() is None and st.query_params.get("view", LIST) == BALANCES:
    with page_header(t("Accounts")):
        pass
    if view_switch(f"{PAGE}.switch", VIEWS) == LIST:
        st.rerun()
    balances_view()
else:
    thing_page(ACCOUNTS)
