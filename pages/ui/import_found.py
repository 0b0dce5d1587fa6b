"""What was found in the file, how sure that is, and how to say otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.finance.imports import FIELDS, BatchRow, list_templates
from core.kit.i18n import N_, t
from core.kit.listing import MAX_LIMIT, ListQuery
from pages.ui import import_actions as actions
from pages.ui.choices import account_choices
from pages.ui.import_view import FIELD_NAMES
from pages.ui.plain import plain
from pages.ui.session import page_uow

ENCODINGS = (
    "utf-8", "gb18030", "big5", "utf-16", "cp1252", "latin-1", "cp1250", "cp1251", "iso8859-15",
    "shift_jis", "euc_kr",
)  # fmt: skip
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


def overrides(batch: BatchRow, accounts: Mapping[int, str]) -> None:
    """Each finding as a choice; a change is read at once."""
    preview = batch.preview or {}
    with st.expander(t("Read it differently"), icon=":material/tune:", key="imports.overrides"):
        with st.container(horizontal=True, key="imports.how"):
            _how(batch, preview, accounts)
        st.markdown(f"**{t('Which column is what')}**")
        with st.container(horizontal=True, key="imports.columns"):
            for field in FIELDS:
                _column(batch, preview, field)


def _how(batch: BatchRow, preview: dict[str, Any], accounts: Mapping[int, str]) -> None:
    found = {name: one["value"] for name, one in preview.get("findings", {}).items()}
    known = {name: name.upper() for name in (preview["encoding"], *ENCODINGS)}
    _choice(batch, "encoding", t("Characters"), known, preview["encoding"], _plainly)
    _choice(batch, "date_order", t("Dates"), _words(ORDERS), found.get("date_order"), _answer)
    _choice(batch, "decimal", t("Decimal sign"), _words(DECIMALS), found.get("decimal"), _answer)
    meaning = found.get("direction")
    if meaning not in TOLD_BY_COLUMNS:
        simple = {key: name for key, name in MEANINGS.items() if key not in TOLD_BY_COLUMNS}
        _choice(batch, "direction", t("Amounts"), _words(simple), meaning, _answer)
    if accounts:
        _choice(batch, "account_id", t("Own account"), dict(accounts), batch.account_id, _plainly)
    if templates := _templates():
        chosen = batch.options.get("template")
        _choice(batch, "template", t("Template"), templates, chosen, _plainly)


def _words(names: Mapping[str, str]) -> dict[str, str]:
    return {key: t(name) for key, name in names.items()}


def _templates() -> dict[str, str]:
    with page_uow() as ctx:
        rows = list_templates(ctx, ListQuery(limit=MAX_LIMIT)).items
    return {row.name: row.name for row in rows}


def _plainly(name: str, value: Any) -> dict[str, Any]:
    return {name: value}


def _answer(name: str, value: Any) -> dict[str, Any]:
    return {"answers": {name: value}}


def _choice(
    batch: BatchRow, name: str, title: str, options: Mapping[Any, str], current: Any, said: Any
) -> None:
    keys = list(options)
    key = f"imports.{batch.id}.{name}.{batch.updated_at:%H%M%S%f}"

    def changed() -> None:
        actions.say(batch.id, **said(name, st.session_state[key]))

    with st.container(width=230, key=f"imports.choice.{name}"):
        st.selectbox(
            title,
            keys,
            index=keys.index(current) if current in keys else None,
            format_func=lambda one: options[one],
            key=key,
            placeholder="–",
            on_change=changed,
        )


def _column(batch: BatchRow, preview: dict[str, Any], field: str) -> None:
    columns = {one["name"]: _with_example(one) for one in preview.get("file_columns", [])}
    current = preview["columns"].get(field)
    _choice(batch, f"column.{field}", field_name(field), columns, current, _mapped)


def _mapped(name: str, column: Any) -> dict[str, Any]:
    return {"map": {name.removeprefix("column."): column}}


def _with_example(column: dict[str, Any]) -> str:
    example = column["examples"][0] if column["examples"] else ""
    return f"{column['name']} ({example[:20]})" if example else column["name"]


def account_names() -> Mapping[int, str]:
    """The accounts the reader may see."""
    with page_uow() as ctx:
        return account_choices(ctx)
