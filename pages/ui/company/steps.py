"""How far the set-up is: one calm line above each step."""

from __future__ import annotations

import streamlit as st

from core.company import STEPS, Step
from core.kit.i18n import N_, t

TITLES: dict[Step, str] = {
    Step.LANGUAGE: N_("Language"),
    Step.ADMINISTRATOR: N_("Your account"),
    Step.COMPANY: N_("Company"),
    Step.ORGANISATION: N_("Organisation"),
    Step.DATA: N_("First data"),
}


def progress_line(step: Step) -> None:
    """Which step this is, of how many."""
    place = STEPS.index(step) + 1
    st.progress(
        (place - 1) / len(STEPS),
        text=t("Step {n} of {total}: {name}", n=place, total=len(STEPS), name=t(TITLES[step])),
    )
