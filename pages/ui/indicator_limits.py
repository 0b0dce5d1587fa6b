"""Where amber and red begin: shown, changed by who may, with every change and the way back."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from core.indicators import Unit
from core.indicators.thresholds import (
    Limits,
    LimitsChange,
    LimitsRow,
    good_of,
    limits_history,
    limits_of,
    may_set_limits,
    reset_limits,
    restore_limits,
    set_limits,
)
from core.kit.context import Ctx
from core.kit.i18n import t
from pages.ui.errors import reported
from pages.ui.format import NONE, moment
from pages.ui.indicator_words import IN_PERCENT, limit_line, unit_of
from pages.ui.notices import toast
from pages.ui.plain import plain
from pages.ui.records import confirm_button
from pages.ui.session import page_uow, submit

PAGE = "indicators"
HUNDRED = Decimal(100)


def limits_section(code: str) -> None:
    """The limits in a line, their form, and who changed them when."""
    with page_uow() as ctx:
        found, changes = limits_of(ctx, code), limits_history(ctx, code)
        may_edit = may_set_limits(ctx)
    line = limit_line(code, found.amber, found.red, good_of(code))
    st.markdown(line or t("No limits: every value is as good as another."))
    if not found.is_default:
        st.caption(t("Changed by the company; built in: {limits}", limits=_built_in(found)))
    if may_edit:
        with st.popover(t("Change limits"), icon=":material/tune:", key=f"{PAGE}.limits"):
            _form(found)
    if changes:
        with st.expander(t("Changes of the limits"), key=f"{PAGE}.changes"):
            for one in changes:
                _change(code, one, may_edit=may_edit)


def _built_in(found: LimitsRow) -> str:
    code = found.code
    return limit_line(code, found.default_amber, found.default_red, good_of(code)) or NONE


def _form(found: LimitsRow) -> None:
    code = found.code
    scale = HUNDRED if unit_of(code) is Unit.RATIO else Decimal(1)
    sign = " (%)" if unit_of(code) in IN_PERCENT else ""
    with st.form(f"{PAGE}.limits.form.{code}", border=False), reported():
        st.caption(t("Empty: never. The whole company is judged by it."))
        amber = _number(t("Amber") + sign, found.amber, scale, f"{PAGE}.amber.{code}")
        red = _number(t("Red") + sign, found.red, scale, f"{PAGE}.red.{code}")
        saved = st.form_submit_button(t("Save"), type="primary", key=f"{PAGE}.limits.save")
        back = not found.is_default and st.form_submit_button(
            t("Use the built-in limits"), key=f"{PAGE}.limits.reset"
        )
        if saved:
            submit(lambda ctx: set_limits(ctx, code, Limits(amber=amber, red=red)))
        elif back:
            submit(lambda ctx: reset_limits(ctx, code))
        if saved or back:
            _forget(code)
            toast(t("Saved."))
            st.rerun()


def _forget(code: str) -> None:
    """The fields are filled anew from what is in force."""
    for name in ("amber", "red"):
        st.session_state.pop(f"{PAGE}.{name}.{code}", None)


def _number(title: str, value: Decimal | None, scale: Decimal, key: str) -> Decimal | None:
    shown = None if value is None else float(value * scale)
    typed = st.number_input(title, value=shown, key=key, format="%g")
    return None if typed is None else Decimal(str(typed)) / scale


def _change(code: str, one: LimitsChange, *, may_edit: bool) -> None:
    good = good_of(code)
    before = limit_line(code, one.before.amber, one.before.red, good) or NONE
    after = limit_line(code, one.after.amber, one.after.red, good) or NONE
    st.caption(f"{moment(one.changed_at)} · {plain(one.changed_by_name)}")
    st.markdown(f"{before} → {after}")
    if may_edit:

        def restore(ctx: Ctx) -> None:
            restore_limits(ctx, code, one.id)
            _forget(code)

        confirm_button(
            t("Restore"),
            t("Set this back to “{value}”?", value=before),
            restore,
            key=f"{PAGE}.restore_{one.id}",
            done=t("Restored."),
            icon=":material/undo:",
        )
