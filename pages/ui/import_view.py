"""What an import found, in words: pieces that preview and result share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import streamlit as st

from core.finance import DIRECTION_NAMES
from core.kit.i18n import N_, t
from pages.ui.format import money, number
from pages.ui.plain import plain
from pages.ui.table import Column, draw_table

FIELD_NAMES: dict[str, str] = {
    "record_date": N_("Date"),
    "occurred_at": N_("Moment"),
    "amount": N_("Amount"),
    "income": N_("Money in"),
    "expense": N_("Money out"),
    "direction": N_("Direction"),
    "currency": N_("Currency"),
    "counterparty": N_("Counterparty"),
    "description": N_("Description"),
    "external_id": N_("Source's number"),
    "status": N_("Status"),
    "balance": N_("Balance"),
    "fee": N_("Fee"),
    "posted_date": N_("Posting day"),
    "category": N_("Category"),
    "department": N_("Department"),
    "project": N_("Project"),
    "account": N_("Account"),
}
MARK_NAMES: dict[str, str] = {
    "new": N_("New"),
    "duplicate": N_("Already there"),
    "changed": N_("With changes"),
    "rejected": N_("Cannot be read"),
    "ignored": N_("No record"),
}
REASONS: dict[str, str] = {
    "date": N_("This is not a date."),
    "undated": N_("The date is missing."),
    "amount": N_("This is not an amount in the style of its column."),
    "both": N_("Neither date nor amount can be read."),
    "direction": N_("It is not known whether this is income or expense."),
    "blank": N_("Blank line"),
    "preamble": N_("Above the table"),
    "header": N_("Repeated header"),
    "total": N_("Total"),
    "balance": N_("Balance"),
    "note": N_("Note"),
    "no_amount": N_("Without an amount"),
}
SUMS = (
    Column("direction", label=N_("Direction"), texts=DIRECTION_NAMES),
    Column("rows", "number", label=N_("Records")),
    Column("amount", "money", label=N_("Sum"), currency="currency"),
)
MOST_REMARKS = 6


@dataclass(frozen=True)
class _Sum:
    id: int
    direction: str
    rows: int
    amount: Decimal
    currency: str | None


def sums(preview: dict[str, Any], *, key: str) -> None:
    """What would be booked, by direction and currency, and over which days."""
    rows = [
        _Sum(place, one["direction"], one["rows"], Decimal(one["amount"]), one["currency"])
        for place, one in enumerate(preview["totals"])
    ]
    st.markdown(f"**{t('Sums')}**")
    if rows:
        draw_table(rows, SUMS, key=key, name=t("Sums"), opens=False)
    else:
        st.caption(t("Nothing to book."))
    if preview["first_date"]:
        st.caption(f"{preview['first_date']} – {preview['last_date']}")


def counts(preview: dict[str, Any]) -> str:
    """How many lines are new, already there, changed, rejected or no records, in one line."""
    told = [
        f"{t(name)} {number(preview['rows'][mark])}"
        for mark, name in MARK_NAMES.items()
        if preview["rows"].get(mark)
    ]
    return " · ".join(told)


def remarks(preview: dict[str, Any]) -> None:
    """What the reader should know of the file."""
    notes = preview["notes"]
    for text in notes[:MOST_REMARKS]:
        st.markdown(f":material/info: {plain(text)}")
    if len(notes) > MOST_REMARKS:
        with st.expander(t("{n} more remarks", n=len(notes) - MOST_REMARKS)):
            for text in notes[MOST_REMARKS:]:
                st.markdown(plain(text))


def sums_in_short(batch: Any) -> str:
    """The sums of an import in a list: +1,200.00 −300.00, one after the other currency."""
    totals = (batch.result or batch.preview or {}).get("totals", [])
    signs = {"income": "+", "expense": "−", "neutral": "±"}
    return "  ".join(
        f"{signs[one['direction']]}{money(Decimal(one['amount']), one['currency'])}"
        for one in totals[:4]
    )


def template_of(batch: Any) -> str | None:
    """The template a file was read by."""
    template = (batch.result or batch.preview or {}).get("template")
    return template["name"] if template else None
