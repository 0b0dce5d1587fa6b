"""Kept views of a page: a small menu above its list; the default one opens with the page.

A view is what stands behind the page's address: search, filters, order, which view of the rows.
"""

from __future__ import annotations

from functools import partial
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from core.identity import (
    SavedViewIn,
    SavedViewName,
    SavedViewRow,
    default_view,
    delete_view,
    rename_view,
    save_view,
    saved_views,
    set_default_view,
)
from core.kit.context import Ctx
from core.kit.i18n import t
from pages.ui.dialogs import show_dialog
from pages.ui.errors import reported
from pages.ui.forms import model_form
from pages.ui.notices import toast
from pages.ui.plain import plain
from pages.ui.session import page_uow, submit
from pages.ui.url import RECORD

OPENED = "ui.page"
PASSING = frozenset({RECORD, "page", "month"})  # of the moment, not of the view


def current_query() -> str:
    """What of the address a view keeps, in a settled order."""
    kept = {name: text for name, text in st.query_params.items() if name not in PASSING and text}
    return urlencode(sorted(kept.items()))


def open_query(query: str) -> None:
    """Put a kept view into the address."""
    st.query_params.from_dict(dict(parse_qsl(query)))


def begin_with_default(address: str) -> None:
    """Where the reader comes to the page with a bare address, open their default view."""
    came, st.session_state[OPENED] = st.session_state.get(OPENED), address
    if came == address or len(st.query_params):
        return
    with page_uow() as ctx:
        chosen = default_view(ctx, address)
    if chosen is not None:
        open_query(chosen.query)


def views_menu(page: str) -> None:
    """The kept views of the page with that address, and keeping the one on the screen."""
    with page_uow() as ctx:
        rows = saved_views(ctx, page)
    now = current_query()
    shown = next((row for row in rows if row.query == now), None)
    title = plain(shown.name) if shown else t("Views")
    turn = f"{page}.views.turn"  # another key closes the menu
    key = f"{page}.views.{shown.id if shown else 0}.{st.session_state.get(turn, 0)}"
    with st.popover(title, icon=":material/bookmark:", key=key):
        for row in rows:
            _choice(page, row, current=shown is not None and row.id == shown.id)
        if not rows:
            st.caption(t("Keep search, filters and order under a name, and open them again here."))
        model_form(
            SavedViewName,
            partial(_save, page, now),
            key=f"{page}.views.new",
            labels={"name": t("Name of this view")},
            submit_label=t("Save this view"),
            done=t("The view is saved."),
            border=False,
            primary=False,
        )
        if rows and st.button(t("Manage views"), type="tertiary", key=f"{page}.views.manage"):
            st.session_state[turn] = st.session_state.get(turn, 0) + 1
            st.session_state[f"{page}.views.managed"] = True
            st.rerun()
    if st.session_state.pop(f"{page}.views.managed", False):
        show_dialog(t("Views"), partial(_manage, page), on_dismiss="rerun")


def _choice(page: str, row: SavedViewRow, *, current: bool) -> None:
    icon = ":material/check:" if current else ":material/star:" if row.is_default else None
    key = f"{page}.views.open.{row.id}"
    if st.button(plain(row.name), icon=icon, type="tertiary", key=key):
        open_query(row.query)
        st.rerun()


def _save(page: str, query: str, ctx: Ctx, sent: SavedViewName) -> SavedViewRow:
    return save_view(ctx, SavedViewIn(page=page, name=sent.name, query=query))


def _manage(page: str) -> None:
    """Rename, delete, choose the default, inside a dialog."""
    with page_uow() as ctx:
        rows = saved_views(ctx, page)
    if not rows:
        st.caption(t("No views are kept here."))
    for row in rows:
        with st.container(border=True, key=f"{page}.views.box.{row.id}"), reported():
            _one(page, row)


def _one(page: str, row: SavedViewRow) -> None:
    key = f"{page}.views.{row.id}"
    name = st.text_input(t("Name"), row.name, key=f"{key}.name", max_chars=200)
    wanted = st.toggle(t("Opens with the page"), row.is_default, key=f"{key}.default")
    if wanted != row.is_default:
        submit(lambda ctx: set_default_view(ctx, row.id, default=wanted))
        st.rerun(scope="fragment")
    with st.container(horizontal=True, gap="small"):
        if st.button(t("Rename"), key=f"{key}.rename", disabled=name == row.name or not name):
            submit(lambda ctx: rename_view(ctx, row.id, SavedViewName(name=name)))
            toast(t("Saved."))
            st.rerun(scope="fragment")
        if st.button(t("Delete"), icon=":material/delete:", type="tertiary", key=f"{key}.delete"):
            submit(lambda ctx: delete_view(ctx, row.id))
            toast(t("Deleted."))
            st.rerun(scope="fragment")
