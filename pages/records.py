"""Financial records: list over any number of rows, totals of what is shown, former versions."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.finance import (
    CATEGORY_KIND_NAMES,
    CATEGORY_SOURCE_NAMES,
    DIRECTION_NAMES,
    RECORD_LIST,
    RECORD_STATUS_NAMES,
    CategoryKind,
    FinancialRecordIn,
    FinancialRecordPatch,
    create_record,
    delete_record,
    get_record,
    list_records,
    record_versions,
    set_category,
    update_record,
)
from core.finance.reconciliation import reconciled_until
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from pages.ui.choices import (
    account_choices,
    as_options,
    category_choices,
    customer_choices,
    department_choices,
    project_choices,
    rule_choices,
    translated,
)
from pages.ui.fields import Choices
from pages.ui.format import day, moment, money
from pages.ui.lists import BulkAction, BulkChoice, Column, ListFilter, RecordList
from pages.ui.plain import plain
from pages.ui.records import RecordPage, Section
from pages.ui.session import page_uow
from pages.ui.things import Services, Thing, thing_page

DIRECTION = Column(
    "direction",
    "badge",
    texts=DIRECTION_NAMES,
    tones={"income": "good", "expense": "warn", "neutral": "plain"},
)
STATUS = Column("status", texts=RECORD_STATUS_NAMES)
AMOUNT = Column("amount", "money", currency="currency")
SHOWN_PARTS = 3


def links(ctx: Ctx) -> dict[str, Choices]:
    """What a record may belong to."""
    return {
        "category_id": category_choices(ctx),
        "department_id": department_choices(ctx),
        "project_id": project_choices(ctx),
        "customer_id": customer_choices(ctx),
        "account_id": account_choices(ctx),
    }


def title_of(row: Any) -> str:
    """Whom the money came from or went to, and when."""
    who = row.counterparty or row.description or t(DIRECTION_NAMES[row.direction])
    return f"{who} · {day(row.record_date)}"


def categorise(ctx: Ctx, record_ids: list[int], code: str) -> int:
    """Give the records a category; "none" takes it away."""
    return set_category(ctx, record_ids, None if code == "none" else int(code))


def kinds() -> dict[str, str]:
    """Kinds of categories, with the pair that counts as revenue."""
    names = translated(CATEGORY_KIND_NAMES)
    both = f"{CategoryKind.REVENUE},{CategoryKind.UNCATEGORISED}"
    pair = f"{names[CategoryKind.REVENUE]} + {names[CategoryKind.UNCATEGORISED]}"
    return {**names, both: pair}


def combined(name: str, options: dict[str, str]) -> dict[str, str]:
    """The options, with several of them at once where a link from a figure asks for that."""
    text = st.query_params.get(name, "")
    parts = text.split(",")
    if text in options or not all(part in options for part in parts):
        return options
    shown = " + ".join(options[part] for part in parts[:SHOWN_PARTS])
    return {**options, text: f"{shown} …" if len(parts) > SHOWN_PARTS else shown}


def former_versions(record_id: int) -> None:
    """What the record said before each edit."""
    with page_uow() as ctx:
        found = record_versions(ctx, record_id)
    if not found:
        st.caption(t("This record has not been changed."))
    for one in found:
        amount = money(one.amount, one.currency)
        said = plain(one.counterparty or one.description or "–")
        st.caption(f"{moment(one.replaced_at)} · {day(one.record_date)} · {amount} · {said}")


def reconciled_sections(row: Any) -> tuple[Section, ...]:
    """A warning where the record's account is reconciled past its day."""
    with page_uow() as ctx:
        until = reconciled_until(ctx, row.account_id, row.record_date)
    if until is None:
        return ()
    text = t(
        "Its account is reconciled until {day}. A change of date, amount, direction, account or "
        "status makes books and statement differ.",
        day=day(until),
    )
    return (Section(N_("Reconciled"), lambda: st.warning(text, icon=":material/task_alt:")),)


