"""What analysts can ask about: every view and column, described and searchable."""

from __future__ import annotations

import streamlit as st

from core.analytics import VIEWS, View, column_types, documented_columns
from core.kit.i18n import t
from pages.ui.notices import empty_state
from pages.ui.page import page_header
from pages.ui.plain import plain

FEW = 3  # views that are opened at once
types = column_types()


def holds(view: View, wanted: str) -> bool:
    """Whether the view or one of its columns speaks of what is wanted."""
    words = [view.name, t(view.about)]
    for column in documented_columns(view):
        words += [column.name, column.about]
    return any(wanted in word.lower() for word in words)


def lines(view: View, wanted: str) -> str:
    """The columns as a table; those that are wanted first."""
    columns = documented_columns(view)
    columns.sort(key=lambda one: bool(wanted) and wanted not in f"{one.name} {one.about}".lower())
    head = f"| {t('Column')} | {t('Type')} | {t('Meaning')} |\n| :--- | :--- | :--- |\n"
    return head + "\n".join(
        f"| `{one.name}` | {types.get((view.name, one.name), '').lower()} | {plain(one.about)} |"
        for one in columns
    )


with page_header(t("Data dictionary")):
    pass
st.caption(t("The views of the analysts' file, the same in the app and in any DuckDB client."))
wanted = (
    (
        st.text_input(
            t("Search"),
            key="data_dictionary.q",
            bind="query-params",
            placeholder=t("Find a view or column"),
            label_visibility="collapsed",
            icon=":material/search:",
        )
        or ""
    )
    .strip()
    .lower()
)
found = [view for view in VIEWS.values() if not wanted or holds(view, wanted)]
if not found:
    empty_state(t("Nothing found"), key="data_dictionary")
for view in found:
    with st.expander(
        f"**{view.name}** · {t(view.about)}",
        expanded=bool(wanted) and len(found) <= FEW,
        key=f"data_dictionary.{view.name}",
    ):
        st.markdown(lines(view, wanted))
        st.page_link(
            "sql.py",
            label=t("Ask about it in SQL"),
            icon=":material/terminal:",
            query_params={"view": view.name},
        )
