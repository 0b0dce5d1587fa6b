"""The bell on every screen: how much is unread, and new messages as toasts without a reload."""

from __future__ import annotations

import streamlit as st

from core.kit.context import Ctx
from core.kit.i18n import t
from core.kit.listing import ListQuery
from core.notifications import NotificationRow, list_notifications, unread_count
from pages.ui.errors import part
from pages.ui.live import live_version
from pages.ui.plain import plain
from pages.ui.session import page_uow

SEEN = "bell.seen"  # the newest notification this tab knows of
SHOWN = 3
ICONS = {
    "info": ":material/notifications:",
    "warning": ":material/warning:",
    "critical": ":material/error:",
}


@part
def bell() -> None:
    """The way to the notifications with what is unread; toasts what has come since."""
    with st.container(gap=None, key="page.bell"):
        live_version("bell.live")
        with page_uow() as ctx:
            unread = unread_count(ctx)
            fresh = _fresh(ctx)
        st.page_link(
            "notifications.py",
            label=str(unread) if unread else " ",
            icon=":material/notifications_unread:" if unread else ":material/notifications:",
            help=t("Unread notifications: {n}", n=unread),
        )
    for row in reversed(fresh[:SHOWN]):
        st.toast(plain(row.message), icon=ICONS.get(row.level, ICONS["info"]))
    if len(fresh) > SHOWN:
        st.toast(t("{n} more notifications", n=len(fresh) - SHOWN), icon=ICONS["info"])


def _fresh(ctx: Ctx) -> list[NotificationRow]:
    """Unread ones that came since this tab last looked, the newest first; none at its first."""
    found = list_notifications(ctx, ListQuery(limit=20)).items
    newest = found[0].id if found else 0
    seen = st.session_state.get(SEEN, newest)
    st.session_state[SEEN] = max(seen, newest)
    return [row for row in found if row.id > seen and not row.is_read]
