"""The bar charts: months, categories, departments, customers and payees; a click opens records."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from decimal import Decimal

import streamlit as st

from core.dashboards import Change, Forecast, Overview
from core.finance import CategorySums, PartySums
from core.kit.i18n import localised, t
from core.kit.periods import Period
from pages.ui.charts import (
    BAR_HEIGHT,
    BAR_MARGIN,
    EXPENSE_COLOUR,
    INCOME_COLOUR,
    MONTH_HEIGHT,
    amount_bars,
    draw_bars,
    month_bars,
)
from pages.ui.format import day, short_money
from pages.ui.overview.links import Place, category_code, open_records

TOP = 8


def months(found: Overview, place: Place, key: str) -> None:
    """Twelve months of cash in and out, and where this one will end."""
    clicked = draw_bars(
        month_bars(found.months),
        key=key,
        alt=t("Cash in and out by month"),
        height=MONTH_HEIGHT,
    )
    if found.forecast:
        st.caption(_to_month_end(found.forecast))
    if clicked is None or clicked[1] >= len(found.months):
        return
    side, index = clicked
    start = found.months[index].month
    last = start.replace(day=calendar.monthrange(start.year, start.month)[1])
    span = place.over(Period(start, min(last, found.months_period.end)))
    open_records(key, span.records(direction=("income", "expense")[side]))


def _to_month_end(guess: Forecast) -> str:
    return t(
        "To the end of the month, if the days after {day} bring what they brought in the last"
        " {months} months: in {income}, out {expense}, net {net}.",
        day=day(guess.as_of),
        months=guess.months,
        income=short_money(guess.income),
        expense=short_money(guess.expense),
        net=short_money(guess.net),
    )


def category_name(row: CategorySums | Change) -> str:
    """The category in the reader's language."""
    return localised(row.name_zh, row.name_en) or t("Uncategorised")


def categories(found: Overview, place: Place, key: str) -> None:
    """Where the money went."""
    top = sorted((row for row in found.categories if row.expense), key=lambda row: -row.expense)
    top = top[:TOP]
    names = [category_name(row) for row in top]
    index = _bars(key, t("Expense by category"), names, [row.expense for row in top])
    if index is not None:
        code = category_code(top[index].category_id)
        open_records(key, place.records(direction="expense", category_id=code))


def departments(found: Overview, names: dict[int, str], place: Place, key: str) -> None:
    """Which department spent it."""
    top = sorted((row for row in found.departments if row.expense), key=lambda row: -row.expense)
    top = top[:TOP]
    words = [
        t("No department") if row.department_id is None else names.get(row.department_id, "–")
        for row in top
    ]
    index = _bars(key, t("Expense by department"), words, [row.expense for row in top])
    if index is not None:
        chosen = top[index].department_id
        link = place.records(direction="expense", home_department=category_code(chosen))
        open_records(key, link)


def parties(rows: Sequence[PartySums], direction: str, place: Place, key: str) -> None:
    """The largest customers (income) or payees (expense)."""
    title = t("Top customers") if direction == "income" else t("Top costs")
    names = [row.name or t("Without a name") for row in rows]
    amounts = [row.now for row in rows]
    index = _bars(key, title, names, amounts, income=direction == "income")
    if index is not None:
        row = rows[index]
        link = place.records(direction=direction)
        if row.customer_id is not None:
            link["customer_id"] = str(row.customer_id)
        elif row.name:
            link["counterparty"] = row.name
        open_records(key, link)


def _bars(
    key: str,
    title: str,
    names: Sequence[str],
    amounts: Sequence[Decimal],
    *,
    income: bool = False,
) -> int | None:
    """Draw a bar for each name; the index of one that was just clicked."""
    if not names:
        st.caption(t("Nothing in this period."))
        return None
    colour = INCOME_COLOUR if income else EXPENSE_COLOUR
    clicked = draw_bars(
        amount_bars(amounts, names, title, colour),
        key=key,
        alt=title,
        height=len(names) * BAR_HEIGHT + BAR_MARGIN,
    )
    return clicked[1] if clicked is not None and clicked[1] < len(names) else None
