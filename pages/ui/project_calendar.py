"""A month of milestones and project ends; on a phone a list of the days that have some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import streamlit as st

from core.kit.i18n import t
from core.kit.periods import month_start
from core.projects import (
    MILESTONE_STATUS_NAMES,
    Entry,
    EntryKind,
    MilestoneStatus,
    Month,
    project_month,
)
from pages.ui.errors import part
from pages.ui.format import day, month_name, number, weekday
from pages.ui.lists import RecordList, list_query
from pages.ui.notices import show_toasts
from pages.ui.period import company_today
from pages.ui.project_gantt import MARK_TONES
from pages.ui.session import page_uow
from pages.ui.url import open_record, read_day

HERE = Path(__file__).parent
MONTH = "month"
SHOWN = 4  # entries of a day before "more"
SATURDAY = 5
YEARS = (1900, 2999)
_CALENDAR = st.components.v2.component(
    "selfmastery_calendar",
    html='<div class="calendar"></div>',
    css=(HERE / "calendar.css").read_text(encoding="utf-8"),
    js=(HERE / "calendar.js").read_text(encoding="utf-8"),
)


@part
def calendar_view(spec: RecordList) -> None:
    """What a month brings for the projects that match the list's search and filters."""
    show_toasts()
    toolbar = st.container(horizontal=True, vertical_alignment="bottom", key=f"{spec.page}.bar")
    query = list_query(spec, toolbar)
    first = _turned(spec, shown_month(st.query_params.get(MONTH, ""), company_today()))
    last = month_start(first, back=-1) - timedelta(days=1)
    with page_uow() as ctx:
        found = project_month(ctx, query, first, last)
    if found.total > len(found.entries):
        st.caption(
            t(
                "The first {shown} of {all} dates are shown. Narrow the list to see the others.",
                shown=number(len(found.entries)),
                all=number(found.total),
            )
        )
    if not found.entries:
        st.caption(t("No milestone and no planned end in this month."))
    data = calendar_data(found)
    opened = _CALENDAR(key=f"{spec.page}.calendar", data=[data], on_open_change=_nothing)
    if opened.open:
        open_record(opened.open)
        st.rerun()


def shown_month(text: str, today: date) -> date:
    """The first day of the month the address names ("2026-06"), else of the one today lies in."""
    first = read_day(f"{text}-01")
    if first is None or not YEARS[0] < first.year < YEARS[1]:
        return month_start(today)
    return first


def _turned(spec: RecordList, first: date) -> date:
    """The month with its buttons; what they lead to stands in the address."""
    key = f"{spec.page}.month"
    with st.container(horizontal=True, vertical_alignment="center", key=key):
        back = st.button(
            t("Previous month"), icon=":material/chevron_left:", type="tertiary", key=f"{key}.back"
        )
        st.markdown(f"**{month_name(first)}**", width="content")
        forward = st.button(
            t("Next month"), icon=":material/chevron_right:", type="tertiary", key=f"{key}.next"
        )
        now = first != month_start(company_today()) and st.button(
            t("This month"), type="tertiary", key=f"{key}.now"
        )
    if back or forward:
        st.query_params[MONTH] = f"{month_start(first, back=1 if back else -1):%Y-%m}"
        st.rerun(scope="fragment")
    if now:
        st.query_params.pop(MONTH, None)
        st.rerun(scope="fragment")
    return first


def calendar_data(found: Month) -> dict[str, Any]:
    """What the element draws: whole weeks from Monday on, words translated."""
    begin = found.first - timedelta(days=found.first.weekday())
    weeks = ((found.last - begin).days // 7) + 1
    entries: dict[date, list[Entry]] = defaultdict(list)
    for one in found.entries:
        entries[one.day].append(one)
    days = [begin + timedelta(days=n) for n in range(weeks * 7)]
    drawn = [_day(one, found, entries[one]) for one in days]
    return {
        "weekdays": [weekday(one) for one in days[:7]],
        "weeks": [drawn[n : n + 7] for n in range(0, len(drawn), 7)],
        "shown": SHOWN,
        "words": {"name": month_name(found.first), "more": t("{n} more", n="{n}")},
    }


def _day(when: date, found: Month, entries: Sequence[Entry]) -> dict[str, Any]:
    classes = {
        "other": when.month != found.first.month,
        "weekend": when.weekday() >= SATURDAY,
        "today": when == found.as_of,
    }
    return {
        "number": when.day,
        "long": f"{weekday(when)} {day(when)}",
        "classes": [name for name, holds in classes.items() if holds],
        "entries": [_entry(one) for one in entries],
    }


def _entry(one: Entry) -> dict[str, Any]:
    ends = one.kind is EntryKind.END
    state = _state(one)
    text = t("End of {project}", project=one.project_name) if ends else one.name
    project = "" if ends else one.project_name
    return {
        "id": one.project_id,
        "kind": "end" if ends else "milestone",
        "text": text,
        "project": project,
        "state": state,
        "tone": MARK_TONES[one.status],
        "title": "\n".join(line for line in (text, project, f"{state} · {day(one.day)}") if line),
    }


def _state(one: Entry) -> str:
    if one.kind is EntryKind.END and one.status is MilestoneStatus.DELAYED:
        return t("Past its planned end")
    return t(MILESTONE_STATUS_NAMES[one.status])


def _nothing() -> None:
    """A trigger needs a callback to exist."""
