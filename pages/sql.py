"""Questions in SQL over the analysts' file, with the reader's own rows and amounts."""

from __future__ import annotations

import streamlit as st

from core.analytics import (
    VIEWS,
    Parameter,
    publish_if_changed,
    published_as,
    start_sql,
    typed_values,
)
from core.kit.i18n import t
from core.kit.settings import get_settings
from core.kit.uow import database
from pages.ui.errors import reported
from pages.ui.format import moment, number
from pages.ui.notices import show_toasts, toast
from pages.ui.page import page_header
from pages.ui.session import current_credential
from pages.ui.sql_answer import ASKED, RUNNING, draw_answer, running, wrong_line
from pages.ui.sql_editor import PLAIN, current_text, draw_editor
from pages.ui.sql_parameters import draw_parameters, parameters_now
from pages.ui.sql_saved import (
    QUERY,
    draw_saved_bar,
    history_list,
    open_query,
    open_text,
    opened,
    run_text,
    saved_list,
)
from pages.ui.url import RECORD

ROWS, SECONDS = (100, 1_000, 5_000), (10, 30, 120)
AT_ONCE = 0.35  # seconds: a quick answer comes without a second drawing
ASK, SAVED, HISTORY = "ask", "saved", "history"
TABS = "sql.tab"


def freshness() -> None:
    """How old the data is, and a way to newer."""
    file = get_settings().snapshot_file
    found = published_as(file)
    if found is None:
        st.caption(t("The data is published with your first question."))
        return
    changed = found.version != database().version()
    st.caption(t("Data of {moment}", moment=moment(found.snapshot_at)), width="content")
    if changed and st.button(
        t("Refresh data"),
        icon=":material/refresh:",
        type="tertiary",
        help=t("There may be newer data."),
        key="sql.refresh",
    ):
        with reported(), st.spinner(t("Publishing the data")):
            publish_if_changed(database(), file)
        toast(t("The data is up to date."))
        st.rerun()


def from_address() -> None:
    """Open what the address names: a saved query, a past run, a view."""
    wanted, row = st.query_params.get(QUERY, ""), opened()
    if wanted.isdecimal() and (row is None or row.id != int(wanted)):
        open_query(int(wanted))
    view = st.query_params.pop("view", "")
    if view in VIEWS:
        open_text(f"SELECT *\nFROM {view}\nLIMIT 100")
    number_of = st.query_params.get(RECORD, "")
    tab = st.session_state.get(TABS, ASK)
    if number_of.isdecimal() and tab != ASK:
        st.query_params.pop(RECORD)
        if tab == SAVED:
            open_query(int(number_of))
        elif (text := run_text(int(number_of))) is not None:
            open_text(text)
        st.session_state[TABS] = ASK


def limits() -> tuple[int, int]:
    """How many rows and seconds at most, said in words."""
    with st.popover(t("Limits"), icon=":material/speed:", type="tertiary", key="sql.limits"):
        rows = st.selectbox(
            t("Rows shown"), ROWS, index=1, format_func=number, key="sql.limit_rows"
        )
        times = {n: t("{n} s", n=n) for n in SECONDS}
        seconds = st.selectbox(
            t("Time"), SECONDS, format_func=times.__getitem__, key="sql.limit_seconds"
        )
        st.caption(
            t(
                "A query may use 512 MB of memory and two queries of yours may run at once. "
                "What takes longer is stopped; nothing else waits for it."
            )
        )
        st.toggle(t("Plain field instead of the editor"), key=PLAIN)
    return rows, seconds


def run(
    parameters: tuple[Parameter, ...], values: dict[str, object], most: tuple[int, int]
) -> None:
    """Start the statement; one that still runs here is stopped."""
    sql, before = current_text(), running()
    if before is not None:
        before.cancel()
    typed = typed_values(parameters, values)
    row = opened()
    started = start_sql(
        current_credential(),
        sql,
        params=typed,
        max_rows=most[0],
        timeout=float(most[1]),
        saved_query_id=row.id if row else None,
    )
    st.session_state[RUNNING], st.session_state[ASKED] = started, (sql, typed)
    started.wait(AT_ONCE)
    st.rerun()


def workbench() -> None:
    """The statement, its parameters, and what came of it."""
    written = draw_editor(wrong_line=wrong_line())
    parameters = parameters_now(written.sql)
    values = draw_parameters(parameters)
    with st.container(horizontal=True, vertical_alignment="center", key="sql.actions"):
        pressed = st.button(
            t("Run"),
            type="primary",
            icon=":material/play_arrow:",
            help=t("Ctrl+Enter in the editor"),
            key="sql.run",
        )
        most = limits()
        st.space("stretch")
        draw_saved_bar(parameters)
    if (pressed or written.run) and written.sql.strip():
        with reported():
            run(parameters, values, most)
    draw_answer()


show_toasts()
from_address()
with page_header(t("SQL")):
    freshness()
names = {ASK: t("Question"), SAVED: t("Saved"), HISTORY: t("History")}
tab = st.segmented_control(
    t("Part"),
    list(names),
    format_func=names.__getitem__,
    default=None if TABS in st.session_state else ASK,
    key=TABS,
    label_visibility="collapsed",
    required=True,
)
if tab == SAVED:
    saved_list()
elif tab == HISTORY:
    history_list()
else:
    workbench()
