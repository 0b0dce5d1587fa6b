"""Customers."""

from __future__ import annotations

from core.finance import (
    CUSTOMER_LIST,
    CustomerIn,
    CustomerPatch,
    create_customer,
    delete_customer,
    get_customer,
    list_customers,
    update_customer,
)
from core.kit.i18n import N_
from pages.ui.choices import as_options, department_choices
from pages.ui.lists import Column, ListFilter, RecordList
from pages.ui.records import RecordPage, Section
from pages.ui.satisfaction import satisfaction_section
from pages.ui.things import Services, Thing, thing_page

CUSTOMERS = Thing(
    title=N_("Customers"),
    new=N_("New customer"),
    listing=RecordList(
        page="customers",
        load=list_customers,
        listing=CUSTOMER_LIST,
        columns=(
            Column("name"),
            Column("code"),
            Column("contact"),
            Column("department_id", phone=False),
            Column("is_active", "flag", phone=False),
        ),
        names=lambda ctx, _rows: {"department_id": department_choices(ctx)},
        filters=(
            ListFilter("department_id", options=lambda ctx: as_options(department_choices(ctx))),
        ),
        empty=N_("No customers yet"),
        icon=":material/handshake:",
        saved=True,
    ),
    record=RecordPage(
        page="customers",
        target_type="customer",
        back=N_("Customers"),
        fields=(
            Column("code"),
            Column("contact"),
            Column("email"),
            Column(
                "phone_tail", value=lambda row: f"···· {row.phone_tail}" if row.phone_tail else None
            ),
            Column("department_id"),
            Column("description"),
        ),
    ),
    services=Services(get_customer, create_customer, update_customer, delete_customer),
    model=CustomerIn,
    patch=CustomerPatch,
    edit="customers.edit",
    title_of=lambda row: str(row.name),
    choices=lambda ctx: {"department_id": department_choices(ctx)},
    sections=lambda row: (
        Section(N_("Customer satisfaction"), lambda: satisfaction_section(customer_id=row.id)),
    ),
    hints={"phone": N_("Stored encrypted; only its last four digits are shown.")},
)

thing_page(CUSTOMERS)
