"""Departments side by side with their lights, and one of them with its course."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import streamlit as st

from core.dashboards.departments import (
    DEPARTMENT_FIGURES,
    DepartmentFigure,
    DepartmentPerformance,
    department_performance,
)
from core.indicators import TargetType, Unit, definition
from core.indicators.courses import course
from core.indicators.thresholds import NO_LIMITS, Light, company_limits
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from core.kit.periods import PeriodName, month_start
from pages.ui.alert_fields import PERIOD_NAMES
from pages.ui.alert_words import figure
from pages.ui.choices import people_choices, translated
from pages.ui.filters import choice_box
from pages.ui.format import short_money
from pages.ui.indicator_links import INDICATORS, explain_link, indicator_address
from pages.ui.indicator_trend import draw_course
from pages.ui.lights import LIGHT_TONES, draw_light, light_badge, light_column
from pages.ui.list_export import table_export
from pages.ui.notices import empty_state
from pages.ui.page import page_header
from pages.ui.period import day_box, day_of, day_text
from pages.ui.plain import plain
from pages.ui.session import page_uow
from pages.ui.table import Column, Kind, Names, draw_table
from pages.ui.url import close_record, filters_in_url, open_record, write_filters
from pages.ui.views import view_switch

PAGE = "performance"
SORT = "sort"
INDENT = "\u2003"
KINDS: dict[Unit, Kind] = {Unit.MONEY: "money", Unit.RATIO: "percent"}


@dataclass(frozen=True)
class Asked:
    """The day the figures are for, and the period of those that run over one."""

    as_of: date
    period: str


@dataclass(frozen=True)
class FigureColumn(Column):
    """A figure of a department, coloured by its light."""

    def cell(self, row: Any, names: Names) -> dict[str, str]:
        """Short on the screen, exact in the title."""
        one: DepartmentFigure = row.figures[self.name]
        shown, exact = _texts(self.name, one, row.currency)
        cell = {"text": shown}
        if shown != exact:
            cell["title"] = exact
        if one.light is not Light.NONE:
            cell["tone"] = LIGHT_TONES[one.light]
        return cell


def _texts(code: str, one: DepartmentFigure, currency: str) -> tuple[str, str]:
    """The figure in few digits where it is an amount, and as it is."""
    exact = figure(code, one.value, currency)
    is_money = definition(code).unit is Unit.MONEY
    return short_money(one.value, currency) if is_money else exact, exact


SHORT = {
    "budget_execution_rate": N_("Budget used"),
    "project_completion_rate": N_("Completion rate"),
    "customer_satisfaction": N_("Satisfaction"),
}
"""Headings of columns whose indicator has a long name."""


def _figure_column(code: str) -> FigureColumn:
    indicator = definition(code)
    return FigureColumn(
        code,
        KINDS.get(indicator.unit, "number"),
        label=SHORT.get(code, indicator.name),
        value=lambda row: row.figures[code].value,
        currency="currency" if indicator.unit is Unit.MONEY else None,
        right=True,
        opens=True,
    )


FIGURES = tuple(_figure_column(code) for code in DEPARTMENT_FIGURES)
LIGHT = light_column(value=lambda row: None if row.light is Light.NONE else row.light)
SORTS = {"name": None, **dict.fromkeys(DEPARTMENT_FIGURES)}


def _columns(*, in_tree: bool) -> tuple[Column, ...]:
    def name(row: DepartmentPerformance) -> str:
        return INDENT * row.depth + row.name

    head = Column("name", label=N_("Department"), value=name if in_tree else None)
    return (head, LIGHT, *FIGURES, Column("manager_id", phone=False))


def question_bar() -> Asked:
    """Day and period; both stand in the address."""
    words = translated(PERIOD_NAMES)
    standard = PeriodName.YEAR_TO_DATE.value
    filters_in_url(
        PAGE,
        {
            "period": lambda text: text if text in words else standard,
            "as_of": day_of,
        },
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{PAGE}.bar"):
        period = choice_box(PAGE, "period", t("Period"), words)
        day = day_box(PAGE, t("As of"))
    write_filters(
        PAGE,
        {
            "period": "" if period == standard else period,
            "as_of": day_text(day),
        },
    )
    return Asked(day, period)


def loaded(asked: Asked) -> Callable[[Ctx], list[DepartmentPerformance]]:
    """Reads the departments of a question."""
    return lambda ctx: department_performance(ctx, as_of=asked.as_of, period=asked.period)


def departments_view() -> None:
    """All departments the reader may see."""
    with page_header(t("Department performance")):
        pass
    asked = question_bar()
    with page_uow() as ctx:
        rows, names = loaded(asked)(ctx), {"manager_id": people_choices(ctx)}
    if not rows:
        empty_state(
            t("No department whose amounts you may see"),
            t("Departments stand side by side here, with their figures and lights."),
            icon=":material/leaderboard:",
        )
        return
    st.caption(
        t(
            "Each department’s own figures, without those below it. A figure opens how it is "
            "computed and what is behind it; a line opens the department."
        )
    )
    _table(rows, names, asked)


def _table(rows: Sequence[DepartmentPerformance], names: Names, asked: Asked) -> None:
    key, wanted = f"{PAGE}.table", st.query_params.get(SORT, "")
    in_tree = wanted.removeprefix("-") not in DEPARTMENT_FIGURES

    def sort() -> None:
        st.query_params[SORT] = st.session_state[key].sort

    found = draw_table(
        sorted_rows(rows, wanted),
        _columns(in_tree=in_tree),
        key=key,
        name=t("Department performance"),
        names=names,
        sorts=SORTS,
        sort=wanted if not in_tree else "name",
        on_sort=sort,
    )
    table_export(
        "departments", _columns(in_tree=False), loaded(asked), key=PAGE, names=names, what=asked
    )
    if found.cell:
        row_id, code = found.cell
        _open_figure(code, int(row_id), asked)
    elif found.open:
        open_record(found.open)
        st.rerun()


def _open_figure(code: str, row_id: int, asked: Asked) -> None:
    address = indicator_address(
        code, TargetType.DEPARTMENT, row_id, as_of=asked.as_of, period=asked.period
    )
    st.switch_page(INDICATORS, query_params=address)


def sorted_rows(rows: Sequence[DepartmentPerformance], wanted: str) -> list[DepartmentPerformance]:
    """By a figure, what has none last; in tree order for anything else."""
    code = wanted.removeprefix("-")
    if code not in DEPARTMENT_FIGURES:
        return list(rows)

    def value(row: DepartmentPerformance) -> Decimal:
        found = row.figures[code].value
        assert found is not None
        return found

    known = [row for row in rows if row.figures[code].value is not None]
    empty = [row for row in rows if row.figures[code].value is None]
    return sorted(known, key=value, reverse=wanted.startswith("-")) + empty


def department_view(department_id: int) -> None:
    """One department: its figures with their lights, and how one of them moved."""
    if st.button(
        t("Department performance"), icon=":material/arrow_back:", type="tertiary",
        key=f"{PAGE}.back",
    ):  # fmt: skip
        close_record()
        st.rerun()
    header = st.container()
    asked = question_bar()
    with page_uow() as ctx:
        rows = loaded(asked)(ctx)
    row = next((one for one in rows if one.id == department_id), None)
    if row is None:
        empty_state(t("No department whose amounts you may see"), icon=":material/leaderboard:")
        return
    badge = None if row.light is Light.NONE else light_badge(row.light)
    with header, page_header(plain(row.name), badge=badge):
        pass
    _figures(row, asked)
    _trend(row, asked)


def _figures(row: DepartmentPerformance, asked: Asked) -> None:
    with st.grid(3, min_column_width=210) as grid:
        for code, one in row.figures.items():
            with grid.cell(), st.container(border=True, height="stretch", gap="xsmall"):
                _figure(row, code, one, asked)


def _figure(row: DepartmentPerformance, code: str, one: DepartmentFigure, asked: Asked) -> None:
    shown, exact = _texts(code, one, row.currency)
    st.metric(definition(code).label(), shown, help=exact)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if one.light is not Light.NONE:
            draw_light(one.light)
        explain_link(
            code,
            TargetType.DEPARTMENT,
            row.id,
            label=t("What is behind it"),
            as_of=asked.as_of,
            period=asked.period,
        )


def _trend(row: DepartmentPerformance, asked: Asked) -> None:
    words = {code: definition(code).name for code in DEPARTMENT_FIGURES}
    st.subheader(t("Last 12 months"), anchor=False)
    code = view_switch(f"{PAGE}.trend", words, name="figure", label=N_("Figure"))
    with page_uow() as ctx:
        found = course(
            ctx,
            code,
            target_type=TargetType.DEPARTMENT,
            target_id=row.id,
            start=month_start(asked.as_of, back=11),
            end=asked.as_of,
            step="month",
            period=asked.period,
        )
        limits = company_limits(ctx).get(code, NO_LIMITS)
    draw_course(code, found, limits, key=f"{PAGE}.chart")
