"""A light on the screen: its words, and its colours on badges, in tables and in charts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from core.indicators.thresholds import Light
from core.kit.i18n import N_, t
from pages.ui.table import Column, Tone

LIGHT_WORDS: Mapping[Light, str] = {
    Light.RED: N_("Off limits"),
    Light.AMBER: N_("Look into it"),
    Light.GREEN: N_("Within limits"),
    Light.NONE: N_("No limits"),
}
LIGHT_COLOURS: Mapping[Light, Any] = {
    Light.RED: "red",
    Light.AMBER: "orange",
    Light.GREEN: "green",
    Light.NONE: "gray",
}
LIGHT_TONES: Mapping[Light, Tone] = {
    Light.RED: "bad",
    Light.AMBER: "warn",
    Light.GREEN: "good",
    Light.NONE: "plain",
}
CHART_COLOURS: Mapping[Light, str] = {
    Light.RED: "#c8472f",
    Light.AMBER: "#d98032",
    Light.GREEN: "#3d8b5f",
    Light.NONE: "#7a8699",
}


def light_badge(light: Light, words: Mapping[Light, str] = LIGHT_WORDS) -> tuple[str, Any]:
    """Its words, translated, and its colour, as `st.badge` takes them."""
    return t(words[light]), LIGHT_COLOURS[light]


def draw_light(light: Light, words: Mapping[Light, str] = LIGHT_WORDS) -> None:
    """The badge itself."""
    text, colour = light_badge(light, words)
    st.badge(text, color=colour)


def light_column(
    words: Mapping[Light, str] = LIGHT_WORDS, value: Callable[[Any], Any] | None = None
) -> Column:
    """A badge for the attribute `light` of a row, or for what `value` reads from it."""
    return Column("light", "badge", label=N_("Light"), value=value, texts=words, tones=LIGHT_TONES)