RECORDS = Thing(
    title=N_("Records"),
    new=N_("New record"),
    listing=RecordList(
        page="records",
        load=list_records,
        listing=RECORD_LIST,
        columns=(
            Column("record_date", "day"),
            DIRECTION,
            AMOUNT,
            Column("counterparty"),
            Column("description", phone=False),
            Column("category_id"),
            Column("department_id", phone=False),
            Column("project_id", phone=False),
        ),
        names=lambda ctx, _rows: links(ctx),
        filters=(
            ListFilter("date_from", "day", label=N_("From")),
            ListFilter("date_to", "day", label=N_("To")),
            ListFilter("direction", options=lambda _ctx: translated(DIRECTION_NAMES)),
            ListFilter(
                "category_id",
                options=lambda ctx: combined(
                    "category_id", as_options(category_choices(ctx), none=t("Uncategorised"))
                ),
            ),
            ListFilter(
                "in_department",
                label=N_("Department"),
                options=lambda ctx: as_options(department_choices(ctx)),
                more=True,
            ),
            ListFilter(
                "in_category",
                label=N_("Category and below"),
                options=lambda ctx: as_options(category_choices(ctx)),
                more=True,
            ),
            ListFilter(
                "project_id", options=lambda ctx: as_options(project_choices(ctx)), more=True
            ),
            ListFilter(
                "account_id", options=lambda ctx: as_options(account_choices(ctx)), more=True
            ),
            ListFilter(
                "in_sums",
                label=N_("In the figures"),
                options=lambda _ctx: {"true": t("Yes"), "false": t("No")},
                more=True,
            ),
            ListFilter(
                "category_kind",
                label=N_("Kind"),
                options=lambda _ctx: combined("category_kind", kinds()),
                more=True,
            ),
            ListFilter(
                "home_department",
                label=N_("Own department"),
                options=lambda ctx: as_options(department_choices(ctx), none=t("No department")),
                more=True,
            ),
            ListFilter(
                "customer_id", options=lambda ctx: as_options(customer_choices(ctx)), more=True
            ),
            ListFilter("counterparty", "text", more=True),
            ListFilter("import_batch_id", "text", more=True),
        ),
        actions=(
            BulkChoice(
                N_("Set category"),
                N_("Category"),
                lambda ctx: as_options(category_choices(ctx), none=t("Uncategorised")),
                categorise,
                needs="records.edit",
                done=N_("{n} records categorised."),
                icon=":material/category:",
            ),
            BulkAction(
                N_("Delete"),
                delete_record,
                needs="records.edit",
                done=N_("{n} records moved to the bin."),
                icon=":material/delete:",
            ),
        ),
        exported=(
            Column("amount_base", "money"),
            STATUS,
            Column("customer_id"),
            Column("account_id"),
            Column("external_id"),
        ),
        empty=N_("No records yet"),
        hint=N_("Import a bank statement, or add a record by hand."),
        icon=":material/receipt_long:",
        saved=True,
    ),
    record=RecordPage(
        page="records",
        target_type="financial_record",
        back=N_("Records"),
        fields=(
            Column("record_date", "day"),
            DIRECTION,
            AMOUNT,
            Column("amount_base", "money"),
            STATUS,
            Column("category_id"),
            Column("category_source", texts=CATEGORY_SOURCE_NAMES),
            Column("categorisation_rule_id"),
            Column("department_id"),
            Column("project_id"),
            Column("customer_id"),
            Column("account_id"),
            Column("external_id"),
            Column("description"),
        ),
    ),
    services=Services(get_record, create_record, update_record, delete_record),
    model=FinancialRecordIn,
    patch=FinancialRecordPatch,
    edit="records.edit",
    title_of=title_of,
    choices=lambda ctx: {
        **links(ctx),
        "categorisation_rule_id": rule_choices(ctx),
        "direction": translated(DIRECTION_NAMES),
        "status": translated(RECORD_STATUS_NAMES),
    },
    start={"status": "booked", "direction": "expense"},
    delete_question=N_("Move this record to the bin? It can be restored."),
    delete_done=N_("Moved to the bin."),
    sections=lambda row: (
        *reconciled_sections(row),
        Section(N_("Former versions"), lambda: former_versions(row.id)),
    ),
)

thing_page(RECORDS)
