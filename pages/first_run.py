"""The very first screen: language and administrator. It exists until somebody has an account; the
wizard goes on with the company.

From another machine it asks for the code the console printed; of two people who set up at the
same moment one wins, the other is sent to the login.
"""

from __future__ import annotations

from zoneinfo import available_timezones

import streamlit as st
from pydantic import Field

from core.company import Company, Step
from core.identity import UserIn, has_users, sign_in
from core.identity.schemas import USERNAME
from core.kit.context import SYSTEM, Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_, current_locale, t
from core.kit.inputs import Input
from core.kit.settings import get_settings
from core.kit.uow import unit_of_work
from core.operations.setup import create_first_account
from pages.login import door, enter, language_switch
from pages.ui.company.steps import progress_line
from pages.ui.forms import model_form
from pages.ui.plain import plain
from pages.web import first_code


class FirstRun(Input):
    """What is asked before anything else."""

    code: str = ""
    username: str = Field(pattern=USERNAME)
    display_name: str = Field(default="", max_length=200)
    password: str = Field(repr=False)
    repeat: str = Field(repr=False)


def is_first_run() -> bool:
    """Whether nobody has an account yet."""
    with unit_of_work(SYSTEM) as ctx:
        return not has_users(ctx)


def first_run_page() -> None:
    """Make the first account, then sign it in."""
    local = _is_local()
    with door():
        language_switch("first.language")
        progress_line(Step.ADMINISTRATOR)
        st.subheader(t("Welcome. Make your account."), anchor=False)
        if local:
            home = str(get_settings().home)
            st.caption(t("All data stays in this folder: {home}", home=plain(home)))
        model_form(
            FirstRun,
            lambda ctx, wanted: _set_up(ctx, wanted, local=local),
            key="first",
            omit={"code"} if local else set(),
            values={"username": "admin"},
            labels={
                "code": t("Code from the console"),
                "username": t("Your user name"),
                "display_name": t("Your name"),
                "repeat": t("Password again"),
            },
            hints={
                "code": t("The server printed it when it started."),
                "password": t("At least 10 characters."),
            },
            submit_label=t("Continue"),
            done="",
            then=_enter,
            border=False,
            who=SYSTEM,
            stay=True,
        )


def _is_local() -> bool:
    headers = {name.lower(): value for name, value in st.context.headers.items()}
    return first_code.is_same_machine(st.context.ip_address, headers)


def _set_up(ctx: Ctx, wanted: FirstRun, *, local: bool) -> FirstRun:
    if not local and not first_code.fits(wanted.code):
        message = N_("This is not the code the console printed.")
        raise Invalid("first_run.code", message, fields={"code": message})
    if wanted.password != wanted.repeat:
        message = N_("The two entries differ.")
        raise Invalid("password.differs", message, fields={"repeat": message})
    company = Company(timezone=_timezone(), locale=current_locale())
    admin = UserIn(
        username=wanted.username,
        display_name=wanted.display_name,
        roles=("founder", "administrator"),
        locale=current_locale(),
        password=wanted.password,
    )
    create_first_account(ctx, company, admin)
    return wanted


def _timezone() -> str:
    """The browser's time zone, which the wizard suggests for the company."""
    found = st.context.timezone
    return found if found in available_timezones() else Company().timezone


def _enter(wanted: FirstRun) -> None:
    enter(sign_in(wanted.username, wanted.password))
