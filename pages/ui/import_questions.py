"""What only a person can decide about a file, as buttons with what a cell would mean by each."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.finance.imports import BatchRow, examples
from core.kit.i18n import N_, t
from pages.ui import import_actions as actions
from pages.ui.plain import plain

OPTION_NAMES: dict[str, str] = {
    "income": N_("Money in"),
    "expense": N_("Money out"),
    "signed": N_("Positive is money in, negative money out"),
    "reversed": N_("Positive is money out, negative money in"),
    "bank": N_("The bank's view: debit is money out"),
    "own": N_("Your own books: debit is money in"),
    "neutral": N_("Neutral"),
    "DMY": N_("Day first"),
    "MDY": N_("Month first"),
    "YMD": N_("Year first"),
    ".": N_("The point is the decimal sign"),
    ",": N_("The comma is the decimal sign"),
    "first": N_("First day of the month"),
    "last": N_("Last day of the month"),
    "none": N_("None"),
}


def questions(batch: BatchRow) -> None:
    """Each open question with its options; a click answers it and reads the figures anew."""
    preview = batch.preview or {}
    found = preview["questions"]
    if not found:
        return
    title = t("Please decide") if len(found) == 1 else t("Please decide {n} things", n=len(found))
    with st.container(border=True, key="imports.questions"):
        st.markdown(f":orange[:material/help:] **{title}**")
        for question in found:
            _question(batch, preview, question)


def _question(batch: BatchRow, preview: dict[str, Any], question: dict[str, Any]) -> None:
    shown = examples(preview, question["id"])
    st.markdown(plain(question["question"]))
    with st.container(horizontal=True, key=f"imports.options.{question['id']}"):
        for place, option in enumerate(question["options"]):
            st.button(
                _label(option, shown.get(option)),
                key=f"imports.answer.{question['id']}.{place}",
                icon=":material/star:" if option == question["suggested"] else None,
                help=t("Most likely") if option == question["suggested"] else None,
                on_click=actions.say,
                args=(batch.id,),
                kwargs={"answers": {question["id"]: option}},
            )


def _label(option: str, example: tuple[str, str] | None) -> str:
    name = t(OPTION_NAMES[option]) if option in OPTION_NAMES else plain(option)
    return f"{name}: {plain(example[0])} = {plain(example[1])}" if example else name
