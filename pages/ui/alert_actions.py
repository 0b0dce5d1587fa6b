"""What people do with an alert on its page: acknowledge, assign, handle, ignore, put off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from core.alerts import (
    AlertRow,
    acknowledge_alert,
    assign_alert,
    handle_alert,
    ignore_alert,
    reactivate_alert,
    snooze_alert,
)
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from pages.ui.errors import reported
from pages.ui.format import moment
from pages.ui.notices import toast
from pages.ui.session import current_company, submit

PAGE = "alerts"
MORNING = time(8)
SNOOZES = {1: N_("Until tomorrow"), 3: N_("For 3 days"), 7: N_("For a week"), 30: N_("For 30 days")}
REASONS = {
    "known": N_("Known and accepted"),
    "one_off": N_("A one-off, it will not come again"),
    "data": N_("The data is wrong and is being mended"),
    "limit": N_("The limit is too tight"),
}


def wake_up(days: int, now: datetime) -> datetime:
    """Eight in the morning, in the company's time zone, so many days ahead."""
    zone = ZoneInfo(current_company().timezone)
    return at_eight(now.astimezone(zone).date() + timedelta(days=days))


def at_eight(day: date) -> datetime:
    """Eight in the morning of a day in the company's time zone."""
    return datetime.combine(day, MORNING, ZoneInfo(current_company().timezone))


def do(work: Callable[[Ctx], Any], done: str) -> None:
    """One action, its message, and the page anew."""
    with reported():
        submit(work)
        toast(done)
        st.rerun()


def header_actions(row: AlertRow, people: Mapping[int, str], now: datetime) -> None:
    """The buttons of the header. The one primary button is what is to be done next."""
    if row.resolved_at is not None:
        return
    if row.status != "open" or row.snoozed_until:
        _reopen(row)
    if row.status != "open":
        return
    if row.acknowledged_at is None and st.button(
        t("Acknowledge"), icon=":material/visibility:", key=f"{PAGE}.ack"
    ):
        do(lambda ctx: acknowledge_alert(ctx, row.id), t("Everybody sees that you look into it."))
    _assign(row, people)
    _snooze(row, now)
    _ignore(row)
    _handle(row)


def _reopen(row: AlertRow) -> None:
    closed = row.status != "open"
    text = t("Open again") if closed else t("Wake now")
    if st.button(text, icon=":material/undo:", key=f"{PAGE}.reopen"):
        do(lambda ctx: reactivate_alert(ctx, row.id), t("It is open again."))


def _assign(row: AlertRow, people: Mapping[int, str]) -> None:
    with st.popover(t("Assign"), icon=":material/person_add:", key=f"{PAGE}.assign"):
        person = st.selectbox(
            t("Assigned to"),
            list(people),
            key=f"{PAGE}.person",
            index=list(people).index(row.assigned_to)
            if row.assigned_to is not None and row.assigned_to in people
            else None,
            format_func=lambda one: people.get(one, str(one)),
            placeholder=t("Choose"),
        )
        if st.button(t("Assign"), key=f"{PAGE}.assigned", type="primary", disabled=person is None):
            do(lambda ctx: assign_alert(ctx, row.id, person), t("Assigned, and told."))


def _snooze(row: AlertRow, now: datetime) -> None:
    with st.popover(t("Snooze"), icon=":material/snooze:", key=f"{PAGE}.snooze"):
        if row.snoozed_until:
            st.caption(t("Quiet until {moment}", moment=moment(row.snoozed_until)))
        for days, text in SNOOZES.items():
            if st.button(t(text), key=f"{PAGE}.snooze{days}", type="tertiary"):
                until = wake_up(days, now)
                do(lambda ctx, until=until: snooze_alert(ctx, row.id, until), t("Put off."))  # type: ignore[misc]
        day = st.date_input(t("Until a day"), value=None, key=f"{PAGE}.until", format="YYYY-MM-DD")
        if isinstance(day, date) and st.button(t("Snooze"), key=f"{PAGE}.snoozed", type="primary"):
            do(lambda ctx: snooze_alert(ctx, row.id, at_eight(day)), t("Put off."))


def _ignore(row: AlertRow) -> None:
    with st.popover(t("Ignore"), icon=":material/do_not_disturb_on:", key=f"{PAGE}.ignore"):
        known = [t(text) for text in REASONS.values()]
        reason = st.selectbox(
            t("Why it can be ignored"),
            known,
            index=None,
            key=f"{PAGE}.reason",
            accept_new_options=True,
            placeholder=t("Choose or type a reason"),
        )
        if st.button(t("Ignore"), key=f"{PAGE}.ignored", type="primary", disabled=not reason):
            do(lambda ctx: ignore_alert(ctx, row.id, str(reason)), t("Ignored."))


def _handle(row: AlertRow) -> None:
    with st.popover(t("Handle"), icon=":material/task_alt:", type="primary", key=f"{PAGE}.handle"):
        remarks = st.text_area(t("What was done"), key=f"{PAGE}.remarks", max_chars=10_000)
        if st.button(t("Handled"), key=f"{PAGE}.handled", type="primary"):
            do(lambda ctx: handle_alert(ctx, row.id, remarks or ""), t("Handled."))
