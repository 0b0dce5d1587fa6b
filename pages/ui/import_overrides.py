"""How a person says that a file is to be read otherwise than it was, or could not be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from core.finance.imports import (
    FIELDS,
    NO_HEADER,
    NO_TEMPLATE,
    BatchRow,
    built_in_titles,
    head_lines,
    list_templates,
)
from core.kit.i18n import t
from core.kit.listing import MAX_LIMIT, ListQuery
from pages.ui import import_actions as actions
from pages.ui.import_found import (
    DECIMALS,
    DELIMITERS,
    MEANINGS,
    ORDERS,
    TOLD_BY_COLUMNS,
    field_name,
)
from pages.ui.session import page_uow

Said = Callable[[str, Any], dict[str, Any]]
ENCODINGS = (
    "utf-8", "gb18030", "big5", "utf-16", "cp1252", "latin-1", "cp1250", "cp1251", "iso8859-15",
    "shift_jis", "euc_kr",
)  # fmt: skip
SPELT = {"\t": "Tab", " ": "Space"}
"""Delimiters that would get lost as blanks."""


def overrides(batch: BatchRow, accounts: Mapping[int, str]) -> None:
    """Each finding as a choice; a change is read at once."""
    preview = batch.preview or {}
    nothing = not preview["rows"]["total"]
    with st.expander(
        t("Read it differently"), nothing, icon=":material/tune:", key="imports.overrides"
    ):
        with st.container(horizontal=True, key="imports.how"):
            _how(batch, preview, accounts)
        st.markdown(f"**{t('Which column is what')}**")
        with st.container(horizontal=True, key="imports.columns"):
            for field in FIELDS:
                _column(batch, preview, field)
        if nothing:
            _first_lines(batch)


def _how(batch: BatchRow, preview: dict[str, Any], accounts: Mapping[int, str]) -> None:
    found = {name: one["value"] for name, one in preview.get("findings", {}).items()}
    _form(batch, found)
    _choice(batch, "date_order", t("Dates"), _words(ORDERS), found.get("date_order"), _answer)
    _choice(batch, "decimal", t("Decimal sign"), _words(DECIMALS), found.get("decimal"), _answer)
    meaning = found.get("direction")
    if meaning not in TOLD_BY_COLUMNS:
        simple = {key: name for key, name in MEANINGS.items() if key not in TOLD_BY_COLUMNS}
        _choice(batch, "direction", t("Amounts"), _words(simple), meaning, _answer)
    if accounts:
        _choice(batch, "account_id", t("Own account"), dict(accounts), batch.account_id, _plainly)
    _template(batch, preview.get("template"))


def _words(names: Mapping[str, str]) -> dict[str, str]:
    return {key: t(name) for key, name in names.items()}


def otherwise(batch: BatchRow) -> None:
    """A file that could not be read: its first lines, and what may be said of them."""
    st.markdown(f"**{t('Say how it is to be read')}**")
    said = {"encoding": batch.options.get("encoding"), **batch.options.get("answers", {})}
    with st.container(horizontal=True, key="imports.otherwise"):
        _form(batch, {"encoding": None, "delimiter": None, "header_line": None, **said})
        _template(batch, None)
    _first_lines(batch)


def _first_lines(batch: BatchRow) -> None:
    if lines := _head(batch):
        st.caption(t("The first lines of the file"))
        st.code("\n".join(f"{number:>3}  {text}" for number, text in lines), language=None)


def _form(batch: BatchRow, found: Mapping[str, Any]) -> None:
    """Characters, delimiter and header of a text; a workbook has none of its own to choose."""
    if "encoding" in found:
        names = [found["encoding"], *ENCODINGS] if found["encoding"] else ENCODINGS
        known = {name: name.upper() for name in names}
        _choice(batch, "encoding", t("Characters"), known, found["encoding"], _plainly)
    if "delimiter" in found:
        signs = {SPELT.get(sign, sign): t(name) for sign, name in DELIMITERS.items()}
        sign = SPELT.get(found["delimiter"], found["delimiter"])
        _choice(batch, "delimiter", t("Columns parted by"), signs, sign, _answer)
    if lines := _head(batch):
        rows = {str(number): f"{number}: {text}" for number, text in lines}
        line = str(found.get("header_line") or ("" if batch.preview is None else NO_HEADER))
        _choice(batch, "header_line", t("Column names"), {NO_HEADER: t("None"), **rows}, line,
                _answer)  # fmt: skip


def _head(batch: BatchRow) -> tuple[tuple[int, str], ...]:
    with page_uow() as ctx:
        return head_lines(ctx, batch.id)


def _template(batch: BatchRow, found: Mapping[str, str] | None) -> None:
    """One's own templates first, then those built in."""
    with page_uow() as ctx:
        rows = list_templates(ctx, ListQuery(limit=MAX_LIMIT)).items
    titles = built_in_titles()
    known = {**{row.name: row.name for row in rows}, **titles, NO_TEMPLATE: t("None")}
    names = {title: code for code, title in titles.items()}
    chosen = batch.options.get("template") or (found or {}).get("name") or NO_TEMPLATE
    chosen = chosen if chosen in known else names.get(chosen, chosen)
    _choice(batch, "template", t("Template"), known, chosen, _plainly)


def _plainly(name: str, value: Any) -> dict[str, Any]:
    return {name: value}


def _answer(name: str, value: Any) -> dict[str, Any]:
    return {"answers": {name: value}}


def _choice(
    batch: BatchRow, name: str, title: str, options: Mapping[Any, str], current: Any, said: Said
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
    if field != "record_date":
        columns = {"": t("None"), **columns}
    current = preview["columns"].get(field, "")
    _choice(batch, f"column.{field}", field_name(field), columns, current, _mapped)


def _mapped(name: str, column: Any) -> dict[str, Any]:
    return {"map": {name.removeprefix("column."): column}}


def _with_example(column: dict[str, Any]) -> str:
    example = column["examples"][0] if column["examples"] else ""
    return f"{column['name']} ({example[:20]})" if example else column["name"]
