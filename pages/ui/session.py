"""Who is looking: every unit of work of a page or fragment asks the session row anew.

with page_uow() as ctx:                      # reading
    page = list_departments(ctx, query)
row = submit(lambda ctx: create_department(ctx, wanted))   # writing, retried on conflict
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import streamlit as st

from core.company import Company, company
from core.identity import by_session
from core.identity.login import SESSION_COOKIE
from core.kit.context import SYSTEM, Actor, Ctx
from core.kit.errors import NotSignedIn
from core.kit.uow import Credential, run_in_uow, unit_of_work
from pages.ui.language import speak

Result = TypeVar("Result")

SECRET_KEY = "identity.secret"  # noqa: S105 (a name; tests put a session's secret there)
COMPANY_KEY = "ui.company"


def current_secret() -> str | None:
    """What the browser's session cookie holds."""
    secret: str | None = st.session_state.get(SECRET_KEY)
    return secret or st.context.cookies.get(SESSION_COOKIE)


def current_credential() -> Credential:
    """The browser's session cookie as a credential; resolved inside each transaction."""
    return by_session(current_secret())


@contextmanager
def page_uow() -> Iterator[Ctx]:
    """A unit of work of the person at the screen.

    Somebody no longer signed in is sent back to the shell, which shows the login.
    """
    speak()
    with _to_the_door(), unit_of_work(current_credential()) as ctx:
        yield ctx


def submit(work: Callable[[Ctx], Result]) -> Result:
    """One write of the person at the screen, tried again when somebody else was faster."""
    speak()
    with _to_the_door():
        return run_in_uow(current_credential(), work)


def current_actor() -> Actor:
    """The person at the screen, looked up now."""
    with page_uow() as ctx:
        return ctx.actor


def find_actor() -> Actor | None:
    """The person at the screen, or None; keeps the company's settings for this run."""
    try:
        with unit_of_work(current_credential()) as ctx:
            st.session_state[COMPANY_KEY] = company(ctx)
            return ctx.actor
    except NotSignedIn:
        with unit_of_work(SYSTEM) as ctx:
            st.session_state[COMPANY_KEY] = company(ctx)
        return None


def company_locale() -> str:
    """The language the company reads, as `find_actor` found it."""
    return current_company().locale


def current_company() -> Company:
    """The company's name, currency and calendar, as this run found them."""
    if COMPANY_KEY not in st.session_state:
        with page_uow() as ctx:
            st.session_state[COMPANY_KEY] = company(ctx)
    found: Company = st.session_state[COMPANY_KEY]
    return found


@contextmanager
def _to_the_door() -> Iterator[None]:
    try:
        yield
    except NotSignedIn:
        st.rerun()
