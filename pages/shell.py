"""The entry of every screen: who is it, in which language, which pages. Draws nothing itself."""

from __future__ import annotations

import streamlit as st

from pages.first_run import first_run_page, is_first_run
from pages.login import login_page
from pages.password import password_page
from pages.ui.errors import reported
from pages.ui.frame import frame
from pages.ui.language import settle_locale
from pages.ui.menu import account_menu, lead_to_wizard, navigation, run_page
from pages.ui.session import company_locale, find_actor

st.set_page_config(page_title="SelfMastery", page_icon=":material/monitoring:", layout="wide")

with reported():
    actor = find_actor()
    locale = settle_locale(actor, company_locale())
    frame(locale)
    if actor is None:
        navigation(None)
        if is_first_run():
            first_run_page()
        else:
            login_page()
    elif actor.must_change_password:
        navigation(None)
        password_page()
    else:
        page, entry = navigation(actor)
        account_menu(actor)
        lead_to_wizard(entry, actor)
        run_page(page, entry, actor)
