"""The first hour on Home: what is done, what is next, until all is done or it is put away."""

from __future__ import annotations

import streamlit as st

from core.company import wizard_state
from core.kit.i18n import t
from core.operations.checklist import TaskRow, dismiss_first_hour, first_hour
from pages.ui.session import page_uow, submit

KEY = "home.first_hour"


def first_hour_list() -> None:
    """Draw what is open, where there is anything; what is done is counted."""
    with page_uow() as ctx:
        tasks = first_hour(ctx)
        goes_on = bool(tasks) and ctx.actor.can("settings.admin") and not wizard_state(ctx).finished
    if not tasks:
        return
    done = sum(task.is_done for task in tasks)
    with st.container(border=True, gap="xsmall", key=KEY):
        with st.container(
            horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
        ):
            st.markdown(
                f"**{t('The first hour')}** · {t('{n} of {total}', n=done, total=len(tasks))}"
            )
            if st.button(
                t("Do not show again"), type="tertiary", icon=":material/close:", key=f"{KEY}.hide"
            ):
                submit(dismiss_first_hour)
                st.rerun()
        if goes_on:
            st.page_link("wizard.py", label=t("Continue the set-up"), icon=":material/flag:")
        with st.grid(3, min_column_width=220, gap="xsmall") as grid:
            for task in tasks:
                if not task.is_done:
                    with grid.cell():
                        _task(task)


def _task(task: TaskRow) -> None:
    st.page_link(
        task.page or "settings.py",
        label=t(task.title),
        icon=":material/radio_button_unchecked:",
        disabled=task.page is None,
        help=t(task.hint),
    )
