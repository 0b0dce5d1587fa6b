"""Own accounts at banks and payment services."""

from __future__ import annotations

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
from core.kit.i18n import N_
from pages.ui.choices import department_choices, translated
from pages.ui.lists import Column, ListFilter, RecordList
from pages.ui.records import RecordPage
from pages.ui.things import Services, Thing, thing_page

KIND = Column("kind", texts=ACCOUNT_KIND_NAMES)
NUMBER = Column(
    "number_tail", value=lambda row: f"···· {row.number_tail}" if row.number_tail else None
)

ACCOUNTS = Thing(
    title=N_("Accounts"),
    new=N_("New account"),
    listing=RecordList(
        page="accounts",
        load=list_accounts,
        listing=ACCOUNT_LIST,
        columns=(
            Column("name"),
            KIND,
            Column("institution"),
            NUMBER,
            Column("currency"),
            Column("is_active", "flag", phone=False),
        ),
        filters=(ListFilter("kind", options=lambda _ctx: translated(ACCOUNT_KIND_NAMES)),),
        empty=N_("No accounts yet"),
        hint=N_("Accounts are recognised by imports; add one to name it and protect its number."),
        icon=":material/account_balance:",
    ),
    record=RecordPage(
        page="accounts",
        target_type="account",
        back=N_("Accounts"),
        fields=(
            KIND,
            Column("currency"),
            Column("institution"),
            NUMBER,
            Column("department_id"),
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
)

thing_page(ACCOUNTS)
