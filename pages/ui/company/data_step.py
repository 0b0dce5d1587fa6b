"""The wizard's last step: an own file, or the demonstration made in the background."""

from __future__ import annotations

import streamlit as st

from core.company import Step, complete_step
from core.kit.context import Ctx
from core.kit.i18n import t
from core.operations.demo import DemoReport
from core.operations.demo_run import demo_run, forget_demo, may_fill, start_demo
from pages.ui.company.people import password_list
from pages.ui.errors import part, reported, show_error
from pages.ui.format import number
from pages.ui.page import page_header
from pages.ui.session import current_credential, page_uow, submit

PAGE = "wizard"
POLL_SECONDS = 0.7


def data_step() -> None:
    """The two ways side by side; the file is the primary one."""
    with page_uow() as ctx:
        empty, may_import = may_fill(ctx), ctx.actor.can("imports.run")
    left, right = st.columns(2)
    with left, st.container(border=True, key=f"{PAGE}.own"):
        st.markdown(f"**{t('Your own figures')}**")
        st.caption(t("A bank statement or the export of a payment service is enough to begin."))
        if st.button(
            t("Import a file"),
            type="primary",
            icon=":material/upload_file:",
            key=f"{PAGE}.import",
            disabled=not may_import,
        ):
            submit(data_done)
            st.switch_page("imports.py")
    with right, st.container(border=True, key=f"{PAGE}.demo_card"):
        st.markdown(f"**{t('Look around first')}**")
        if empty:
            st.caption(t("A made-up firm with two years of records, budgets and alerts."))
        else:
            st.caption(
                t("The demonstration needs a company without departments and records of its own.")
            )
        if st.button(
            t("Fill with the demonstration"),
            icon=":material/auto_awesome_motion:",
            key=f"{PAGE}.demo",
            disabled=not empty,
        ):
            with reported():
                start_demo(current_credential())
                st.rerun()


def data_done(ctx: Ctx) -> None:
    """The file comes next, on its own page."""
    complete_step(ctx, Step.DATA)


def at_work() -> None:
    """The demonstration being made, made, or refused."""
    with page_uow() as ctx:
        run = demo_run(ctx)
    if run is None or run.is_running:
        with page_header(t("The demonstration is being made")):
            pass
        part(waiting, every=POLL_SECONDS)()
    elif run.report is None:
        if run.error:
            show_error(run.error)
        if st.button(t("Back"), icon=":material/arrow_back:", key=f"{PAGE}.demo_back"):
            forget_demo()
            st.rerun()
    else:
        made(run.report)


def waiting() -> None:
    """A moving line; the page comes back when the work is done."""
    with page_uow() as ctx:
        run = demo_run(ctx)
    if run is None or not run.is_running:
        st.rerun(scope="app")
        return
    st.progress(run.percent, text=t("Departments, people, two years of records, alert rules…"))
    st.caption(t("This goes on when you leave the page."))


def made(report: DemoReport) -> None:
    """What there is now, and the way in."""
    with page_header(t("The demonstration is ready")):
        pass
    st.markdown(
        t(
            "{records} records, {rules} alert rules, {alerts} open alerts.",
            records=number(report.records),
            rules=report.rules,
            alerts=report.alerts,
        )
    )
    with st.container(border=True, key=f"{PAGE}.accounts"):
        password_list(report.passwords)
    if st.button(t("Open the overview"), type="primary", key=f"{PAGE}.done"):
        forget_demo()
        st.switch_page("home.py")
