"""Accounts against their statements: all of them, and one with what may explain its difference."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from core.finance import AccountRow
from core.finance.reconciliation import (
    AccountBalance,
    ComparedDay,
    ReconciledIn,
    StatementBalanceIn,
    Suspect,
    account_balances,
    create_statement,
    delete_statement,
    mark_reconciled,
    suspects,
)
from core.identity import people
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from pages.ui.errors import part
from pages.ui.format import day, moment, money
from pages.ui.forms import model_form
from pages.ui.inputs import StatementEntry
from pages.ui.list_export import table_export
from pages.ui.notices import empty_state, show_toasts, toast
from pages.ui.overview.links import RECORDS
from pages.ui.plain import plain
from pages.ui.records import confirm_button
from pages.ui.session import page_uow, submit
from pages.ui.table import Column, draw_table
from pages.ui.url import open_record

PAGE = "accounts"
SHOWN = 24
WHY = {
    "twice": N_("its amount is the difference: booked twice, or missing on the statement"),
    "side": N_("half of the difference: perhaps on the wrong side"),
    "pending": N_("not booked, so in no balance"),
    "neutral": N_("neutral, so in no balance"),
    "binned": N_("in the bin"),
}


def state_of(row: AccountBalance) -> str:
    """agrees, differs, none (no statement) or begin (nothing to begin with)."""
    if row.begins_on is None:
        return "begin"
    if row.difference is None:
        return "none"
    return "differs" if row.difference else "agrees"


COLUMNS = (
    Column("name"),
    Column("book", "money", currency="currency", label=N_("By the books")),
    Column("statement", "money", currency="currency", label=N_("The statement says"), phone=False),
    Column("statement_on", "day", label=N_("Statement of"), phone=False),
    Column("difference", "money", currency="currency", label=N_("Difference")),
    Column(
        "state",
        "badge",
        label=N_("State"),
        value=state_of,
        texts={
            "agrees": N_("Agrees"),
            "differs": N_("Differs"),
            "none": N_("No statement"),
            "begin": N_("No opening balance"),
        },
        tones={"agrees": "good", "differs": "bad", "none": "plain", "begin": "plain"},
    ),
    Column("breaks_on", "day", label=N_("Breaks by")),
    Column("reconciled_until", "day", phone=False),
)


class Line(AccountBalance):
    """A line of the table; tables want an id."""

    id: int


def _lines(ctx: Ctx) -> list[Line]:
    return [Line(id=one.account_id, **dict(one)) for one in account_balances(ctx)]


@part
def balances_view() -> None:
    """Every account; a line opens the account with its statements."""
    show_toasts()
    with page_uow() as ctx:
        rows = _lines(ctx)
    if not rows:
        hint = t("Accounts are recognised by imports; add one to name it and protect its number.")
        empty_state(t("No accounts yet"), hint, icon=":material/account_balance:", key=PAGE)
        return
    table_export("account-balances", COLUMNS, _lines, key=f"{PAGE}.balances", small=True)
    key = f"{PAGE}.balances"
    opened = draw_table(rows, COLUMNS, key=key, name=t("Reconciliation")).open
    if opened is not None:
        st.session_state.pop(key, None)
        open_record(opened)
        st.rerun()
    st.caption(
        t(
            "By the books: the opening balance and all booked records after it. Without an opening "
            "balance the first statement is where the books begin."
        )
    )


def account_section(row: AccountRow) -> None:
    """One account against its statements."""
    with page_uow() as ctx:
        (found,) = account_balances(ctx, account_id=row.id)
        may_edit = ctx.actor.can("accounts.edit") and ctx.actor.can("amounts.view")
        sees_records = ctx.actor.can("records.view") and ctx.actor.can("amounts.view")
        explained = suspects(ctx, row.id) if sees_records else ()
        who = {person.id: person.name for person in people(ctx)}
    _figures(found)
    _difference(found, explained)
    _mark(found, may_edit=may_edit, who=who.get(found.reconciled_by or 0, "–"))
    for one in list(reversed(found.days))[:SHOWN]:
        _day(found, one, may_edit=may_edit)
    if may_edit:
        with st.popover(t("Add a statement balance"), icon=":material/add:", key=f"{PAGE}.state"):
            model_form(
                StatementEntry,
                lambda ctx, value: create_statement(
                    ctx, StatementBalanceIn(account_id=row.id, **value.model_dump())
                ),
                key=f"{PAGE}.statement.{row.id}.{len(found.days)}",
                border=False,
                primary=False,
            )


def _figures(found: AccountBalance) -> None:
    if found.begins_on is None:
        st.caption(t("Enter an opening balance below, or a statement: the books begin there."))
        return
    book, statement, difference = st.columns(3)
    book.metric(t("By the books on {day}", day=day(found.as_of)), money(found.book, found.currency))
    on = t("Statement of {day}", day=day(found.statement_on))
    statement.metric(on, money(found.statement, found.currency))
    difference.metric(t("Difference"), money(found.difference, found.currency))
    notes = [
        t("{n} neutral records are in no balance.", n=found.neutral) if found.neutral else "",
        t("{n} records in another currency are in no balance.", n=found.foreign)
        if found.foreign
        else "",
        t("You may not see all records of this account, so it has no balance here.")
        if found.book is None
        else "",
    ]
    for note in filter(None, notes):
        st.caption(note)


def _difference(found: AccountBalance, explained: tuple[Suspect, ...]) -> None:
    if found.breaks_on is None or found.difference is None:
        return
    since = found.agreed_on
    said = (
        t(
            "Agreed on {agreed}, differs on {broken}.",
            agreed=day(since),
            broken=day(found.breaks_on),
        )
        if since
        else t("Differs since the first statement, {broken}.", broken=day(found.breaks_on))
    )
    with st.container(border=True, gap="xsmall"):
        st.markdown(f":red[**{plain(said)}**]")
        for one in explained:
            _suspect(one, found.currency)
        if not explained:
            st.caption(t("No record has this amount: one may be missing, or several add up to it."))
        st.page_link(
            RECORDS,
            label=t("See the records in between"),
            icon=":material/receipt_long:",
            query_params=_between(found.account_id, since, found.breaks_on),
        )


def _between(account_id: int, agreed: date | None, broken: date) -> dict[str, str]:
    link = {"account_id": str(account_id), "date_to": broken.isoformat()}
    if agreed is not None:
        link["date_from"] = (agreed + timedelta(days=1)).isoformat()
    return link


def _suspect(one: Suspect, currency: str) -> None:
    who = one.counterparty or one.description or "–"
    amount = money(one.amount, currency)
    st.page_link(
        RECORDS,
        label=f"{day(one.record_date)} · {plain(who)} · {plain(amount)} · {t(WHY[one.why])}",
        query_params={"id": str(one.record_id)},
    )


def _mark(found: AccountBalance, *, may_edit: bool, who: str) -> None:
    if found.reconciled_until is not None:
        st.markdown(
            t(
                "Reconciled until **{day}** by {who}, {moment}",
                day=day(found.reconciled_until),
                who=plain(who),
                moment=moment(found.reconciled_at),
            )
        )
    agreed = found.days and not found.difference
    if not may_edit or not agreed or found.statement_on == found.reconciled_until:
        return
    text = t("Mark as reconciled until {day}", day=day(found.statement_on))
    if st.button(text, icon=":material/check:", key=f"{PAGE}.reconcile"):
        until = ReconciledIn(until=found.statement_on)
        submit(lambda ctx: mark_reconciled(ctx, found.account_id, until))
        toast(t("Saved."))
        st.rerun()


def _day(found: AccountBalance, one: ComparedDay, *, may_edit: bool) -> None:
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key=f"{PAGE}.day.{one.statement_id}",
    ):
        stated = plain(money(one.balance, found.currency))
        st.markdown(f"{day(one.balance_on)} · {stated}", width="content")
        off = plain(money(one.difference, found.currency))
        words = f":red[{off}]" if one.difference else f":green[{t('Agrees')}]"
        with st.container(horizontal=True, width="content", vertical_alignment="center"):
            st.markdown(words, width="content")
            if may_edit:
                confirm_button(
                    t("Delete"),
                    t("Delete this statement balance?"),
                    lambda ctx: delete_statement(ctx, one.statement_id),
                    key=f"{PAGE}.day.delete.{one.statement_id}",
                    done=t("Deleted."),
                )
