"""Pieces of the receivables' pages: columns, receipts, suggestions, what a contract is owed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from core.finance import list_records
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.kit.listing import MAX_LIMIT, ListQuery
from core.receivables import (
    RECEIVABLE_STATE_NAMES,
    ReceiptIn,
    ReceiptRow,
    ReceiptSuggestion,
    ReceivableRow,
    list_receipts,
    list_receivables,
    match_receipt,
    suggest_receipts,
    unmatch_receipt,
)
from pages.ui.format import day, money
from pages.ui.forms import model_form
from pages.ui.list_export import table_export
from pages.ui.lists import Column
from pages.ui.notices import toast
from pages.ui.plain import plain
from pages.ui.session import page_uow, submit
from pages.ui.table import draw_table

PAGE = "receivables"
OFFERED = 8
FOUND = 20
TITLE = Column("title", value=lambda row: row.title or row.code or str(row.id))
AMOUNT = Column("amount", "money", currency="currency", phone=False)
OPEN = Column("open_amount", "money", currency="currency")
DUE = Column("due_date", "day")
DAYS = Column("days_overdue", "number", phone=False)
STATE = Column(
    "state",
    "badge",
    texts=RECEIVABLE_STATE_NAMES,
    tones={"paid": "good", "overdue": "bad", "partly": "warn", "open": "accent"},
)
STATE_COLOURS = {
    "paid": "green",
    "overdue": "red",
    "partly": "orange",
    "open": "blue",
    "cancelled": "gray",
}


def receipts_section(row: ReceivableRow) -> None:
    """What has come in, each with the way to take it away."""
    with page_uow() as ctx:
        found = list_receipts(ctx, row.id)
        may_edit = ctx.actor.can("receivables.edit")
    if not found:
        st.caption(t("Nothing has been received yet."))
    for one in found:
        _receipt(one, may_edit=may_edit)


def _receipt(one: ReceiptRow, *, may_edit: bool) -> None:
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key=f"{PAGE}.receipt.{one.id}",
    ):
        who = plain(one.counterparty or "–")
        text = f"**{plain(money(one.amount, one.currency))}** · {day(one.received_on)} · {who}"
        st.markdown(text, width="content")
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            st.page_link(
                "records.py",
                label=t("Record"),
                query_params={"id": str(one.financial_record_id)},
            )
            if may_edit and st.button(
                t("Take away"), type="tertiary", key=f"{PAGE}.unmatch.{one.id}"
            ):
                submit(partial(_unmatch, one.id))
                toast(t("The receipt was taken away."))
                st.rerun()


def _unmatch(receipt_id: int, ctx: Ctx) -> None:
    unmatch_receipt(ctx, receipt_id)


def match_section(row: ReceivableRow) -> None:
    """Income that may pay it as buttons, and the search for any other."""
    with page_uow() as ctx:
        rights = ("receivables.edit", "records.view", "amounts.view")
        if not all(ctx.actor.can(right) for right in rights):
            st.caption(t("Finance matches receipts."))
            return
        found = suggest_receipts(ctx, row.id)[:OFFERED]
    if not found:
        st.caption(t("No income fits by customer or amount."))
    for one in found:
        suggestion(one, title=False)
    with st.popover(t("Another income record"), icon=":material/search:", key=f"{PAGE}.other"):
        _search(row)


def suggestion(one: ReceiptSuggestion, *, title: bool) -> None:
    """A suggested receipt with its reason and the button that matches it."""
    key = f"{PAGE}.match.{one.receivable_id}.{one.financial_record_id}"
    words = t(
        "Match {amount} of {day}", amount=money(one.amount, one.currency), day=day(one.record_date)
    )
    said, act = st.columns([1, 1], vertical_alignment="center")
    with said, st.container(gap="xxsmall"):
        head = f"{plain(one.receivable or str(one.receivable_id))} ← " if title else ""
        st.markdown(f"{head}{plain(one.counterparty or '–')}")
        st.caption(_why(one))
    icon = ":material/check_circle:" if one.certain else ":material/add_link:"
    if act.button(words, icon=icon, key=key, width="stretch"):
        wanted = ReceiptIn(financial_record_id=one.financial_record_id, amount=one.amount)
        submit(partial(_match, one.receivable_id, wanted))
        toast(t("Matched."))
        st.rerun()


def _why(one: ReceiptSuggestion) -> str:
    if one.record_amount == one.amount:
        return one.reason
    whole = t("of {amount}", amount=plain(money(one.record_amount, one.currency)))
    return f"{one.reason} · {whole}"


def _match(receivable_id: int, receipt: ReceiptIn, ctx: Ctx) -> None:
    match_receipt(ctx, receivable_id, receipt)


def _search(row: ReceivableRow) -> None:
    """Any income in the same currency, found by words, matched whole or in part."""
    words = st.text_input(t("Search"), key=f"{PAGE}.other.q", icon=":material/search:")
    filters = {"direction": "income", "currency": row.currency, "status": "booked"}
    with page_uow() as ctx:
        page = list_records(ctx, ListQuery(q=words or "", filters=filters, limit=FOUND))
    options = {
        one.id: f"{day(one.record_date)} · {money(one.amount, one.currency)}"
        f" · {one.counterparty or one.description or '–'}"
        for one in page.items
    }
    model_form(
        ReceiptIn,
        lambda ctx, receipt: match_receipt(ctx, row.id, receipt),
        key=f"{PAGE}.other.form",
        choices={"financial_record_id": options},
        hints={"amount": t("Empty: all that is open on both.")},
        submit_label=t("Match"),
        done=t("Matched."),
        border=False,
    )


def receivables_of_contract(contract_id: int) -> None:
    """What is owed under a contract; a row opens the receivable."""
    with page_uow() as ctx:
        if not ctx.actor.can("receivables.view"):
            return
        query = ListQuery(filters={"contract_id": str(contract_id)}, limit=MAX_LIMIT)
        rows = list_receivables(ctx, query).items
    if not rows:
        st.caption(t("Nothing is owed under this contract yet."))
        return
    table_of(rows, key="contracts.receivables")
    table_export(
        "receivables",
        (TITLE, DUE, DAYS, AMOUNT, OPEN, STATE),
        lambda ctx: list_receivables(ctx, query).items,
        key="contracts.receivables",
        what=contract_id,
    )


def table_of(rows: Sequence[ReceivableRow], *, key: str) -> None:
    """Receivables as a table; a row opens its record page."""
    columns = (TITLE, DUE, DAYS, AMOUNT, OPEN, STATE)
    opened = draw_table(rows, columns, key=key, name=t("Receivables")).open
    if opened:
        st.session_state.pop(key, None)
        st.switch_page("receivables.py", query_params={"id": str(opened)})


BUCKET_NAMES = {
    "not_due": N_("Not due"),
    "days_1_30": N_("1–30 days"),
    "days_31_60": N_("31–60 days"),
    "days_61_90": N_("61–90 days"),
    "days_over_90": N_("Over 90 days"),
}
