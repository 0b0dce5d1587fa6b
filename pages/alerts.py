"""Alerts: what is off plan, since when, and what was done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from core.alerts import (
    ALERT_LIST,
    SEVERITY_NAMES,
    STATE_NAMES,
    STATUS_NAMES,
    Action,
    AlertRow,
    BulkIn,
    State,
    act_on_alerts,
    get_alert,
    list_alerts,
    list_rules,
)
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.kit.listing import MAX_LIMIT, ListQuery
from pages.ui.alert_actions import REASONS, SNOOZES, header_actions, wake_up
from pages.ui.alert_view import (
    rows_section,
    similar_section,
    summary,
    timeline_section,
    trend_section,
)
from pages.ui.alert_words import TARGETS, figure, how_bad, indicator_name
from pages.ui.choices import as_options, department_choices, people_choices, translated
from pages.ui.errors import reported
from pages.ui.lists import BulkAction, BulkChoice, Column, ListFilter, RecordList, record_list
from pages.ui.notices import show_toasts
from pages.ui.page import page_header
from pages.ui.plain import plain
from pages.ui.records import field_list
from pages.ui.session import page_uow
from pages.ui.url import close_record, opened_record
from pages.ui.views import view_switch

PAGE = "alerts"
OPEN = "open"
VIEWS: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    OPEN: (N_("Open"), (("status", "open"), ("snoozed", "false"))),
    "mine": (N_("Mine"), (("assigned_to", "me"), ("status", "open"))),
    "snoozed": (N_("Snoozed"), (("status", "open"), ("snoozed", "true"))),
    "all": (N_("All"), ()),
}
TONES: dict[str, Any] = {"high": "bad", "medium": "warn", "low": "accent"}
SEVERITY = Column("severity", "badge", label=N_("Severity"), texts=SEVERITY_NAMES, tones=TONES)
STATUS = Column(
    "status",
    "badge",
    texts=STATUS_NAMES,
    tones={"open": "warn", "handled": "good", "ignored": "plain"},
    phone=False,
)
HELD = (State.FIRING, State.RECOVERING, State.RESOLVED)


def value(row: AlertRow) -> str:
    """The figure, or why there is none."""
    if row.current_value is None and row.reason != "breached":
        return t(STATE_NAMES[State(row.reason)])
    return figure(row.indicator, row.current_value, row.currency)


def rules(ctx: Ctx) -> dict[str, str]:
    """The rules one sees, by name."""
    if not ctx.actor.can("rules.view"):
        return {}
    found = list_rules(ctx, ListQuery(limit=MAX_LIMIT)).items
    return {str(rule.id): rule.name for rule in found}


def bulk(action: Action, ctx: Ctx, ids: list[int], **more: Any) -> None:
    """One action for the ticked alerts."""
    act_on_alerts(ctx, BulkIn(ids=tuple(ids), action=action, **more))


def one(action: Action, ctx: Ctx, alert_id: int) -> None:
    """The same for a single one."""
    bulk(action, ctx, [alert_id])


COLUMNS = (
    Column("target_name", label=N_("What")),
    SEVERITY,
    Column("rule_name", label=N_("Rule")),
    Column("current_value", label=N_("Value"), value=value, right=True),
    Column("threshold", label=N_("How bad"), value=how_bad, phone=False),
    Column("created_at", "moment", label=N_("Since")),
    Column("assigned_to", label=N_("Assigned to"), phone=False),
    STATUS,
)
LIST = RecordList(
    page=PAGE,
    load=list_alerts,
    listing=ALERT_LIST,
    columns=COLUMNS,
    names=lambda ctx, _rows: {"assigned_to": people_choices(ctx)},
    filters=(
        ListFilter(
            "severity", label=N_("Severity"), options=lambda _ctx: translated(SEVERITY_NAMES)
        ),
        ListFilter("rule_id", label=N_("Rule"), options=rules),
        ListFilter("target_type", label=N_("About"), options=lambda _ctx: translated(TARGETS)),
        ListFilter(
            "department_id",
            options=lambda ctx: as_options(department_choices(ctx)),
            more=True,
        ),
        ListFilter(
            "assigned_to",
            label=N_("Assigned to"),
            options=lambda ctx: as_options(people_choices(ctx), none=t("Nobody")),
            more=True,
        ),
        ListFilter("status", options=lambda _ctx: translated(STATUS_NAMES), more=True),
        ListFilter(
            "state",
            label=N_("By the figures"),
            options=lambda _ctx: {str(one): t(STATE_NAMES[one]) for one in HELD},
            more=True,
        ),
    ),
    actions=(
        BulkAction(
            N_("Acknowledge"),
            partial(one, Action.ACKNOWLEDGE),
            needs="alerts.handle",
            done=N_("{n} alerts acknowledged."),
            icon=":material/visibility:",
        ),
        BulkAction(
            N_("Handled"),
            partial(one, Action.HANDLE),
            needs="alerts.handle",
            done=N_("{n} alerts handled."),
            icon=":material/task_alt:",
        ),
        BulkChoice(
            N_("Assign"),
            N_("Assigned to"),
            lambda ctx: as_options(people_choices(ctx)),
            lambda ctx, ids, code: bulk(Action.ASSIGN, ctx, ids, user_id=int(code)),
            needs="alerts.handle",
            done=N_("{n} alerts assigned."),
            icon=":material/person_add:",
        ),
        BulkChoice(
            N_("Snooze"),
            N_("How long"),
            lambda _ctx: {str(days): t(text) for days, text in SNOOZES.items()},
            lambda ctx, ids, code: bulk(Action.SNOOZE, ctx, ids, until=wake_up(int(code), ctx.now)),
            needs="alerts.handle",
            done=N_("{n} alerts put off."),
            icon=":material/snooze:",
        ),
        BulkChoice(
            N_("Ignore"),
            N_("Why it can be ignored"),
            lambda _ctx: translated(REASONS),
            lambda ctx, ids, code: bulk(Action.IGNORE, ctx, ids, remarks=t(REASONS[code])),
            needs="alerts.handle",
            done=N_("{n} alerts ignored."),
            icon=":material/do_not_disturb_on:",
        ),
    ),
    empty=N_("No alerts"),
    hint=N_("Rules watch your figures; what breaks one appears here by itself."),
    icon=":material/verified:",
    saved=True,
)
FIELDS = (
    SEVERITY,
    Column("indicator", label=N_("Indicator"), value=lambda row: indicator_name(row.indicator)),
    Column("target_type", label=N_("About"), texts=TARGETS),
    Column("state", label=N_("By the figures"), texts=STATE_NAMES),
    Column("created_at", "moment", label=N_("Raised")),
    Column("handled_at", "moment", label=N_("Closed")),
)
STATUS_COLOURS = {"open": "orange", "handled": "green"}


def show(alert_id: int) -> None:
    """One alert: the answers first, then what explains them."""
    show_toasts()
    with page_uow() as ctx:
        row = get_alert(ctx, alert_id)
        may_handle = ctx.actor.can("alerts.handle") or row.assigned_to == ctx.actor.user_id
        people, now = people_choices(ctx), ctx.now
    if st.button(t("Alerts"), icon=":material/arrow_back:", type="tertiary", key=f"{PAGE}.back"):
        close_record()
        st.rerun()
    badge = (t(STATUS_NAMES[row.status]), STATUS_COLOURS.get(row.status, "gray"))  # type: ignore[index]
    with page_header(plain(row.target_name or str(row.target_id)), badge=badge):
        if may_handle:
            header_actions(row, people, now)
    summary(row, people, now)
    main, aside = st.columns([2, 1], gap="large")
    with main:
        section(N_("Course of the figure"), lambda: trend_section(row))
        section(N_("What is behind it"), lambda: rows_section(row))
        section(N_("Similar alerts"), lambda: similar_section(row))
    with aside:
        section(N_("What happened"), lambda: timeline_section(row, people))
        field_list(FIELDS, row, {})


def section(title: str, draw: Callable[[], None]) -> None:
    """A part of the page, with its own errors."""
    st.subheader(t(title), anchor=False)
    with reported():
        draw()


def show_list() -> None:
    """The alerts of a view."""
    with page_header(t("Alerts")):
        pass
    names = {code: name for code, (name, _) in VIEWS.items()}
    fixed = VIEWS[view_switch(f"{PAGE}.views", names)][1]
    taken = {name for name, _ in fixed}
    shown = tuple(one for one in LIST.filters if one.name not in taken)
    record_list(replace(LIST, fixed=fixed, filters=shown), name=t("Alerts"))


if (opened := opened_record()) is not None:
    show(opened)
else:
    show_list()
