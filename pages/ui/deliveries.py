"""The delivery log: how the channels are, who was to be told when, and what came of it."""

from __future__ import annotations

import streamlit as st

from core.kit.i18n import N_, t
from core.notifications import LEVEL_NAMES, TYPE_NAMES
from core.notifications.deliveries import (
    DELIVERY_LIST,
    STATE_NAMES,
    ChannelRow,
    channel_states,
    list_deliveries,
    retry_delivery,
)
from pages.ui.choices import translated
from pages.ui.format import moment
from pages.ui.lists import BulkAction, Column, ListFilter, RecordList, record_list
from pages.ui.plain import plain
from pages.ui.session import page_uow

CHANNEL_NAMES = {"email": N_("Mail")}
DELIVERIES = RecordList(
    page="deliveries",
    load=list_deliveries,
    listing=DELIVERY_LIST,
    columns=(
        Column("created_at", "moment", label=N_("Written")),
        Column("user_name", label=N_("To")),
        Column("recipient", label=N_("Address"), phone=False),
        Column("channel", label=N_("Channel"), texts=CHANNEL_NAMES, phone=False),
        Column("type", label=N_("About"), texts=TYPE_NAMES, phone=False),
        Column("level", label=N_("Level"), texts=LEVEL_NAMES, phone=False),
        Column(
            "state",
            "badge",
            label=N_("Status"),
            texts=STATE_NAMES,
            tones={"pending": "plain", "sending": "accent", "sent": "good", "failed": "bad"},
        ),
        Column("attempts", label=N_("Tries"), phone=False, right=True),
        Column("next_attempt_at", "moment", label=N_("Next try"), phone=False),
        Column("uncertain", "flag", label=N_("Perhaps twice"), phone=False),
        Column("error", label=N_("Reason")),
    ),
    filters=(
        ListFilter("state", label=N_("Status"), options=lambda _ctx: translated(STATE_NAMES)),
        ListFilter("type", label=N_("About"), options=lambda _ctx: translated(TYPE_NAMES)),
        ListFilter("level", label=N_("Level"), options=lambda _ctx: translated(LEVEL_NAMES)),
        ListFilter(
            "uncertain",
            label=N_("Perhaps twice"),
            options=lambda _ctx: {"true": t("Yes"), "false": t("No")},
        ),
    ),
    actions=(
        BulkAction(
            N_("Try again now"),
            retry_delivery,
            needs="jobs.admin",
            done=N_("{n} messages are tried again."),
            icon=":material/refresh:",
        ),
    ),
    empty=N_("Nothing has gone out yet"),
    hint=N_("Messages to the outside appear here, once mail is switched on in the settings."),
    icon=":material/outgoing_mail:",
    opens=False,
    export_name="deliveries",
    live=True,
)


def deliveries() -> None:
    """The channels in a line each, and the log."""
    with page_uow() as ctx:
        channels = channel_states(ctx)
    for channel in channels:
        name = t(CHANNEL_NAMES.get(channel.channel, channel.channel))
        st.caption(f"{name}: {_state(channel)}")
    record_list(DELIVERIES, name=t("Delivery log"))


def _state(channel: ChannelRow) -> str:
    if not channel.is_on:
        return t("switched off in the settings")
    counted = t(
        "{waiting} waiting, {failed} failed", waiting=channel.waiting, failed=channel.failed
    )
    if channel.failing_since is None:
        return counted
    down = t(
        "fails since {moment} ({reason}), tried again {later}",
        moment=moment(channel.failing_since),
        reason=plain(channel.error or ""),
        later=moment(channel.next_attempt_at),
    )
    return f"{counted}; {down}"
