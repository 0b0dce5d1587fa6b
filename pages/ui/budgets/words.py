"""Words, names and links of budgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from core.finance import BUDGET_STATE_NAMES, METHOD_NAMES, BudgetState, BudgetUse, Cause
from core.kit.context import Ctx
from core.kit.i18n import t
from pages.ui.choices import category_choices, department_choices, project_choices
from pages.ui.fields import Choices
from pages.ui.format import day, money, short_money
from pages.ui.overview.links import RECORDS, category_code
from pages.ui.plain import plain

PAGE = "budgets"
STATE_COLOURS: dict[BudgetState, Any] = {
    BudgetState.OVER: "red",
    BudgetState.AHEAD: "orange",
    BudgetState.HEADING: "yellow",
    BudgetState.WITHIN: "green",
}
STATE_TONES: Mapping[Any, Any] = {
    "over": "bad",
    "ahead": "bad",
    "heading": "warn",
    "within": "good",
}
EXCEEDED = (BudgetState.OVER, BudgetState.AHEAD)


@dataclass(frozen=True)
class Names:
    """Departments, projects and categories by id."""

    departments: Choices = field(default_factory=dict)
    projects: Choices = field(default_factory=dict)
    categories: Choices = field(default_factory=dict)

    def place(self, use: BudgetUse) -> str:
        """What the budget is for: department, project, category; else the company."""
        parts = (
            self.departments.get(use.department_id),
            self.projects.get(use.project_id),
            self.categories.get(use.category_id),
        )
        return " · ".join(part for part in parts if part) or t("Company")

    def category(self, category_id: int | None) -> str:
        """The category in the reader's language."""
        known = self.categories.get(category_id) if category_id is not None else None
        return known or t("Uncategorised")


def names(ctx: Ctx) -> Names:
    """All names the reader may see."""
    return Names(department_choices(ctx), project_choices(ctx), category_choices(ctx))


def records_of(
    use: BudgetUse,
    as_of: date,
    *,
    since: date | None = None,
    until: date | None = None,
    **more: str,
) -> dict[str, str]:
    """The address of the records a budget counts, all of them or of some days."""
    link = {
        "date_from": max(since or use.period_start, use.period_start).isoformat(),
        "date_to": min(until or as_of, use.period_end, as_of).isoformat(),
        "direction": "expense",
        "in_sums": "true",
    }
    if use.project_id is not None:
        link["project_id"] = str(use.project_id)
    elif use.department_id is not None:
        link["home_department"] = str(use.department_id)
    if use.category_id is not None:
        link["in_category"] = str(use.category_id)
    return {**link, **more}


def month_words(month: date) -> str:
    """A month: 2026-08."""
    return f"{month:%Y-%m}"


def excess(use: BudgetUse, place: str) -> str:
    """Who is over, by how much, since when, as Markdown."""
    amount = f":red[**{plain(short_money(use.over_by))}**]"
    if use.over_since is None:
        return t(
            "**{place}** is {amount} over its budget",
            place=plain(place),
            amount=f":red[**{plain(short_money(-(use.remaining or Decimal(0))))}**]",
        )
    return t(
        "**{place}** is {amount} above its plan since {month}",
        place=plain(place),
        amount=amount,
        month=month_words(use.over_since),
    )


def cause_links(use: BudgetUse, as_of: date, known: Names) -> None:
    """The categories behind an excess, each with the way to its records."""
    with st.container(horizontal=True, gap="small"):
        for cause in use.causes:
            st.page_link(
                RECORDS,
                label=f"{plain(known.category(cause.category_id))} +{short_money(cause.more)}",
                help=_cause_help(cause, use),
                query_params=records_of(
                    use,
                    as_of,
                    since=use.over_since,
                    category_id=category_code(cause.category_id),
                ),
                width="content",
            )


def _cause_help(cause: Cause, use: BudgetUse) -> str:
    return t(
        "{used} since {month}; {more} more than the months before were on average.",
        used=money(cause.used),
        month=month_words(use.over_since) if use.over_since else "–",
        more=money(cause.more),
    )


def state_words(use: BudgetUse) -> str:
    """The state in words."""
    return t(BUDGET_STATE_NAMES[use.state]) if use.state else "–"


def method_words(use: BudgetUse) -> str:
    """How the forecast was made."""
    return t(METHOD_NAMES[use.method]) if use.method else ""


def missing_words(use: BudgetUse) -> str:
    """Why there are no figures, or which records are in none; empty where all is there."""
    if use.hidden:
        return t("You may not see all records of this budget, so it has no figures here.")
    if use.total is None:
        return t("There is no exchange rate of {currency}, or its amount is hidden from you.",
                 currency=use.currency)  # fmt: skip
    if use.without_rate:
        return t(
            "{count} records have no exchange rate for their day and are not in these figures.",
            count=use.without_rate,
        )
    return ""


def title(use: BudgetUse, known: Names) -> str:
    """The budget's own name, else what it is for with its days."""
    days = f"{day(use.period_start)} – {day(use.period_end)}"
    return use.name or f"{known.place(use)} · {days}"
