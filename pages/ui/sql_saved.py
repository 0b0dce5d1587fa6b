"""Saved queries on the SQL page: open, keep, share, remove; and what was asked before."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st
from pydantic import ValidationError

from core.analytics import (
    QUERY_RUN_LIST,
    SAVED_QUERY_LIST,
    Parameter,
    SavedQueryIn,
    SavedQueryPatch,
    SavedQueryRow,
    create_saved_query,
    delete_saved_query,
    get_saved_query,
    list_query_runs,
    list_saved_queries,
    outcome_name,
    update_saved_query,
)
from core.identity import ROLE_NAMES
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_, t
from pages.ui.choices import people_choices
from pages.ui.dialogs import show_dialog
from pages.ui.errors import reported
from pages.ui.language import speak
from pages.ui.lists import RecordList, record_list
from pages.ui.notices import toast
from pages.ui.plain import plain
from pages.ui.records import confirm_button
from pages.ui.session import page_uow, submit
from pages.ui.sql_answer import CHART, RUNNING
from pages.ui.sql_editor import current_text, put_text
from pages.ui.sql_parameters import put_parameters
from pages.ui.table import Column

OPENED = "sql.opened"
QUERY = "query"

SAVED = RecordList(
    page="sql.saved",
    load=list_saved_queries,
    listing=SAVED_QUERY_LIST,
    columns=(
        Column("name", label=N_("Question")),
        Column("description", phone=False),
        Column("created_by"),
        Column("shared_roles", label=N_("Shared with"), texts=ROLE_NAMES, phone=False),
        Column("updated_at", "moment"),
    ),
    names=lambda ctx, _rows: {"created_by": dict(people_choices(ctx))},
    empty=N_("No saved queries yet"),
    hint=N_("Write a question, then save it. What you share, others run with their own rights."),
    icon=":material/bookmark:",
    export_name="saved-queries",
)
HISTORY = RecordList(
    page="sql.history",
    load=list_query_runs,
    listing=QUERY_RUN_LIST,
    columns=(
        Column("sql", label=N_("Statement"), value=lambda row: " ".join(row.sql.split())),
        Column("user_name", label=N_("Asked by"), phone=False),
        Column("started_at", "moment", label=N_("Asked at")),
        Column("seconds", "number", label=N_("Seconds")),
        Column("row_count", "number", label=N_("Rows shown")),
        Column("error", label=N_("Outcome"), value=lambda row: t(outcome_name(row.error))),
    ),
    empty=N_("Nothing was asked yet"),
    hint=N_("What you ask is kept here for 90 days."),
    icon=":material/history:",
    export_name="query-history",
)


def opened() -> SavedQueryRow | None:
    """The saved query in the editor."""
    found: SavedQueryRow | None = st.session_state.get(OPENED)
    return found


def open_query(query_id: int) -> None:
    """Put a saved query into the editor; its id stands in the address."""
    with page_uow() as ctx:
        row = get_saved_query(ctx, query_id)
    _take(row)
    put_text(row.sql)
    put_parameters(row.parameters)
    st.session_state[CHART] = row.chart
    st.session_state.pop(RUNNING, None)


def open_text(sql: str) -> None:
    """Put a statement that nobody saved into the editor."""
    close_query()
    put_text(sql)
    put_parameters(())
    st.session_state.pop(RUNNING, None)


def close_query() -> None:
    """The editor holds no saved query any more."""
    st.session_state.pop(OPENED, None)
    st.query_params.pop(QUERY, None)


def run_text(run_id: int) -> str | None:
    """The statement of a past run that the reader may see."""
    from core.kit.listing import ListQuery

    with page_uow() as ctx:
        query = ListQuery(sort="-id", limit=500)
        return next(
            (one.sql for one in list_query_runs(ctx, query).items if one.id == run_id), None
        )


def _take(row: SavedQueryRow) -> None:
    st.session_state[OPENED] = row
    st.query_params[QUERY] = str(row.id)


def saved_list() -> None:
    """The list of saved queries."""
    record_list(SAVED, name=t("Saved queries"))


def history_list() -> None:
    """What was asked before."""
    record_list(HISTORY, name=t("History"))


def draw_saved_bar(parameters: tuple[Parameter, ...]) -> None:
    """The name of the opened query, and what can be done with it."""
    row = opened()
    if row is not None:
        shared = ", ".join(t(ROLE_NAMES[role]) for role in row.shared_roles if role in ROLE_NAMES)
        told = t("shared with {roles}", roles=shared) if shared else t("only for you")
        st.markdown(f"**{plain(row.name)}** · {told if row.is_own else t('shared with you')}")
    if st.button(t("Save"), icon=":material/bookmark_add:", key="sql.save"):
        show_dialog(t("Save query"), partial(_form, row, parameters))
    if row is not None and st.button(
        t("New"), icon=":material/add:", type="tertiary", key="sql.new"
    ):
        open_text("")
        st.rerun()


def _form(row: SavedQueryRow | None, parameters: tuple[Parameter, ...]) -> None:
    speak()  # a dialog reruns alone
    own = row if row is not None and row.is_own else None
    name = st.text_input(
        t("Name"), value=row.name if row else "", max_chars=200, key="sql.save_name"
    )
    about = st.text_area(
        t("What it answers"),
        value=(row.description if row else "") or "",
        max_chars=10_000,
        key="sql.save_about",
    )
    roles_known = {role: t(name) for role, name in ROLE_NAMES.items()}
    roles = st.multiselect(
        t("Share with"),
        list(roles_known),
        default=list(own.shared_roles) if own else [],
        format_func=roles_known.__getitem__,
        help=t("They run it with their own rights and see their own rows."),
        key="sql.save_roles",
    )
    wanted = SavedQueryIn.model_construct(
        name=name or "",
        description=about or None,
        sql=current_text(),
        parameters=parameters,
        chart=st.session_state.get(CHART),
        shared_roles=tuple(roles),
    )
    with st.container(horizontal=True, key="sql.save_row"):
        changed = own and st.button(t("Save"), type="primary", key="sql.save_changes")
        text = t("Save as new") if row else t("Save")
        made = st.button(text, type="secondary" if own else "primary", key="sql.save_new")
        if own:
            confirm_button(
                t("Delete"),
                t("Delete this query for good? Those it is shared with lose it too."),
                lambda ctx: delete_saved_query(ctx, own.id),
                key="sql.delete",
                done=t("Deleted."),
                then=close_query,
            )
    if own and changed:
        _done(lambda ctx: _change(ctx, own, wanted))
    elif made:
        _done(lambda ctx: create_saved_query(ctx, _checked(wanted)))


def _done(work: Any) -> None:
    with reported():
        _take(submit(work))
        toast(t("Saved."))
        st.rerun()


def _change(ctx: Ctx, own: SavedQueryRow, wanted: SavedQueryIn) -> SavedQueryRow:
    patch = SavedQueryPatch.model_validate(_checked(wanted).model_dump())
    return update_saved_query(ctx, own.id, patch, expected_version=own.version)


def _checked(wanted: SavedQueryIn) -> SavedQueryIn:
    try:
        return SavedQueryIn.model_validate(wanted.model_dump())
    except ValidationError:
        message = N_("A saved query needs a name and a statement, with at most 40 parameters.")
        raise Invalid("saved_query.incomplete", message) from None
