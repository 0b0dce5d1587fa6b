"""Alerts: what is off plan, since when, and what was done about it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import streamlit as st

from core.alerts import (
    ALERT_LIST,
    CONDITION_NAMES,
    REASON_NAMES,
    SEVERITY_NAMES,
    STATE_NAMES,
    STATUS_NAMES,
    AlertRow,
    acknowledge_alert,
    alert_transitions,
    assign_alert,
    get_alert,
    handle_alert,
    ignore_alert,
    list_alerts,
    reactivate_alert,
)
from core.indicators import TARGET_NAMES, Unit, definition
from core.kit.i18n import N_, t
from pages.ui.choices import people_choices, translated
from pages.ui.errors import reported
from pages.ui.format import moment, number, percent
from pages.ui.lists import BulkAction, Column, ListFilter, RecordList, record_list
from pages.ui.notices import toast
from pages.ui.page import page_header
from pages.ui.plain import plain
from pages.ui.records import RecordPage, Section, record_page
from pages.ui.session import page_uow, submit
from pages.ui.url import opened_record

TONES: dict[str, Any] = {"high": "bad", "medium": "warn", "low": "accent"}
SEVERITY = Column("severity", "badge", label=N_("Severity"), texts=SEVERITY_NAMES, tones=TONES)
STATUS = Column(
    "status",
    "badge",
    texts=STATUS_NAMES,
    tones={"open": "warn", "handled": "good", "ignored": "plain"},
)


def figure(row: AlertRow, value: Decimal | None) -> str:
    """A value of the alert's indicator: per cent, days, or an amount."""
    unit = definition(row.indicator).unit
    if unit is Unit.RATIO:
        return percent(value)
    return number(value, 0 if unit is Unit.DAYS else 2)


def limit(row: AlertRow) -> str:
    """What the rule allows."""
    return f"{t(CONDITION_NAMES[row.condition])} {figure(row, row.threshold)}"


COLUMNS = (
    Column("target_name", label=N_("What")),
    Column("rule_name", label=N_("Rule")),
    Column("current_value", label=N_("Value"), value=lambda row: figure(row, row.current_value)),
    Column("created_at", "moment", label=N_("Since")),
)
LIST = RecordList(
    page="alerts",
    load=list_alerts,
    listing=ALERT_LIST,
    columns=(SEVERITY, *COLUMNS, STATUS),
    filters=(
        ListFilter("status", options=lambda _ctx: translated(STATUS_NAMES)),
        ListFilter(
            "severity", label=N_("Severity"), options=lambda _ctx: translated(SEVERITY_NAMES)
        ),
        ListFilter("target_type", label=N_("About"), options=lambda _ctx: translated(TARGET_NAMES)),
    ),
    actions=(
        BulkAction(
            N_("Acknowledge"),
            acknowledge_alert,
            needs="alerts.handle",
            done=N_("{n} alerts acknowledged."),
        ),
        BulkAction(
            N_("Handled"),
            lambda ctx, alert_id: handle_alert(ctx, alert_id, ""),
            needs="alerts.handle",
            done=N_("{n} alerts handled."),
            icon=":material/task_alt:",
        ),
    ),
    empty=N_("No alerts"),
    hint=N_("Rules watch your figures; what breaks one appears here by itself."),
    icon=":material/verified:",
)
RECORD = RecordPage(
    page="alerts",
    target_type="alert",
    back=N_("Alerts"),
    fields=(
        SEVERITY,
        *COLUMNS[1:],
        Column("threshold", label=N_("Alert when"), value=limit),
        Column("target_type", label=N_("About"), texts=TARGET_NAMES),
        Column("state", label=N_("By the figures"), texts=STATE_NAMES),
        Column("assigned_to", label=N_("Assigned to")),
        Column("acknowledged_at", "moment", label=N_("Acknowledged")),
        Column("handled_at", "moment", label=N_("Closed")),
        Column("remarks", label=N_("Remarks")),
    ),
)


def handle_form(row: AlertRow) -> None:
    """Say what was done, or why nothing has to be."""
    with st.form("alerts.handle", border=True):
        remarks = st.text_area(t("What was done, or why it may stay"), key="alerts.remarks")
        with st.container(horizontal=True):
            handled = st.form_submit_button(t("Handled"), type="primary", key="alerts.handled")
            ignored = st.form_submit_button(t("Ignore"), key="alerts.ignored")
    if handled or ignored:
        work = handle_alert if handled else ignore_alert
        with reported():
            submit(lambda ctx: work(ctx, row.id, remarks))
            toast(t("Saved."))
            st.rerun()


def assign_form(row: AlertRow) -> None:
    """Give it to somebody."""
    with page_uow() as ctx:
        people = people_choices(ctx)
    with st.form("alerts.assign", border=True):
        person = st.selectbox(
            t("Assigned to"),
            list(people),
            key="alerts.person",
            index=list(people).index(row.assigned_to) if row.assigned_to in people else None,
            format_func=lambda key: people.get(key, str(key)),
            placeholder=t("Choose"),
        )
        wanted = st.form_submit_button(t("Assign"), key="alerts.assigned")
    if wanted and person is not None:
        with reported():
            submit(lambda ctx: assign_alert(ctx, row.id, person))
            toast(t("Saved."))
            st.rerun()


def history(row: AlertRow) -> None:
    """Everything that happened to the alert."""
    with page_uow() as ctx:
        steps = alert_transitions(ctx, row.id)
        people = people_choices(ctx)
    for step in steps:
        value = "" if step.value is None else f" · {figure(row, step.value)}"
        who = people.get(step.changed_by, "") if step.changed_by else ""
        by = f" · {plain(who)}" if who else ""
        st.caption(f"{moment(step.evaluated_at)} · {t(REASON_NAMES[step.reason])}{value}{by}")


def buttons(row: AlertRow) -> None:
    """What can be done with one click."""
    if row.status == "open" and row.acknowledged_at is None:
        if st.button(t("Acknowledge"), icon=":material/check:", key="alerts.ack"):
            with reported():
                submit(lambda ctx: acknowledge_alert(ctx, row.id))
                st.rerun()
    elif (
        row.status != "open"
        and row.resolved_at is None
        and st.button(t("Open again"), icon=":material/undo:", key="alerts.reopen")
    ):
        with reported():
            submit(lambda ctx: reactivate_alert(ctx, row.id))
            st.rerun()


def show(alert_id: int) -> None:
    """One alert."""
    with page_uow() as ctx:
        row = get_alert(ctx, alert_id)
        may_handle = ctx.actor.can("alerts.handle")
        people = people_choices(ctx)
    sections = [Section(N_("History"), lambda: history(row))]
    if may_handle and row.status == "open":
        sections.insert(0, Section(N_("Handle"), lambda: handle_form(row)))
        sections.insert(1, Section(N_("Assign"), lambda: assign_form(row)))
    colour = {"open": "orange", "handled": "green"}.get(row.status, "gray")
    record_page(
        RECORD,
        row,
        title=f"{row.target_name or row.target_id} · {row.rule_name}",
        names={"assigned_to": people},
        badge=(t(STATUS_NAMES[row.status]), colour),
        actions=(lambda: buttons(row)) if may_handle else None,
        sections=sections,
    )


if (opened := opened_record()) is not None:
    show(opened)
else:
    with page_header(t("Alerts")):
        pass
    record_list(LIST, name=t("Alerts"))
