"""Which language this browser session reads.

The user's own choice, else what was chosen on the login page, else the browser's, else the
company's, else SELFMASTERY_LOCALE.
"""

from __future__ import annotations

import streamlit as st

from core.kit.context import Actor
from core.kit.i18n import DEFAULT_LOCALE, match_locale, set_locale
from core.kit.settings import get_settings

LOCALE_KEY = "ui.locale"
CHOSEN_KEY = "ui.locale_chosen"
LOCALE_COOKIE = "selfmastery_locale"
LANGUAGES = {"zh_CN": "简体中文", "en": "English"}


def settle_locale(actor: Actor | None, company_locale: str | None) -> str:
    """Decide the language of this run and remember it for its fragments and callbacks."""
    wanted = (
        st.session_state.get(CHOSEN_KEY),
        actor.locale if actor else None,
        st.context.cookies.get(LOCALE_COOKIE) if actor is None else None,
        st.context.locale,
        company_locale,
        get_settings().locale,
    )
    locale = next((found for name in wanted if (found := match_locale(name))), DEFAULT_LOCALE)
    st.session_state[LOCALE_KEY] = locale
    set_locale(locale)
    return locale


def speak() -> None:
    """Set the remembered language: each fragment and callback runs in a thread of its own."""
    set_locale(st.session_state.get(LOCALE_KEY, DEFAULT_LOCALE))


def choose_locale(locale: str) -> None:
    """What the reader picked in this browser session."""
    st.session_state[CHOSEN_KEY] = locale
    st.session_state[LOCALE_KEY] = locale
    set_locale(locale)
