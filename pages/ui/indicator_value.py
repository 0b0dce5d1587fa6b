"""The value of one target with the numbers it was computed from, and where its rows are."""

from __future__ import annotations

import streamlit as st

from core.indicators.openings import Opening, openings
from core.indicators.thresholds import Light, LitValue
from core.kit.i18n import t
from pages.registry import page_entry
from pages.ui.indicator_words import (
    input_text,
    numbers_of,
    shown_inputs,
    value_text,
)
from pages.ui.lights import draw_light
from pages.ui.plain import plain
from pages.ui.session import page_uow

PAGE = "indicators"
ICONS = {
    "records": ":material/receipt_long:",
    "receivables": ":material/request_quote:",
    "budgets": ":material/savings:",
}


def value_section(code: str, value: LitValue, period: str | None) -> None:
    """The value, its light, the formula with its numbers, all inputs, and the way to the rows."""
    with st.container(border=True, key=f"{PAGE}.value", gap="small"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.metric(_about(value), value_text(code, value), width="content")
            if value.light is not Light.NONE:
                draw_light(value.light)
        st.markdown(f":material/function: {plain(numbers_of(code, value))}")
        _inputs(code, value)
        _links(code, value, period)


def _about(value: LitValue) -> str:
    name = plain(value.target_name)
    if value.period:
        start, end = value.period.split("/")
        return f"{name} · {start} – {end}"
    return f"{name} · {value.as_of.isoformat()}"


def _inputs(code: str, value: LitValue) -> None:
    with st.grid(3, min_column_width=150, gap="small") as grid:
        for name, text in shown_inputs(code, value):
            with grid.cell(), st.container(gap="xxsmall"):
                st.caption(name)
                st.markdown(plain(text))


def _links(code: str, value: LitValue, period: str | None) -> None:
    with page_uow() as ctx:
        found = openings(
            ctx,
            code,
            target_type=value.target_type,
            target_id=value.target_id,
            as_of=value.as_of,
            period=period,
        )
        may = [one for one in found if page_entry(f"{one.page}.py").may_open(ctx.actor)]
    with st.container(horizontal=True, key=f"{PAGE}.links"):
        for one in may:
            st.page_link(
                f"{one.page}.py",
                label=_label(one, value),
                icon=ICONS.get(one.page, ":material/open_in_new:"),
                query_params=dict(one.filters),
            )


def _label(one: Opening, value: LitValue) -> str:
    amount = value.inputs.get(one.of) if one.of else None
    if one.of is None or amount is None:
        return t(one.name)
    shown = input_text(one.of, amount, value.inputs.get("currency"))
    return f"{t(one.name)} ({shown})"
