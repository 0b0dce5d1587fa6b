"""The list of all indicators and of the signs that a project's light is judged by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from core.indicators import TARGET_NAMES, TargetType, definitions
from core.indicators.thresholds import NO_LIMITS, SIGNS, Limits, company_limits
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from pages.ui.filters import FILTER_WIDTH
from pages.ui.indicator_words import ARROWS, UNIT_NAMES, beyond
from pages.ui.list_export import table_export
from pages.ui.notices import empty_state
from pages.ui.page import page_header
from pages.ui.session import page_uow
from pages.ui.table import Column, draw_table
from pages.ui.url import filters_in_url, write_filters

PAGE = "indicators"
CODE = "code"
TARGETS: Mapping[str, str] = {str(code): name for code, name in TARGET_NAMES.items()}


@dataclass(frozen=True)
class Line:
    """One indicator, or sign of a project's light, in the list."""

    id: str
    name: str
    unit: str
    good: str
    targets: tuple[str, ...]
    amber: str
    red: str


COLUMNS = (
    Column("name"),
    Column("targets", label=N_("Computed for"), texts=TARGETS),
    Column("unit", label=N_("Unit"), texts={str(key): text for key, text in UNIT_NAMES.items()}),
    Column("good", label=N_("Good"), texts=ARROWS, phone=False),
    Column("amber", label=N_("Amber"), phone=False),
    Column("red", label=N_("Red"), phone=False),
    Column("id", label=N_("Code"), phone=False),
)


def lines(limits: Mapping[str, Limits], wanted: str, target: str | None) -> list[Line]:
    """The indicators that match; signs come last."""
    found = [
        Line(
            one.code,
            one.label(),
            str(one.unit),
            one.good,
            tuple(str(kind) for kind in one.target_types),
            *limits_in_words(limits, one.code, one.good),
        )
        for one in definitions()
    ]
    found += [
        Line(
            one.code,
            t("Light: {sign}", sign=t(one.name)),
            str(one.unit),
            one.good,
            (str(TargetType.PROJECT),),
            *limits_in_words(limits, one.code, one.good),
        )
        for one in SIGNS.values()
    ]
    return [
        line
        for line in found
        if (target is None or target in line.targets)
        and wanted.lower() in f"{line.name} {line.id}".lower()
    ]


def limits_in_words(limits: Mapping[str, Limits], code: str, good: str) -> tuple[str, str]:
    """Amber and red in short; that days are meant says the column of the unit."""
    found = limits.get(code, NO_LIMITS)
    return (
        beyond(code, found.amber, good, days=False),
        beyond(code, found.red, good, days=False),
    )


def show_library() -> None:
    """All indicators."""
    with page_header(t("Indicators"), t("Every figure is defined once. Open one to see how.")):
        pass
    kinds = {code: t(name) for code, name in TARGETS.items()}
    filters_in_url(PAGE, {"q": str, "about": lambda text: text if text in kinds else None})
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{PAGE}.bar"):
        with st.container(width=260):
            wanted = st.text_input(t("Search"), key=f"{PAGE}.q", icon=":material/search:") or ""
        with st.container(width=FILTER_WIDTH):
            about = st.selectbox(
                t("Computed for"),
                list(kinds),
                key=f"{PAGE}.about",
                format_func=lambda code: kinds.get(code, code),
                index=None,
                placeholder=t("All"),
            )
    write_filters(PAGE, {"q": wanted, "about": about or ""})

    def read(ctx: Ctx) -> list[Line]:
        return lines(company_limits(ctx), wanted.strip(), about)

    with page_uow() as ctx:
        found = read(ctx)
    if not found:
        empty_state(t("Nothing found"), key=PAGE)
        return
    opened = draw_table(
        found, COLUMNS, key=f"{PAGE}.table", name=t("Indicators"), parameter=CODE
    ).open
    table_export(PAGE, COLUMNS, read, key=PAGE, what=(wanted, about))
    if opened:
        st.query_params[CODE] = str(opened)
        st.rerun()
