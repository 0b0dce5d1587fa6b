"""What a rule would raise now, with values: how many, which, and which come close."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.alerts import RuleTest, WouldRaise
from core.kit.i18n import N_, t
from pages.ui.alert_words import figure, span
from pages.ui.format import number
from pages.ui.table import Column, draw_table

SHOWN = 8


class _Line:
    """A target as a row of the table."""

    def __init__(self, place: int, found: WouldRaise, indicator: str, *, breaks: bool) -> None:
        self.id = place
        self.name = found.target_name
        self.value = figure(indicator, found.current_value, found.currency)
        self.verdict = "raises" if breaks else "near"


COLUMNS = (
    Column("name", label=N_("What")),
    Column("value", label=N_("Value"), right=True),
    Column(
        "verdict",
        "badge",
        label=N_("Now"),
        texts={"raises": N_("Alert"), "near": N_("Nearly")},
        tones={"raises": "bad", "near": "plain"},
    ),
)


def draw_trial(rule: Any, found: RuleTest, *, key: str) -> None:
    """Count, worst ones, and those that come closest."""
    hits = len(found.would_raise)
    icon = ":material/warning:" if hits else ":material/verified:"
    st.markdown(
        f"{icon} "
        + t(
            "**{hits}** of {count} would raise an alert now.",
            hits=number(hits),
            count=number(found.evaluated),
        )
    )
    notes = []
    if rule.pending_for:
        notes.append(t("Told once it has been so for {period}.", period=span(rule.pending_for)))
    if found.without_value:
        notes.append(t("{n} have no figure.", n=number(found.without_value)))
    if hits > SHOWN:
        notes.append(t("The worst {n} are shown.", n=number(SHOWN)))
    if notes:
        st.caption(" ".join(notes))
    lines = _lines(found.would_raise[:SHOWN], rule.indicator, breaks=True)
    near = found.nearest[: max(2, SHOWN - len(lines))]
    lines += _lines(near, rule.indicator, breaks=False, first=len(lines))
    if lines:
        draw_table(
            lines, COLUMNS, key=f"{key}.trial", name=t("What it would raise now"), opens=False
        )


def _lines(
    rows: Sequence[WouldRaise], indicator: str, *, breaks: bool, first: int = 0
) -> list[_Line]:
    return [
        _Line(first + place, row, indicator, breaks=breaks) for place, row in enumerate(rows, 1)
    ]
