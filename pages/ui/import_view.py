"""What an import found, in words: the parts of the import page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from core.finance import DIRECTION_NAMES
from core.kit.i18n import N_, t
from pages.ui.format import money, number, percent
from pages.ui.plain import plain

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
    "category": N_("Category"),
    "department": N_("Department"),
    "project": N_("Project"),
    "account": N_("Account"),
}
COUNTS: dict[str, str] = {
    "new": N_("New"),
    "duplicate": N_("Already there"),
    "changed": N_("With changes"),
    "rejected": N_("Rejected"),
    "ignored": N_("No records"),
}
DELIMITERS = {",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("bar")}
SHOWN_ERRORS = 50


def counts(preview: dict[str, Any]) -> None:
    """How many lines are new, already there, changed, rejected or no records."""
    with st.container(horizontal=True, key="imports.counts"):
        for name, title in COUNTS.items():
            st.metric(t(title), number(preview["rows"][name]), width=130)


def sums(preview: dict[str, Any]) -> None:
    """What would be booked, by direction and currency."""
    for total in preview["totals"]:
        st.markdown(
            t(
                "{direction}: **{amount}** in {count} records",
                direction=t(DIRECTION_NAMES[total["direction"]]),
                amount=plain(money(Decimal(total["amount"]), total["currency"])),
                count=number(total["rows"]),
            )
        )
    if preview["first_date"]:
        st.caption(f"{preview['first_date']} – {preview['last_date']}")


def findings(preview: dict[str, Any]) -> None:
    """How the file was read, with how sure that is."""
    sure = percent(preview["confidence"], 0)
    with st.expander(t("How the file was read ({sure} sure)", sure=sure), key="imports.found"):
        delimiter = DELIMITERS.get(preview["delimiter"])
        st.markdown(
            t(
                "Encoding {encoding}, columns parted by {delimiter}, decimal sign “{decimal}”.",
                encoding=plain(preview["encoding"]),
                delimiter=t(delimiter) if delimiter else plain(preview["delimiter"]),
                decimal=plain(preview["decimal"] or "."),
            )
        )
        header = preview["header_line"]
        text = t("The column names are on line {line}.", line=header) if header else ""
        st.markdown(text or t("The file has no line with column names."))
        for field, column in preview["columns"].items():
            name = t(FIELD_NAMES[field]) if field in FIELD_NAMES else field
            st.markdown(f"- {name} ← {plain(str(column))}")
        for line in preview["ignored"][:SHOWN_ERRORS]:
            st.caption(f"{t('Line {line}', line=line['line'])}: {plain(line['text'])}")


def remarks(preview: dict[str, Any]) -> None:
    """What the reader should know of the file."""
    for text in preview["notes"]:
        st.caption(plain(text))


def problems(preview: dict[str, Any]) -> None:
    """Cells that could not be read, one line each."""
    if not preview["errors"]:
        return
    st.subheader(t("Rejected cells"), anchor=False)
    for one in preview["errors"][:SHOWN_ERRORS]:
        place = t("Line {line}, {column}", line=one["line"], column=plain(str(one["column"])))
        st.markdown(f"- {place}: {plain(str(one['value']))} — {plain(one['reason'])}")


def questions(preview: dict[str, Any], given: dict[str, str]) -> dict[str, str]:
    """Each open question with its options as buttons; the answers, the suggestion preset."""
    answers = dict(given)
    for question in preview["questions"]:
        key = f"imports.answer.{question['id']}"
        chosen = st.segmented_control(
            plain(question["question"]),
            question["options"],
            default=question["suggested"],
            key=key,
            format_func=option_name,
        )
        answers[question["id"]] = chosen or question["suggested"]
    return answers


OPTION_NAMES: dict[str, str] = {
    "income": N_("Money in"),
    "expense": N_("Money out"),
    "signed": N_("The sign says it"),
    "neutral": N_("Neutral"),
    "dmy": N_("Day first"),
    "mdy": N_("Month first"),
    "ymd": N_("Year first"),
    ".": N_("Point: 1.234 is one and a bit"),
    ",": N_("Comma: 1,234 is one and a bit"),
}


def option_name(option: str) -> str:
    """An option of a question in words."""
    return t(OPTION_NAMES[option]) if option in OPTION_NAMES else option
