"""What was found in the file, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.finance.imports import BatchRow
from core.kit.i18n import N_, t
from pages.ui.choices import account_choices
from pages.ui.import_view import FIELD_NAMES
from pages.ui.plain import plain
from pages.ui.session import page_uow

DELIMITERS = {
    ",": N_("comma"), ";": N_("semicolon"), "\t": N_("tab"), "|": N_("bar"), " ": N_("blanks"),
}  # fmt: skip
ORDERS = {"YMD": N_("Year first"), "DMY": N_("Day first"), "MDY": N_("Month first")}
DECIMALS = {".": N_("Point: 1,234.56"), ",": N_("Comma: 1.234,56")}
MEANINGS = {
    "signed": N_("Positive is money in, negative money out"),
    "reversed": N_("Positive is money out, negative money in"),
    "income": N_("All amounts are money in"),
    "expense": N_("All amounts are money out"),
    "column": N_("A column says in or out"),
    "pair": N_("Two columns, in and out"),
    "balance": N_("The balance says in or out"),
}
TOLD_BY_COLUMNS = ("column", "pair", "balance")
SURE, FAIRLY = 0.95, 0.8
NAMES = {
    "template": N_("Source"),
    "encoding": N_("Characters"),
    "delimiter": N_("Columns parted by"),
    "header_line": N_("Column names"),
    "columns": N_("Columns"),
    "date_order": N_("Dates"),
    "decimal": N_("Decimal sign"),
    "direction": N_("Amounts"),
    "currency": N_("Currency"),
    "account": N_("Own account"),
}
TONES = {"sure": "green", "fairly": "blue", "unsure": "orange", "open": "orange"}
SURENESS = {
    "sure": N_("certain"), "fairly": N_("quite sure"), "unsure": N_("please check"),
    "open": N_("to be decided"),
}  # fmt: skip


def findings(batch: BatchRow, accounts: Mapping[int, str]) -> None:
    """What was found, in plain words, each with how sure."""
    preview = batch.preview or {}
    open_ones = {question["id"] for question in preview["questions"]}
    lines = []
    if template := preview.get("template"):
        lines.append(_told("template", template["name"], "sure"))
    for name, one in preview.get("findings", {}).items():
        if name in NAMES:
            value = _in_words(name, one["value"], preview)
            sure = "open" if name in open_ones else sureness(one["confidence"])
            lines.append(_told(name, value, sure))
    if account := accounts.get(batch.account_id or 0):
        lines.append(_told("account", account, "sure"))
    st.markdown(f"**{t('What was found')}**")
    st.markdown("  \n".join(lines))


def _told(name: str, value: str, sure: str) -> str:
    title = f":gray[{plain(t(NAMES[name]))}]"
    return f"{title} {plain(value)} :small[:{TONES[sure]}[{t(SURENESS[sure])}]]"


def sureness(confidence: float) -> str:
    """A confidence as one of three words."""
    return "sure" if confidence >= SURE else "fairly" if confidence >= FAIRLY else "unsure"


def _in_words(name: str, value: Any, preview: dict[str, Any]) -> str:
    tables = {"delimiter": DELIMITERS, "date_order": ORDERS, "decimal": DECIMALS,
              "direction": MEANINGS}  # fmt: skip
    if name == "columns":
        pairs = preview["columns"].items()
        return ", ".join(f"{field_name(field)} = {column}" for field, column in pairs)
    if name == "header_line":
        return t("on line {line}", line=value)
    if name == "encoding":
        return str(value).upper()
    return t(tables[name][value]) if value in tables.get(name, {}) else str(value)


def field_name(field: str) -> str:
    """A field in the reader's words."""
    return t(FIELD_NAMES[field]) if field in FIELD_NAMES else field


def account_names() -> Mapping[int, str]:
    """The accounts the reader may see."""
    with page_uow() as ctx:
        return account_choices(ctx)
