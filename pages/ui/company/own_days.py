"""The company's own days off and working days: a list, and a form to add one."""

from __future__ import annotations

import streamlit as st

from core.company import Company, CompanyPatch, OwnDay, company, patch_company
from core.kit.context import Ctx
from core.kit.i18n import t
from pages.ui.dialogs import show_dialog
from pages.ui.errors import reported
from pages.ui.format import day
from pages.ui.forms import model_form
from pages.ui.notices import toast
from pages.ui.plain import plain
from pages.ui.session import submit

KEY = "settings.own_days"


def own_days(found: Company, *, may_edit: bool) -> None:
    """Draw them; `may_edit`: with the ways to change them."""
    st.markdown(f"**{t('Own days off and working days')}**")
    if not found.own_days:
        st.caption(t("None yet. They come before the official calendar."))
    for one in found.own_days:
        with st.container(horizontal=True, vertical_alignment="center", key=f"{KEY}.{one.day}"):
            kind = t("Working day") if one.is_working else t("Day off")
            st.markdown(f"{day(one.day)} · {plain(one.name)} · {kind}")
            if may_edit and st.button(
                t("Remove"), type="tertiary", icon=":material/close:", key=f"{KEY}.drop_{one.day}"
            ):
                remove(one)
    if may_edit and st.button(t("Add a day"), icon=":material/add:", key=f"{KEY}.add"):
        add_dialog()


def remove(one: OwnDay) -> None:
    """Take a day off the list."""
    with reported():
        submit(lambda ctx: _without(ctx, one))
        toast(t("Removed."))
        st.rerun()


def add_dialog() -> None:
    """Ask for one more day."""

    def form() -> None:
        model_form(
            OwnDay,
            _with,
            key=f"{KEY}.new",
            labels={"day": t("Day"), "is_working": t("A working day, not a day off")},
            border=False,
        )

    show_dialog(t("Add a day"), form, width="small")


def _with(ctx: Ctx, one: OwnDay) -> Company:
    kept = tuple(other for other in company(ctx).own_days if other.day != one.day)
    return patch_company(ctx, CompanyPatch(own_days=(*kept, one)))


def _without(ctx: Ctx, one: OwnDay) -> Company:
    kept = tuple(other for other in company(ctx).own_days if other != one)
    return patch_company(ctx, CompanyPatch(own_days=kept))
