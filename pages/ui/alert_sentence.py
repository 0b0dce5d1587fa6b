"""The sentence of an alert rule's form: words and widgets in the order of the reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import streamlit as st

from core.alerts import CONDITION_NAMES, SEVERITY_NAMES, Condition
from core.indicators import INDICATORS, TARGET_NAMES, Indicator, TargetType, Unit, definitions
from core.kit.i18n import N_, t
from pages.ui.alert_fields import PERIOD_NAMES
from pages.ui.alert_words import DAY, HOUR, span
from pages.ui.choices import translated

KEY = "alert_rules.form"
SENTENCE = N_(
    "When {indicator} {period} of {targets} is {condition} {threshold} for {pending}, "
    "raise a {severity} alert and tell {roles} {people}"
)
WAITS = (0, HOUR, DAY, 2 * DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY)
SCALES = {Unit.RATIO: Decimal(100)}
"""What a person types for a unit: ratios in per cent."""
SUFFIXES = {Unit.RATIO: "%", Unit.PERCENT: "%"}
PLACES = {Unit.DAYS: 0, Unit.MONEY: 2, Unit.RATIO: 1, Unit.PERCENT: 1}


def key(name: str) -> str:
    """The widget key of a field."""
    return f"{KEY}.{name}"


def scale(indicator: Indicator, condition: str) -> Decimal:
    """What a stored number is multiplied by to be typed: ratios are typed in per cent."""
    by_change = condition == Condition.CHANGE
    return Decimal(100) if by_change else SCALES.get(indicator.unit, Decimal(1))


def chosen_indicator() -> Indicator:
    """The indicator in the sentence."""
    return INDICATORS[st.session_state[key("indicator")]]


def chosen_target_type() -> TargetType:
    """What the rule is about."""
    known = chosen_indicator().target_types
    wanted = st.session_state.get(key("target_type"))
    return TargetType(wanted) if wanted in known else known[0]


def chosen_condition() -> Condition:
    """How the figure is compared."""
    return Condition(st.session_state.get(key("condition")) or "gt")


def draw_sentence(roles: Mapping[str, str], people: Mapping[int, str]) -> None:
    """Words and widgets in the order of the reader's language."""
    draw: dict[str, Callable[[], None]] = {
        "indicator": _draw_indicator,
        "period": _draw_period,
        "targets": _draw_targets,
        "condition": _draw_condition,
        "threshold": _draw_threshold,
        "pending": _draw_pending,
        "severity": _draw_severity,
        "roles": lambda: _draw_many("roles", t("Roles"), roles),
        "people": lambda: _draw_many("people", t("People"), people),
    }
    for piece in re.split(r"(\{\w+\})", t(SENTENCE, **{name: f"{{{name}}}" for name in draw})):
        if piece.startswith("{"):
            draw[piece[1:-1]]()
        elif words := piece.strip(" ,，"):
            st.markdown(words, width="content")


def _choice(name: str, title: str, options: Mapping[Any, str], width: int) -> None:
    if st.session_state.get(key(name)) not in options:
        st.session_state[key(name)] = next(iter(options))
    st.selectbox(
        title,
        list(options),
        key=key(name),
        format_func=lambda code: options.get(code, str(code)),
        label_visibility="collapsed",
        width=width,
    )


def _draw_indicator() -> None:
    _choice("indicator", t("Indicator"), {one.code: one.label() for one in definitions()}, 230)


def _draw_period() -> None:
    if chosen_indicator().periodic:
        _choice("period", t("Period"), translated(PERIOD_NAMES), 160)


def _draw_targets() -> None:
    names = {str(one): t(TARGET_NAMES[one]) for one in chosen_indicator().target_types}
    _choice("target_type", t("About"), names, 150)


def _draw_condition() -> None:
    known = translated(CONDITION_NAMES)
    if not chosen_indicator().compares:
        known.pop(str(Condition.CHANGE))
    _choice("condition", t("Condition"), known, 150)


def _draw_threshold() -> None:
    number_field("threshold", t("Threshold"), chosen_indicator(), chosen_condition())
    if chosen_condition() is Condition.BETWEEN:
        st.markdown("–", width="content")
        number_field("high", t("Upper threshold"), chosen_indicator(), chosen_condition())
    if chosen_condition() is Condition.CHANGE:
        st.markdown(t("within"), width="content")
        days = {n: span(n * DAY) for n in (1, 7, 14, 30, 90, 365)}
        window = st.session_state.get(key("window"))
        _choice(
            "window",
            t("Days to look back"),
            days | ({window: span(window * DAY)} if window else {}),
            120,
        )


def number_field(name: str, title: str, indicator: Indicator, condition: Condition) -> None:
    """A number in the indicator's unit, with the unit behind it."""
    percent = condition is Condition.CHANGE or indicator.unit in SUFFIXES
    places = 1 if percent else PLACES.get(indicator.unit, 2)
    st.number_input(
        title,
        value=None,
        key=key(name),
        step=10.0**-places if places == 0 else None,
        format=f"%.{places}f",
        placeholder=title,
        label_visibility="collapsed",
        width=140,
    )
    unit = "%" if percent else t("days") if indicator.unit is Unit.DAYS else ""
    if unit:
        st.markdown(unit, width="content")


def _draw_pending() -> None:
    stored = st.session_state.get(key("pending")) or 0
    waits = sorted({*WAITS, stored})
    names = {wait: span(wait) if wait else t("a moment") for wait in waits}
    _choice("pending", t("For how long"), names, 120)


def _draw_severity() -> None:
    _choice("severity", t("Severity"), translated(SEVERITY_NAMES), 100)


def _draw_many(name: str, title: str, options: Mapping[Any, str]) -> None:
    known = [one for one in st.session_state.get(key(name), []) if one in options]
    st.session_state[key(name)] = known
    st.multiselect(
        title,
        list(options),
        key=key(name),
        format_func=lambda code: options.get(code, str(code)),
        placeholder=title,
        label_visibility="collapsed",
        width=260,
    )
