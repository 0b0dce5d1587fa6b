"""The four figures at the top, each with its change and the way to its records."""

from __future__ import annotations

from decimal import Decimal

import streamlit as st

from core.dashboards import Figures, Overview
from core.kit.i18n import t
from pages.ui.format import money, percent, short_money
from pages.ui.overview.links import RECORDS, Place

FIGURE_WIDTH = 190  # pixels: whole in English as well


def figures(found: Overview, place: Place) -> None:
    """Revenue with its margin, cash in and out, net."""
    now, before = found.now, found.before
    margin = t("Gross margin {rate}", rate=percent(now.gross_margin))
    revenue = place.records(direction="income", category_kind="revenue,uncategorised")
    money_in, money_out = place.records(direction="income"), place.records(direction="expense")
    with st.grid(4, min_column_width=FIGURE_WIDTH):
        _figure(t("Revenue"), now.revenue, before.revenue, revenue, good="up", below=margin)
        _figure(t("Cash in"), now.income, before.income, money_in, good="up")
        _figure(t("Cash out"), now.expense, before.expense, money_out, good="down")
        _figure(t("Net"), now.net, before.net, place.records(), good="up")
    _notes(now)


def _figure(  # one figure is one card
    title: str,
    now: Decimal,
    before: Decimal,
    link: dict[str, str],
    *,
    good: str,
    below: str = "",
) -> None:
    with st.container(border=True, gap="xsmall", height="stretch"):
        st.metric(
            title,
            short_money(now),
            _change(now, before),
            delta_color="normal" if good == "up" else "inverse",
            help=f"{money(now)}  \n{t('Before: {amount}', amount=money(before))}",
        )
        if below:
            st.caption(below)
        st.page_link(RECORDS, label=t("See records"), query_params=link)


def _change(now: Decimal, before: Decimal) -> str | None:
    """The relative change; None where there was nothing before."""
    return None if not before else f"{(now - before) / abs(before) * 100:+,.1f}%"


def _notes(now: Figures) -> None:
    """What is in none of the figures, and what is not sorted yet."""
    if now.without_rate:
        st.caption(
            t(
                "{count} records have no exchange rate for their day and are not in these figures.",
                count=now.without_rate,
            )
        )
    if now.unsorted_share:
        share = percent(now.unsorted_share)
        st.caption(t("{share} of revenue and cost has no category yet.", share=share))
