"""One budget: how it stands, its monthly plan, and what it said before."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from core.finance import (
    BUDGET_STATUS_NAMES,
    PLAN_WAY_NAMES,
    BudgetPatch,
    BudgetRow,
    PlanMonth,
    PlannedMonth,
    PlanWay,
    budget_use,
    budget_versions,
    suggest_plan,
    update_budget,
)
from core.finance.budgeting.files import amount_of
from core.identity import people
from core.kit.i18n import t
from pages.ui.budgets.charts import draw_budget
from pages.ui.budgets.figures import four_figures, spent_on
from pages.ui.budgets.words import EXCEEDED, PAGE, cause_links, excess, month_words, names, title
from pages.ui.errors import reported
from pages.ui.format import day, moment, money
from pages.ui.notices import toast
from pages.ui.period import company_today
from pages.ui.plain import plain
from pages.ui.session import page_uow, submit

MIN_CELL = 105  # three beside each other on a phone


def execution(row: BudgetRow) -> None:
    """Figures, chart and categories."""
    with page_uow() as ctx:
        use, known = budget_use(ctx, row.id), names(ctx)
    as_of = min(company_today(), row.period_end)
    if use.state in EXCEEDED:
        st.markdown(excess(use, title(use, known)))
        cause_links(use, as_of, known)
    four_figures(use, as_of)
    draw_budget(use, as_of, key=f"{PAGE}.chart")
    if use.categories:
        st.markdown(f"**{t('Spent on')}**")
        spent_on(use, as_of, known)


def versions(row: BudgetRow) -> None:
    """What the budget said from when on, who changed it and why."""
    with page_uow() as ctx:
        found = budget_versions(ctx, row.id)
        who = {person.id: person.name for person in people(ctx)}
    for one in reversed(found):
        amount = plain(money(one.amount, row.currency))
        status = t(BUDGET_STATUS_NAMES[one.status])
        kind = t("spread evenly") if one.is_even else t("planned by month")
        st.markdown(
            t("From {day}: **{amount}**, {status}, {kind}", day=day(one.effective_on),
              amount=amount, status=status, kind=kind)
        )  # fmt: skip
        made = f"{moment(one.created_at)} · {plain(who.get(one.created_by or 0, '–'))}"
        st.caption(f"{made} · {plain(one.reason)}" if one.reason else made)


def monthly_plan(row: BudgetRow) -> None:
    """The months to read and, for whoever may, to change."""
    with page_uow() as ctx:
        last = budget_versions(ctx, row.id)[-1]
        may_edit = ctx.actor.can("budgets.edit")
    if not last.plan:
        st.caption(t("Its amount is hidden from you."))
    elif not may_edit:
        st.markdown(
            "  \n".join(
                f"{month_words(one.month)} · {plain(money(one.amount, row.currency))}"
                for one in last.plan
            )
        )
    else:
        _edit(row, last.plan)


def _edit(row: BudgetRow, plan: tuple[PlannedMonth, ...]) -> None:
    _ways(row)
    turn = st.session_state.setdefault(f"{PAGE}.plan.turn", 0)
    start = st.session_state.get(f"{PAGE}.plan.{row.id}.{row.version}", plan)
    prefix = f"{PAGE}.plan.{row.id}.{row.version}.{turn}"
    with st.form(f"{prefix}.form", border=False):
        texts: dict[date, str] = {}
        with st.grid(6, min_column_width=MIN_CELL, gap="xsmall") as grid:
            for one in start:
                with grid.cell():
                    texts[one.month] = st.text_input(
                        month_words(one.month),
                        value=f"{one.amount:,.2f}",
                        key=f"{prefix}.{one.month:%Y%m}",
                    )
        since = st.date_input(
            t("Counts from"), value=None, format="YYYY-MM-DD", key=f"{prefix}.since",
            help=t("By default today. Indicators for earlier days keep the former plan."),
        )  # fmt: skip
        reason = st.text_input(t("Reason"), key=f"{prefix}.reason", max_chars=500)
        st.caption(
            t("The budget becomes the sum of its months. Now: {amount}",
              amount=plain(money(row.amount, row.currency)))
        )  # fmt: skip
        saved = st.form_submit_button(t("Save the plan"), key=f"{prefix}.save")
    if saved:
        with reported():
            _save(row, texts, since, reason)


def _ways(row: BudgetRow) -> None:
    """Fill the months evenly or as last year ran; nothing is saved yet."""
    with st.container(horizontal=True, key=f"{PAGE}.plan.ways"):
        for way, name in PLAN_WAY_NAMES.items():
            if st.button(t(name), key=f"{PAGE}.plan.way.{way}", type="tertiary"):
                with reported(), page_uow() as ctx:
                    found = suggest_plan(ctx, row.id, PlanWay(way))
                    st.session_state[f"{PAGE}.plan.{row.id}.{row.version}"] = found
                    st.session_state[f"{PAGE}.plan.turn"] += 1
                    st.rerun()


def _save(row: BudgetRow, texts: dict[date, str], since: date | None, reason: str) -> None:
    amounts: dict[date, Decimal | None] = {
        month: amount_of(text) if text.strip() else Decimal(0) for month, text in texts.items()
    }
    wrong = [month for month, amount in amounts.items() if amount is None]
    if wrong:
        st.warning(
            t("{months}: this is no amount.", months=", ".join(map(month_words, wrong))),
            icon=":material/info:",
        )
        return
    plan = tuple(PlanMonth(month=m, amount=a) for m, a in amounts.items() if a is not None)
    values: dict[str, Any] = {"plan": plan, "reason": reason or None}
    patch = BudgetPatch(**values, **({"effective_on": since} if since else {}))
    submit(lambda ctx: update_budget(ctx, row.id, patch, expected_version=row.version))
    toast(t("Saved."))
    st.rerun()
