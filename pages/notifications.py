"""What the person at the screen has been told."""

from __future__ import annotations

import streamlit as st

from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.notifications import (
    LEVEL_NAMES,
    NOTIFICATION_LIST,
    TYPE_NAMES,
    delete_notification,
    list_notifications,
    mark_all_read,
    mark_read,
)
from pages.ui.choices import translated
from pages.ui.lists import BulkAction, Column, ListFilter, RecordList, record_list
from pages.ui.notices import toast
from pages.ui.page import page_header
from pages.ui.session import submit
from pages.ui.url import close_record, opened_record

LIST = RecordList(
    page="notifications",
    load=list_notifications,
    listing=NOTIFICATION_LIST,
    columns=(
        Column("message", label=N_("Message")),
        Column(
            "level",
            "badge",
            label=N_("Level"),
            texts=LEVEL_NAMES,
            tones={"critical": "bad", "warning": "warn", "info": "accent"},
        ),
        Column("created_at", "moment", label=N_("When")),
        Column("is_read", "flag", label=N_("Read"), phone=False),
    ),
    filters=(
        ListFilter(
            "is_read", label=N_("Read"), options=lambda _ctx: {"false": t("No"), "true": t("Yes")}
        ),
        ListFilter("type", label=N_("About"), options=lambda _ctx: translated(TYPE_NAMES)),
    ),
    actions=(
        BulkAction(N_("Mark as read"), mark_read, needs=None, done=N_("{n} marked as read.")),
        BulkAction(
            N_("Delete"),
            delete_notification,
            needs=None,
            done=N_("{n} notifications deleted."),
            icon=":material/delete:",
        ),
    ),
    empty=N_("No notifications yet"),
    hint=N_("When a rule raises an alert you should know of, it appears here."),
    icon=":material/notifications:",
    live=True,
)


def open_notification(ctx: Ctx, notification_id: int) -> tuple[str, str] | None:
    """Mark it as read; the page and id of what it is about."""
    row = mark_read(ctx, notification_id)
    if row.alert_id is not None:
        return "alerts.py", str(row.alert_id)
    return ("imports.py", row.import_batch_id) if row.import_batch_id else None


if (opened := opened_record()) is not None:
    about = submit(lambda ctx: open_notification(ctx, opened))
    close_record()
    if about is not None:
        st.switch_page(about[0], query_params={"id": about[1]})
with page_header(t("Notifications")):
    if st.button(t("Mark all as read"), icon=":material/done_all:", key="notifications.all"):
        toast(t("{n} marked as read.", n=submit(mark_all_read)))
        st.rerun()
record_list(LIST, name=t("Notifications"))
