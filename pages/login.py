"""Signing in. The browser swaps a one-time ticket for an HttpOnly cookie, then loads anew."""

from __future__ import annotations

import json

import streamlit as st

from core.identity import sign_in
from core.kit.i18n import current_locale, t
from pages.ui.errors import reported
from pages.ui.language import LANGUAGES, choose_locale
from pages.ui.notices import show_toasts

EXCHANGE = (
    "<script>fetch('/api/session',{method:'POST',headers:{'content-type':'application/json'},"
    "body:JSON.stringify({ticket:%s})}).finally(()=>location.reload())</script>"
)


def login_page() -> None:
    """Name and password; the answer to a wrong one is the same whatever was wrong."""
    show_toasts()
    with door():
        st.subheader(t("Sign in"), anchor=False)
        with st.form("login", border=False):
            name = st.text_input(t("User name"), key="login.username", autocomplete="username")
            password = st.text_input(
                t("Password"),
                key="login.password",
                type="password",
                autocomplete="current-password",
            )
            sent = st.form_submit_button(
                t("Sign in"), type="primary", key="login.send", width="stretch"
            )
        if sent:
            with reported():
                enter(sign_in(name, password, user_agent=_user_agent()))
        language_switch("login.language")


def enter(ticket: str) -> None:
    """Have the browser exchange the ticket and load the page again, now signed in."""
    st.html(EXCHANGE % json.dumps(ticket), unsafe_allow_javascript=True)
    st.caption(t("One moment…"))


def door() -> st.delta_generator.DeltaGenerator:
    """The narrow middle of the screen where people come in."""
    with st.container(horizontal_alignment="center"):
        st.space("medium")
        inner = st.container(width=380, key="door")
    inner.title("SelfMastery", anchor=False)
    return inner


def language_switch(key: str) -> None:
    """简体中文 or English, for this browser."""
    st.segmented_control(
        t("Language"),
        list(LANGUAGES),
        key=key,
        default=current_locale(),
        format_func=LANGUAGES.__getitem__,
        label_visibility="collapsed",
        required=True,
        on_change=lambda: choose_locale(st.session_state[key]),
    )


def _user_agent() -> str:
    return st.context.headers.get("User-Agent", "")
