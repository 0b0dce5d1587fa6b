"""The set-up after the first account, step by step: company, organisation, first data.

It can be left and taken up again at any time; what is done is locked, and Settings takes over.
"""

from __future__ import annotations

import streamlit as st

from core.company import (
    CompanyIn,
    Step,
    Wizard,
    company,
    complete_step,
    leave_wizard,
    list_departments,
    resume_wizard,
    skip_step,
    wizard_state,
)
from core.identity import people
from core.kit.context import Ctx
from core.kit.i18n import t
from core.kit.listing import ListQuery
from core.operations.demo_run import demo_run
from core.operations.setup import describe_company
from pages.ui.company.chart import organisation_chart
from pages.ui.company.choices import company_choices, company_hints, company_labels
from pages.ui.company.data_step import at_work, data_step
from pages.ui.company.people import add_organisation, show_passwords
from pages.ui.company.steps import progress_line
from pages.ui.errors import reported
from pages.ui.forms import model_form
from pages.ui.notices import empty_state, show_toasts
from pages.ui.page import page_header
from pages.ui.session import page_uow, submit

PAGE = "wizard"
STEP = "step"
FORM_WIDTH = 560
BACK_TO = {Step.DATA: Step.ORGANISATION}


def chosen_step(state: Wizard) -> Step | None:
    """The step of the address where one may go back to it, else the next one."""
    asked = st.query_params.get(STEP, "")
    steps = {step.value: step for step in BACK_TO.values()}
    if asked in steps and not state.finished and state.current in BACK_TO:
        return steps[asked]
    return state.current


def go_to(step: Step | None) -> None:
    """Show that step, or the next one."""
    if step is None:
        st.query_params.pop(STEP, None)
    else:
        st.query_params[STEP] = step.value
    st.rerun()


def company_step() -> None:
    """Name, money and calendar."""
    st.caption(t("All of this can be changed later under Settings."))
    with page_uow() as ctx:
        found = company(ctx)
    values = {name: getattr(found, name) for name in CompanyIn.model_fields}
    with st.container(width=FORM_WIDTH):
        model_form(
            CompanyIn,
            describe_company,
            key=f"{PAGE}.company",
            values=values,
            choices=company_choices(),
            labels=company_labels(),
            hints=company_hints(),
            submit_label=t("Continue"),
            done="",
            border=False,
        )
    later_button()


def organisation_step() -> None:
    """Departments and people, and what they look like together."""
    with page_uow() as ctx:
        has_any = bool(list_departments(ctx, ListQuery(limit=1)).items) or len(people(ctx)) > 1
    st.caption(
        t(
            "Departments decide who sees which records. To look around with the demonstration "
            "first, skip this: it brings departments and people of its own."
        )
    )
    show_passwords()
    add_organisation(f"{PAGE}.organisation")
    if has_any:
        organisation_chart(f"{PAGE}.chart")
    with st.container(horizontal=True):
        if st.button(
            t("Continue") if has_any else t("Skip this step"), type="primary", key=f"{PAGE}.go_on"
        ):
            submit(lambda ctx: organisation_done(ctx, has_any=has_any))
            go_to(None)
        later_button()


def organisation_done(ctx: Ctx, *, has_any: bool) -> None:
    """Done with departments or people, else skipped."""
    if has_any:
        complete_step(ctx, Step.ORGANISATION)
    else:
        skip_step(ctx, Step.ORGANISATION)


def first_data_step() -> None:
    """A file, the demonstration, or nothing yet."""
    data_step()
    with st.container(horizontal=True):
        if st.button(t("Back"), type="tertiary", icon=":material/arrow_back:", key=f"{PAGE}.back"):
            go_to(Step.ORGANISATION)
        if st.button(t("Finish without data"), type="tertiary", key=f"{PAGE}.skip"):
            submit(lambda ctx: skip_step(ctx, Step.DATA))
            st.switch_page("home.py")
        later_button()


def later_button() -> None:
    """Put the wizard aside; Home leads back to it."""
    if st.button(t("Continue later"), type="tertiary", key=f"{PAGE}.later"):
        submit(leave_wizard)
        st.switch_page("home.py")


def finished() -> None:
    """The answer when there is nothing left to set up."""
    empty_state(
        t("The company is already set up"),
        t("Everything can be changed under Settings, each change with its history."),
        icon=":material/check_circle:",
        key=PAGE,
    )
    with st.container(horizontal=True, horizontal_alignment="center"):
        if st.button(t("Open the overview"), type="primary", key=f"{PAGE}.home"):
            st.switch_page("home.py")
        if st.button(t("Settings"), key=f"{PAGE}.settings"):
            st.switch_page("settings.py")


STEPS = {
    Step.COMPANY: company_step,
    Step.ORGANISATION: organisation_step,
    Step.DATA: first_data_step,
}
TITLES = {
    Step.COMPANY: lambda: t("Your company"),
    Step.ORGANISATION: lambda: t("Who works where"),
    Step.DATA: lambda: t("Where to begin"),
}


def draw() -> None:
    """The current step, or what is being made."""
    with page_uow() as ctx:
        state = wizard_state(ctx)
        run = demo_run(ctx)
    if run is not None:
        at_work()
        return
    step = chosen_step(state)
    if step is None or step not in STEPS:
        finished()
        return
    if state.left:
        submit(resume_wizard)
    progress_line(step)
    with page_header(TITLES[step]()):
        pass
    STEPS[step]()


show_toasts()
with (
    st.container(horizontal_alignment="center"),
    st.container(width=860, key=f"{PAGE}.middle"),
    reported(),
):
    draw()
