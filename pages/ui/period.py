"""Which days a screen is about: from one to another (`period_picker`), or one day (`day_box`, with
`day_of` and `day_text` for the address). The choice stands in the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import streamlit as st

from core.kit.clock import utc_now
from core.kit.i18n import N_, t
from core.kit.periods import Period, fiscal_year_start, month_start, resolve_period, today
from pages.ui.filters import FILTER_WIDTH, choice_box
from pages.ui.format import day
from pages.ui.session import current_company
from pages.ui.url import filters_in_url, read_day, write_filters

THIS_MONTH, LAST_MONTH, LAST_QUARTER, YEAR, ROLLING, CUSTOM = (
    "this_month",
    "last_month",
    "last_quarter",
    "year_to_date",
    "last_12_months",
    "custom",
)
PRESETS: dict[str, str] = {
    THIS_MONTH: N_("This month"),
    LAST_MONTH: N_("Last month"),
    LAST_QUARTER: N_("Last quarter"),
    YEAR: N_("Year to date"),
    ROLLING: N_("Last 12 months"),
    CUSTOM: N_("Other days"),
}


@dataclass(frozen=True)
class PickedPeriod:
    """Days from `start` to `end`, both included, and what to call them (translated)."""

    start: date
    end: date
    name: str

    @property
    def period(self) -> Period:
        """The days alone."""
        return Period(self.start, self.end)


def period_picker(page: str, *, default: str = THIS_MONTH) -> PickedPeriod:
    """A row of presets and, for other days, two dates. `page` prefixes the widget keys."""
    filters_in_url(
        page,
        {
            "period": lambda text: text if text in PRESETS else default,
            "from": read_day,
            "to": read_day,
        },
    )
    words = {code: t(name) for code, name in PRESETS.items()}
    with st.container(
        horizontal=True, vertical_alignment="bottom", width="content", key=f"{page}.period_bar"
    ):
        chosen = choice_box(page, "period", t("Period"), words)
        picked = _custom(page) if chosen == CUSTOM else _preset(chosen)
    write_filters(
        page,
        {
            "period": "" if chosen == default else chosen,
            "from": picked.start.isoformat() if chosen == CUSTOM else "",
            "to": picked.end.isoformat() if chosen == CUSTOM else "",
        },
    )
    return picked


def _custom(page: str) -> PickedPeriod:
    now = company_today()
    for name, fallback in (("from", now.replace(day=1)), ("to", now)):
        if st.session_state.get(f"{page}.{name}") is None:
            st.session_state[f"{page}.{name}"] = fallback
    with st.container(width=FILTER_WIDTH):
        start = st.date_input(t("From"), key=f"{page}.from", format="YYYY-MM-DD")
    with st.container(width=FILTER_WIDTH):
        end = st.date_input(t("To"), key=f"{page}.to", format="YYYY-MM-DD", min_value=start)
    return PickedPeriod(start, max(start, end), f"{day(start)} – {day(max(start, end))}")


def _preset(name: str) -> PickedPeriod:
    now, first = company_today(), current_company().fiscal_year_start
    this = month_start(now)
    quarter = resolve_period("quarter_to_date", now, first).start
    spans = {
        THIS_MONTH: (this, month_start(now, back=-1) - timedelta(days=1)),
        LAST_MONTH: (month_start(now, back=1), this - timedelta(days=1)),
        LAST_QUARTER: (month_start(quarter, back=3), quarter - timedelta(days=1)),
        YEAR: (fiscal_year_start(now, first), now),
        ROLLING: (month_start(now, back=11), now),
    }
    return PickedPeriod(*spans[name], t(PRESETS[name]))


def day_box(page: str, title: str) -> date:
    """The day figures are for, under the key `"{page}.as_of"`."""
    with st.container(width=FILTER_WIDTH):
        chosen = st.date_input(title, key=f"{page}.as_of", format="YYYY-MM-DD")
    return chosen if isinstance(chosen, date) else company_today()


def day_of(text: str) -> date:
    """The day an address names, today without one."""
    return read_day(text) or company_today()


def day_text(chosen: date) -> str:
    """The day as an address names it; today goes without saying."""
    return "" if chosen == company_today() else chosen.isoformat()


def company_today() -> date:
    """The calendar day where the company is."""
    return today(utc_now(), current_company().timezone)
