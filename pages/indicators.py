"""The indicator library: every figure with its formula, limits, value, course and uses."""

from __future__ import annotations

import streamlit as st

from core.indicators import definition
from core.indicators.formulas import formula_of, in_words, note_on
from core.indicators.schemas import Indicator
from core.indicators.thresholds import SIGNS
from core.kit.i18n import t
from pages.ui.indicator_library import CODE, show_library
from pages.ui.indicator_limits import limits_section
from pages.ui.indicator_targets import question_bar, value_now
from pages.ui.indicator_uses import uses_section
from pages.ui.indicator_words import GOOD_NAMES, UNIT_NAMES
from pages.ui.notices import show_toasts
from pages.ui.page import page_header
from pages.ui.plain import plain

PAGE = "indicators"


def back() -> None:
    """To the library."""
    if st.button(
        t("Indicators"), icon=":material/arrow_back:", type="tertiary", key=f"{PAGE}.back"
    ):
        for name in list(st.query_params):
            if name not in ("q", "about"):
                del st.query_params[name]
        st.rerun()


def show_sign(code: str) -> None:
    """A sign of a project's light: its limits and where it counts."""
    back()
    with page_header(t("Light: {sign}", sign=t(SIGNS[code].name))):
        pass
    st.caption(t("A project's light is the worst of its signs; each sign has an amber and a red."))
    st.subheader(t("Amber and red"), anchor=False)
    limits_section(code)
    st.subheader(t("Where it is used"), anchor=False)
    uses_section(code)


def show_indicator(indicator: Indicator) -> None:
    """One indicator: its value now, its course, its definition."""
    back()
    with page_header(indicator.label()):
        pass
    main, aside = st.columns([2, 1], gap="large")
    with main:
        kind, day, period = question_bar(indicator)
        value_now(indicator, kind, day, period)
    with aside:
        defined(indicator, kind)


def defined(indicator: Indicator, kind: str) -> None:
    """Formula, when there is no value, unit, limits, uses."""
    st.subheader(t("How it is computed"), anchor=False)
    st.markdown(f"**{plain(in_words(indicator.code))}**")
    st.markdown(note_on(indicator.code, kind))
    st.caption(t(formula_of(indicator.code).empty))
    unit, good = t(UNIT_NAMES[indicator.unit]), t(GOOD_NAMES[indicator.good])
    st.caption(f"{unit} · {good} · `{indicator.code}`")
    st.subheader(t("Amber and red"), anchor=False)
    limits_section(indicator.code)
    st.subheader(t("Where it is used"), anchor=False)
    uses_section(indicator.code)


show_toasts()
asked = st.query_params.get(CODE, "")
if asked in SIGNS:
    show_sign(asked)
elif asked:
    show_indicator(definition(asked))
else:
    show_library()
