"""Recurring expenses found in the records."""

from __future__ import annotations

import streamlit as st

from core.kit.i18n import t
from pages.ui.notices import empty_state
from pages.ui.page import page_header
from pages.ui.recurring import PAGE, RUNNING, VIEWS, recurring_view
from pages.ui.session import current_actor
from pages.ui.url import filters_in_url, write_filters

with page_header(t("Recurring expenses")):
    pass
if current_actor().can("amounts.view"):
    filters_in_url(PAGE, {"view": lambda text: text if text in VIEWS else RUNNING})
    shown = st.segmented_control(
        t("View"),
        list(VIEWS),
        key=f"{PAGE}.view",
        format_func=lambda code: t(VIEWS[code]),
        label_visibility="collapsed",
        required=True,
    )
    chosen = shown or RUNNING
    write_filters(PAGE, {"view": "" if chosen == RUNNING else chosen})
    recurring_view(chosen)
else:
    empty_state(t("This needs the right to see amounts"), icon=":material/lock:", key=PAGE)
