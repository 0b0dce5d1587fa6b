"""The year's budgets: who is over since when and on what, departments, and one of them whole."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core.finance import BUDGET_STATE_NAMES, BudgetUse, BudgetYear, budget_year
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from pages.ui.budgets.charts import draw_budget
from pages.ui.budgets.figures import four_figures, spent_on
from pages.ui.budgets.words import (
    EXCEEDED,
    PAGE,
    STATE_TONES,
    Names,
    cause_links,
    excess,
    month_words,
    names,
    title,
)
from pages.ui.errors import card_boundary, part
from pages.ui.format import day
from pages.ui.list_export import table_export
from pages.ui.live import live_version
from pages.ui.notices import empty_state, show_toasts
from pages.ui.period import company_today
from pages.ui.plain import plain
from pages.ui.session import page_uow
from pages.ui.table import Column, draw_table
from pages.ui.url import open_record

MOST_TOLD = 5
FIGURES = (
    Column("total", "money", label=N_("Budget"), phone=False),
    Column("planned", "money", label=N_("Plan to date"), phone=False),
    Column("used", "money", label=N_("Used")),
    Column("rate", "percent", label=N_("Execution")),
    Column("remaining", "money", label=N_("Remaining"), phone=False),
    Column("forecast", "money", label=N_("Forecast"), phone=False),
    Column(
        "over_since",
        label=N_("Over since"),
        value=lambda row: month_words(row.over_since) if row.over_since else None,
    ),
    Column("state", "badge", label=N_("State"), texts=BUDGET_STATE_NAMES, tones=STATE_TONES),
)

NARROW = tuple(column for column in FIGURES if column.name != "planned")


class Line(BudgetUse):
    """A line of a table; tables want an id."""

    id: int
    place: str


@dataclass(frozen=True)
class Shown:
    """What the page is about: a fiscal year, and a department of it."""

    year: int
    department: int | None = None


@part
def overview(shown: Shown) -> None:
    """The live part: reruns by itself when data has changed."""
    show_toasts()
    live_version(f"{PAGE}.live")
    with page_uow() as ctx:
        found = budget_year(ctx, shown.year)
        known = names(ctx)
        may_edit = ctx.actor.can("budgets.edit")
    if not found.budgets:
        hint = t("Add one, copy last year’s, or import a file.") if may_edit else ""
        empty_state(t("No budgets in this year"), hint, icon=":material/savings:", key=PAGE)
        return
    chosen = _chosen(found, shown)
    if chosen is None and found.as_of <= company_today():
        _told(found, known)
    if (subject := chosen or found.company) is not None:
        four_figures(subject, found.as_of)
    if chosen is not None:
        _department(found, chosen, known)
    else:
        _departments(found, known, shown)
    _others(found, known, shown)


def _chosen(found: BudgetYear, shown: Shown) -> BudgetUse | None:
    return next((one for one in found.departments if one.department_id == shown.department), None)


def _told(found: BudgetYear, known: Names) -> None:
    """Who is over, since when, on what: the first thing on the page."""
    over = sorted(
        (one for one in found.departments if one.state in EXCEEDED),
        key=lambda one: -(one.over_by or -(one.remaining or 0)),
    )
    with card_boundary(t("Above plan on {day}", day=day(found.as_of)), key=f"{PAGE}.told"):
        if not over:
            st.caption(t("No department is above its plan."))
        for one in over[:MOST_TOLD]:
            with st.container(gap="xxsmall"):
                st.markdown(excess(one, known.place(one)))
                cause_links(one, found.as_of, known)


def _lines(uses: tuple[BudgetUse, ...], known: Names, *, whole: bool) -> list[Line]:
    return [
        Line(
            id=(one.budget_id if whole else one.department_id) or 0,
            place=title(one, known) if whole else known.place(one),
            **{name: getattr(one, name) for name in BudgetUse.model_fields},
        )
        for one in uses
    ]


def _departments(found: BudgetYear, known: Names, shown: Shown) -> None:
    if not found.departments:
        return
    columns = (Column("place", label=N_("Department")), *FIGURES)
    heading = t("Departments on {day}", day=day(found.as_of))
    st.subheader(heading, anchor=False)
    table_export(
        "budgets-departments",
        columns,
        lambda ctx: _department_lines(ctx, shown.year),
        key=f"{PAGE}.departments",
        what=shown.year,
        small=True,
    )
    lines = _lines(found.departments, known, whole=False)
    key = f"{PAGE}.departments"
    opened = draw_table(lines, columns, key=key, name=heading, parameter="department").open
    if opened is not None:
        st.session_state.pop(key, None)
        st.query_params["department"] = str(opened)
        st.rerun()


def _department_lines(ctx: Ctx, year: int) -> list[Line]:
    return _lines(budget_year(ctx, year).departments, names(ctx), whole=False)


def _budget_lines(ctx: Ctx, year: int) -> list[Line]:
    return _lines(budget_year(ctx, year).budgets, names(ctx), whole=True)


def _department(found: BudgetYear, use: BudgetUse, known: Names) -> None:
    """One department: what it is over on, month by month, and its budgets."""
    place = known.place(use)
    with card_boundary(plain(place), key=f"{PAGE}.of_department"):
        if use.state in EXCEEDED:
            st.markdown(excess(use, place))
            cause_links(use, found.as_of, known)
        left, right = st.columns([3, 2])
        with left:
            draw_budget(use, found.as_of, key=f"{PAGE}.chart.{use.department_id}")
        with right:
            st.markdown(f"**{t('Spent on')}**")
            spent_on(use, found.as_of, known, most=8)


def _others(found: BudgetYear, known: Names, shown: Shown) -> None:
    """Every budget of the year, or those of the department; a line opens the budget."""
    uses = tuple(
        one
        for one in found.budgets
        if shown.department is None or one.department_id == shown.department
    )
    if not uses:
        return
    columns = (Column("place", label=N_("Budget")), *NARROW)
    st.subheader(t("Budgets"), anchor=False)
    table_export(
        "budgets-year",
        columns,
        lambda ctx: _budget_lines(ctx, shown.year),
        key=PAGE,
        what=shown.year,
        small=True,
    )
    key = f"{PAGE}.of_year"
    opened = draw_table(_lines(uses, known, whole=True), columns, key=key, name=t("Budgets")).open
    if opened is not None:
        st.session_state.pop(key, None)
        open_record(opened)
        st.rerun()
