"""Figures of a budget, a department or the company, each with the way to its records."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.finance import BudgetUse
from core.kit.i18n import t
from pages.ui.budgets.words import Names, method_words, missing_words, records_of
from pages.ui.format import day, money, percent, short_money
from pages.ui.overview.links import RECORDS, category_code
from pages.ui.plain import plain

WIDTH = 190  # pixels: whole in English as well


def four_figures(use: BudgetUse, as_of: date, *, records: bool = True) -> None:
    """Budget, used, remaining and forecast."""
    planned = t("Plan to {day}: {amount}", day=day(as_of), amount=short_money(use.planned))
    rate = t("{rate} of the budget", rate=percent(use.rate))
    link = records_of(use, as_of) if records else None
    with st.grid(4, min_column_width=WIDTH, gap="small", border=True) as grid:
        with grid.cell():
            _figure(t("Budget"), use.total, planned)
        with grid.cell():
            _figure(t("Used"), use.used, rate, link)
        with grid.cell():
            _figure(t("Remaining"), use.remaining)
        with grid.cell():
            _figure(t("Forecast at the end"), use.forecast, method_words(use))
    if words := missing_words(use):
        st.caption(words)


def _figure(
    title: str, amount: object, below: str = "", link: dict[str, str] | None = None
) -> None:
    with st.container(gap="xxsmall"):
        st.metric(title, short_money(amount), help=money(amount))  # type: ignore[arg-type]
        if below:
            st.caption(below)
        if link and amount is not None:
            st.page_link(RECORDS, label=t("See records"), query_params=link)


def spent_on(use: BudgetUse, as_of: date, known: Names, *, most: int = 12) -> None:
    """What each category used of it, each line a way to its records."""
    if not use.categories:
        st.caption(t("Nothing has been used yet."))
    for one in use.categories[:most]:
        share = one.used / use.used if use.used else None
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.page_link(
                RECORDS,
                label=plain(known.category(one.category_id)),
                query_params=records_of(use, as_of, category_id=category_code(one.category_id)),
                width="content",
            )
            st.markdown(f"{plain(money(one.used))} · {percent(share)}", width="content")
