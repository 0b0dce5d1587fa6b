"""Alert rules: which figure, how bad, whom to tell; tried out before they are saved."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from core.alerts import (
    RULE_LIST,
    SEVERITY_NAMES,
    AlertRulePatch,
    RuleRow,
    delete_rule,
    duplicate_rule,
    get_rule,
    list_rules,
    test_rule,
    update_rule,
)
from core.indicators import TARGET_NAMES, definitions
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from pages.ui.alert_fields import PERIOD_NAMES
from pages.ui.alert_form import rule_form
from pages.ui.alert_trial import draw_trial
from pages.ui.alert_versions import versions_section
from pages.ui.alert_words import sentence, span
from pages.ui.choices import people_choices, role_choices, translated
from pages.ui.errors import reported
from pages.ui.labels import add_labels
from pages.ui.lists import BulkAction, Column, ListFilter, RecordList, record_list
from pages.ui.notices import toast
from pages.ui.page import page_header
from pages.ui.plain import plain
from pages.ui.records import RecordPage, Section, confirm_button, record_page
from pages.ui.session import page_uow, submit
from pages.ui.url import close_record, open_record, opened_record

PAGE = "alert_rules"
NEW = "new"
add_labels(
    {
        "indicator": N_("Indicator"),
        "target_type": N_("About"),
        "condition": N_("Condition"),
        "threshold": N_("Threshold"),
        "threshold_high": N_("Upper threshold"),
        "change_window": N_("Days to look back"),
        "period": N_("Period"),
        "severity": N_("Severity"),
        "scope": N_("Where it applies"),
        "notify_roles": N_("Tell these roles"),
        "notify_users": N_("Tell these people"),
        "pending_for": N_("For how long"),
        "recovery_threshold": N_("Recovers only at"),
        "keep_firing_for": N_("Recovered only when fine for"),
        "on_no_data": N_("When there is no figure"),
        "on_error": N_("When the rule cannot be checked"),
        "renotify_every": N_("Remind while nobody acts"),
    }
)
STATES = {"on": N_("On"), "off": N_("Off"), "failing": N_("Cannot be checked")}


def state_of(row: RuleRow) -> str:
    """on, off, or failing."""
    if not row.is_active:
        return "off"
    return "failing" if row.error else "on"


def switch(active: bool, ctx: Ctx, rule_id: int) -> None:
    """Turn a rule on or off."""
    update_rule(ctx, rule_id, AlertRulePatch(is_active=active))


def about(row: RuleRow) -> str:
    """The rule in short, with what it is about."""
    target = t(TARGET_NAMES[row.target_type]) if row.target_type in TARGET_NAMES else ""
    return f"{target} · {sentence(row)}" if target else sentence(row)


RULE = Column("indicator", label=N_("Alert when"), value=about)
SEVERITY = Column(
    "severity",
    "badge",
    texts=SEVERITY_NAMES,
    tones={"high": "bad", "medium": "warn", "low": "accent"},
)
STATE = Column(
    "is_active",
    "badge",
    label=N_("State"),
    value=state_of,
    texts=STATES,
    tones={"on": "good", "failing": "bad"},
)
LIST = RecordList(
    page=PAGE,
    load=list_rules,
    listing=RULE_LIST,
    columns=(
        Column("name"),
        RULE,
        SEVERITY,
        Column("open_alerts", "number", label=N_("Open alerts")),
        STATE,
    ),
    filters=(
        ListFilter(
            "indicator",
            options=lambda _ctx: {one.code: one.label() for one in definitions()},
        ),
        ListFilter("severity", options=lambda _ctx: translated(SEVERITY_NAMES)),
        ListFilter(
            "is_active",
            label=N_("State"),
            options=lambda _ctx: {"true": t("On"), "false": t("Off")},
        ),
    ),
    actions=(
        BulkAction(
            N_("Switch on"),
            partial(switch, True),
            needs="rules.edit",
            done=N_("{n} rules switched on."),
            icon=":material/notifications_active:",
        ),
        BulkAction(
            N_("Switch off"),
            partial(switch, False),
            needs="rules.edit",
            done=N_("{n} rules switched off."),
            icon=":material/notifications_off:",
        ),
        BulkAction(
            N_("Duplicate"),
            duplicate_rule,
            needs="rules.edit",
            done=N_("{n} rules copied; the copies are off."),
            icon=":material/content_copy:",
        ),
        BulkAction(
            N_("Delete"),
            delete_rule,
            needs="rules.edit",
            done=N_("{n} rules deleted."),
            icon=":material/delete:",
        ),
    ),
    empty=N_("No rules yet"),
    hint=N_("A rule watches a figure and tells people when it goes off plan."),
    icon=":material/rule:",
)
RECORD = RecordPage(
    page=PAGE,
    target_type="alert_rule",
    back=N_("Alert rules"),
    fields=(
        RULE,
        SEVERITY,
        Column("period", texts=PERIOD_NAMES),
        Column("notify_roles"),
        Column("notify_users"),
        Column("renotify_every", value=lambda row: row.renotify_every and span(row.renotify_every)),
        Column("description"),
    ),
)


# above the form, which shows all the rest (a text alone would be drawn on the page)
IN_SHORT = (RULE, SEVERITY, Column("description"))


def show_list() -> None:
    """All rules."""
    with page_uow() as ctx:
        may_edit = ctx.actor.can("rules.edit")
    with page_header(t("Alert rules")):
        if may_edit and st.button(
            t("New rule"), type="primary", icon=":material/add:", key=f"{PAGE}.add"
        ):
            st.query_params[NEW] = "1"
            st.rerun()
    record_list(LIST, name=t("Alert rules"))


def show_new() -> None:
    """The form for a new rule."""
    if st.button(
        t("Alert rules"), icon=":material/arrow_back:", type="tertiary", key=f"{PAGE}.back"
    ):
        st.query_params.pop(NEW, None)
        st.rerun()
    with page_header(t("New rule"), t("Read it as a sentence; below is what it would raise now.")):
        pass
    rule_form(None)


def try_out(row: RuleRow) -> None:
    """What the rule would raise now."""
    with page_uow() as ctx:
        if not ctx.actor.can("amounts.view"):
            st.caption(t("You cannot see the amounts this rule watches."))
            return
        found = test_rule(ctx, row.id)
    draw_trial(row, found, key=PAGE)


def actions(row: RuleRow) -> None:
    """Its alerts, on or off, copy, delete."""
    if row.open_alerts:
        st.page_link(
            "alerts.py",
            label=t("{n} open alerts", n=row.open_alerts),
            query_params={"rule_id": str(row.id)},
            icon=":material/warning:",
        )
    off = t("Switch off") if row.is_active else t("Switch on")
    icon = ":material/notifications_off:" if row.is_active else ":material/notifications_active:"
    if st.button(off, icon=icon, key=f"{PAGE}.switch"):
        with reported():
            submit(lambda ctx: switch(not row.is_active, ctx, row.id))
            st.rerun()
    if st.button(t("Duplicate"), icon=":material/content_copy:", key=f"{PAGE}.duplicate"):
        with reported():
            copy = submit(lambda ctx: duplicate_rule(ctx, row.id))
            toast(t("Copied. The copy is off until you switch it on."))
            open_record(copy.id)
            st.rerun()
    confirm_button(
        t("Delete"),
        t("Delete this rule? Its open alerts are closed."),
        lambda ctx: delete_rule(ctx, row.id),
        key=f"{PAGE}.delete",
        done=t("Deleted."),
        then=close_record,
    )


def show_rule(rule_id: int) -> None:
    """One rule."""
    with page_uow() as ctx:
        row = get_rule(ctx, rule_id)
        may_edit = ctx.actor.can("rules.edit")
        names: dict[str, Any] = {
            "notify_users": people_choices(ctx),
            "notify_roles": role_choices(),
        }
    sections = [
        Section(N_("Change"), lambda: rule_form(row))
        if may_edit
        else Section(N_("What it would raise now"), lambda: try_out(row))
    ]
    sections.append(Section(N_("Versions"), lambda: versions_section(row, may_edit=may_edit)))
    if row.error:
        sections.insert(0, Section(N_("Cannot be checked"), lambda: failing(row)))
    colour = {"on": "green", "failing": "red"}.get(state_of(row), "gray")
    record_page(
        replace(RECORD, fields=IN_SHORT) if may_edit else RECORD,
        row,
        title=row.name,
        names=names,
        badge=(t(STATES[state_of(row)]), colour),
        actions=(lambda: actions(row)) if may_edit else None,
        sections=sections,
    )


def failing(row: RuleRow) -> None:
    """Why the rule cannot be checked."""
    st.warning(plain(row.error or ""), icon=":material/error:")
    st.caption(t("Its alerts stay as the rule says, until it can be checked again."))


if (opened := opened_record()) is not None:
    show_rule(opened)
elif st.query_params.get(NEW):
    show_new()
else:
    show_list()
