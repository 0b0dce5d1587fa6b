"""The organisation: its chart for everybody; adding many at once for who may."""

from __future__ import annotations

import streamlit as st

from core.kit.i18n import t
from pages.ui.company.chart import organisation_chart
from pages.ui.company.people import add_organisation, show_passwords
from pages.ui.notices import show_toasts
from pages.ui.page import page_header
from pages.ui.session import current_actor

PAGE = "organisation"

show_toasts()
actor = current_actor()
with page_header(t("Organisation chart")):
    pass
show_passwords()
organisation_chart(PAGE)
if actor.can("departments.edit"):
    with st.expander(t("Add departments and people"), icon=":material/add:"):
        add_organisation(f"{PAGE}.add")
    with st.container(horizontal=True):
        st.page_link("departments.py", label=t("Change departments"))
        if actor.can("users.admin"):
            st.page_link("users.py", label=t("Change people and who they report to"))
