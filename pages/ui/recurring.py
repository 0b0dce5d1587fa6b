"""Recurring expenses: the table, and one of them with its records."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.finance.recurring import (
    INTERVAL_NAMES,
    SERIES_STATE_NAMES,
    RecurringExpense,
    SeriesState,
    dismiss_recurring,
    recurring_expenses,
    restore_recurring,
    yearly_total,
)
from core.kit.context import Ctx, Scope
from core.kit.i18n import N_, t
from pages.ui.errors import card_boundary, part
from pages.ui.format import day, money, percent, short_money
from pages.ui.list_export import table_export
from pages.ui.live import live_version
from pages.ui.notices import empty_state, show_toasts, toast
from pages.ui.overview.links import RECORDS
from pages.ui.plain import plain
from pages.ui.session import page_uow, submit
from pages.ui.table import Column, draw_table

PAGE = "recurring"
RUNNING, ALL = "running", "all"
VIEWS = {RUNNING: N_("Running"), ALL: N_("All")}


def change_words(row: RecurringExpense) -> str | None:
    """A new amount: +12 % since 2026-06."""
    if row.change_rate is None or row.changed_since is None:
        return None
    sign = "+" if row.change_rate > 0 else "−"
    rate = f"{sign}{percent(abs(row.change_rate))}"
    return t("{rate} since {month}", rate=rate, month=f"{row.changed_since:%Y-%m}")


COLUMNS = (
    Column("name"),
    Column("interval", label=N_("Interval"), texts=INTERVAL_NAMES),
    Column("typical", "money", currency="currency", label=N_("Amount")),
    Column("change", label=N_("Change of amount"), value=change_words),
    Column("last_on", "day", label=N_("Last"), phone=False),
    Column("next_on", "day", label=N_("Next")),
    Column("yearly_cost", "money", currency="currency", label=N_("A year"), phone=False),
    Column(
        "state",
        "badge",
        label=N_("State"),
        texts={**SERIES_STATE_NAMES, "dismissed": N_("Left out")},
        tones={"late": "warn", "running": "good", "ended": "plain", "dismissed": "plain"},
        value=lambda row: "dismissed" if row.is_dismissed else row.state,
    ),
)


class Line(RecurringExpense):
    """A line of the table; tables want an id."""

    id: int


def _lines(ctx: Ctx, view: str) -> list[Line]:
    """The series by their place; ended ones and those left out only in the view of all."""
    shown = [
        row
        for row in recurring_expenses(ctx)
        if view == ALL or (row.state is not SeriesState.ENDED and not row.is_dismissed)
    ]
    return [Line(id=number, **dict(row)) for number, row in enumerate(shown, start=1)]


@part
def recurring_view(view: str) -> None:
    """What comes again, what it costs a year, what is late or dearer than before."""
    show_toasts()
    live_version(f"{PAGE}.live")
    with page_uow() as ctx:
        rows = _lines(ctx, view)
        may_decide = ctx.actor.scope("records.edit") is Scope.COMPANY
    if not rows:
        empty_state(
            t("No recurring expenses found"),
            t("Payments to one payee that come each week, month, quarter or year appear here."),
            icon=":material/event_repeat:",
            key=PAGE,
        )
        return
    _summary(rows)
    table_export(
        "recurring-expenses", COLUMNS, lambda ctx: _lines(ctx, view), key=PAGE,
        what=view, small=True,
    )  # fmt: skip
    key = f"{PAGE}.table"
    result = draw_table(rows, COLUMNS, key=key, name=t("Recurring expenses"), parameter="series")
    chosen = next((row for row in rows if row.id == result.open), None)
    if chosen is not None:
        _one(chosen, may_decide=may_decide)


def _summary(rows: list[Line]) -> None:
    total = yearly_total(rows)
    late = [row for row in rows if row.state is SeriesState.LATE and not row.is_dismissed]
    risen = [row for row in rows if row.change_rate and row.change_rate > 0]
    first, second, third = st.columns(3)
    box: dict[str, Any] = {"border": True, "height": "stretch"}
    first.metric(t("Together a year"), short_money(total), help=money(total), **box)
    second.metric(t("Not seen yet"), str(len(late)), **box)
    third.metric(t("Dearer than before"), str(len(risen)), **box)


def _one(row: Line, *, may_decide: bool) -> None:
    with card_boundary(plain(row.name), key=f"{PAGE}.one"):
        amount = plain(money(row.typical, row.currency))
        interval = t(INTERVAL_NAMES[row.interval])
        st.markdown(
            t("{interval} **{amount}**, {n} times from {first} to {last}, next on {next}",
              interval=interval, amount=amount, n=row.payments, first=day(row.first_on),
              last=day(row.last_on), next=day(row.next_on))
        )  # fmt: skip
        if row.former is not None:
            former = plain(money(row.former, row.currency))
            since = day(row.changed_since)
            st.markdown(t("Before {since} it was {former}.", since=since, former=former))
        if row.missed_on:
            days = ", ".join(map(day, row.missed_on))
            st.markdown(t("None came when it was expected: {days}", days=days))
        with st.container(horizontal=True):
            st.page_link(
                RECORDS, label=t("See records"), icon=":material/receipt_long:",
                query_params=records_link(row),
            )  # fmt: skip
            if may_decide:
                _decide(row)


def records_link(row: RecurringExpense) -> dict[str, str]:
    """The address of the series' records."""
    link = {
        "direction": "expense",
        "date_from": row.first_on.isoformat(),
        "date_to": row.last_on.isoformat(),
    }
    if row.counterparty is not None:
        link["counterparty"] = row.counterparty
    else:
        link["q"] = row.name
    return link


def _decide(row: Line) -> None:
    if row.is_dismissed:
        if st.button(t("Show again"), key=f"{PAGE}.restore"):
            submit(lambda ctx: restore_recurring(ctx, row.series))
            _done(t("Shown again."))
    elif st.button(t("Leave out"), icon=":material/visibility_off:", key=f"{PAGE}.dismiss"):
        submit(lambda ctx: dismiss_recurring(ctx, row.series))
        _done(t("Left out. It stands under “All”."))


def _done(text: str) -> None:
    toast(text)
    st.session_state.pop(f"{PAGE}.table", None)
    st.rerun()
