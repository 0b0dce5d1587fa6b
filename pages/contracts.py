"""Contracts with customers, and what is owed under them."""

from __future__ import annotations

from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.receivables import (
    CONTRACT_LIST,
    CONTRACT_STATUS_NAMES,
    ContractIn,
    ContractPatch,
    create_contract,
    delete_contract,
    get_contract,
    list_contracts,
    update_contract,
)
from pages.ui.choices import (
    as_options,
    customer_choices,
    department_choices,
    project_choices,
    translated,
)
from pages.ui.fields import Choices
from pages.ui.lists import Column, ListFilter, RecordList
from pages.ui.receivables import receivables_of_contract
from pages.ui.records import RecordPage, Section
from pages.ui.things import Services, Thing, thing_page

AMOUNT = Column("amount", "money", currency="currency")
END = Column("end_date", "day", label=N_("End"))
STATUS = Column(
    "status",
    "badge",
    texts=CONTRACT_STATUS_NAMES,
    tones={"active": "good", "draft": "warn", "completed": "plain", "terminated": "plain"},
)


def links(ctx: Ctx) -> dict[str, Choices]:
    """What a contract may belong to."""
    return {
        "customer_id": customer_choices(ctx),
        "project_id": project_choices(ctx),
        "department_id": department_choices(ctx),
    }


CONTRACTS = Thing(
    title=N_("Contracts"),
    new=N_("New contract"),
    listing=RecordList(
        page="contracts",
        load=list_contracts,
        listing=CONTRACT_LIST,
        columns=(
            Column("name"),
            Column("code", phone=False),
            Column("customer_id"),
            Column("signed_on", "day", phone=False),
            END,
            AMOUNT,
            STATUS,
        ),
        names=lambda ctx, _rows: links(ctx),
        filters=(
            ListFilter("customer_id", options=lambda ctx: as_options(customer_choices(ctx))),
            ListFilter("status", options=lambda _ctx: translated(CONTRACT_STATUS_NAMES)),
        ),
        empty=N_("No contracts yet"),
        hint=N_("A contract says what was agreed; what is owed under it becomes receivables."),
        icon=":material/contract:",
        saved=True,
    ),
    record=RecordPage(
        page="contracts",
        target_type="contract",
        back=N_("Contracts"),
        fields=(
            Column("code"),
            AMOUNT,
            Column("customer_id"),
            Column("project_id"),
            Column("department_id"),
            Column("signed_on", "day"),
            Column("start_date", "day"),
            END,
            Column("terms"),
        ),
    ),
    services=Services(get_contract, create_contract, update_contract, delete_contract),
    model=ContractIn,
    patch=ContractPatch,
    edit="contracts.edit",
    title_of=lambda row: str(row.name),
    choices=lambda ctx: {**links(ctx), "status": translated(CONTRACT_STATUS_NAMES)},
    badge_of=lambda row: (
        t(CONTRACT_STATUS_NAMES[row.status]),
        {"active": "green", "draft": "orange"}.get(row.status, "gray"),
    ),
    start={"status": "active"},
    sections=lambda row: (Section(N_("Receivables"), lambda: receivables_of_contract(row.id)),),
)

thing_page(CONTRACTS)
