"""All projects over time: a line each from start to end, its progress, milestones and baseline.

An element of our own instead of a chart: names are links, lines grow with the page, and on a
phone the name stands above its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from pathlib import Path
from typing import Any

import streamlit as st

from core.kit.i18n import N_, t
from core.kit.periods import month_start
from core.projects import (
    MILESTONE_STATUS_NAMES,
    PROJECT_STATUS_NAMES,
    Line,
    Mark,
    ProjectStatus,
    Timeline,
    project_timeline,
)
from pages.ui.errors import part
from pages.ui.format import day, percent
from pages.ui.lists import SORT, RecordList, list_query, nothing_matches, page_foot
from pages.ui.notices import show_toasts
from pages.ui.session import page_uow
from pages.ui.table import Tone
from pages.ui.url import open_record

HERE = Path(__file__).parent
LINES = 25  # a page
SHORTEST = 30  # days the scale has at least
MOST_TICKS, MOST_LABELS = 13, 5
WIDE, NARROW = (9, 3), (19, 6)  # per cent of the scale that two labels take
STEPS = (1, 2, 3, 6, 12, 24, 60, 120)  # months
TONES: Mapping[str, Tone] = {
    "active": "accent",
    "completed": "good",
    "paused": "warn",
    "planning": "plain",
}
MARK_TONES: Mapping[str, Tone] = {
    "completed": "good",
    "delayed": "bad",
    "in_progress": "accent",
    "not_started": "plain",
}
LEGEND = (
    ("bar", "accent", N_("Start to planned end, filled: progress")),
    ("late", "", N_("Past its planned end")),
    ("mark", "good", N_("Milestone reached")),
    ("mark", "bad", N_("Delayed")),
    ("mark", "accent", N_("In progress")),
    ("mark", "plain", N_("Not started")),
    ("base", "", N_("Baseline")),
)
_GANTT = st.components.v2.component(
    "selfmastery_gantt",
    html='<div class="gantt"></div>',
    css=(HERE / "gantt.css").read_text(encoding="utf-8"),
    js=(HERE / "gantt.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Scale:
    """The days from `first` to `last` laid over 0-100 per cent."""

    first: date
    last: date

    def at(self, when: date) -> float:
        """Where a day begins."""
        return round((when - self.first).days / max(1, (self.last - self.first).days) * 100, 3)

    def ticks(self) -> list[dict[str, Any]]:
        """The firsts of months, as many as there is room for; `major` ones also on a phone."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        step = next((one for one in STEPS if months / one <= MOST_TICKS), STEPS[-1])
        begin = month_start(self.first, back=(self.first.month - 1) % step)
        days = (month_start(begin, back=-step * n) for n in range(ceil(months / step) + 1))
        shown = [one for one in days if self.first <= one < self.last]
        every = ceil(len(shown) / MOST_LABELS) or 1
        return [
            {"at": self.at(one), "label": f"{one:%Y-%m}", "major": n % every == 0}
            for n, one in enumerate(shown)
        ]


@part
def gantt_view(spec: RecordList) -> None:
    """The projects that match the list's search and filters, a page of lines."""
    show_toasts()
    toolbar = st.container(horizontal=True, vertical_alignment="bottom", key=f"{spec.page}.bar")
    query = list_query(spec, toolbar, size=LINES)
    with page_uow() as ctx:
        found = project_timeline(ctx, query)
    if not found.lines:
        nothing_matches(spec, query)
        return
    if SORT not in st.query_params:  # the page of the latest, drawn in the order of time
        lines = sorted(found.lines, key=lambda one: (one.start_date, one.id))
        found = found.model_copy(update={"lines": tuple(lines)})
    if found.left_out:
        st.caption(
            t(
                "{shown} of {all} milestones are drawn, those nearest to today. Narrow the list to "
                "see the others.",
                shown=found.milestones - found.left_out,
                all=found.milestones,
            )
        )
    opened = _GANTT(key=f"{spec.page}.gantt", data=[gantt_data(found)], on_open_change=_nothing)
    page_foot(spec, found.total, size=LINES)
    if opened.open:
        open_record(opened.open)
        st.rerun()


def gantt_data(found: Timeline) -> dict[str, Any]:
    """What the element draws: places in per cent, words translated."""
    scale = scale_of(found)
    today = scale.at(found.as_of)
    return {
        "ticks": [{**one, "near": _near(one["at"], today)} for one in scale.ticks()],
        "today": today,
        "rows": [_row(one, scale, found.as_of) for one in found.lines],
        "words": {
            "name": t("Projects over time"),
            "today": t("Today"),
            "legend": [[kind, tone, t(text)] for kind, tone, text in LEGEND],
        },
    }


def _near(tick: float, today: float) -> str:
    """Where the label of today would cover the one of a tick: everywhere, or on a phone."""
    if today - WIDE[0] < tick < today + WIDE[1]:
        return "near"
    return "nearby" if today - NARROW[0] < tick < today + NARROW[1] else ""


def scale_of(found: Timeline) -> Scale:
    """Every line with its marks, and today, with a little room around."""
    days = {found.as_of}
    for line in found.lines:
        known = (line.start_date, line.end_date, line.actual_end_date, line.baseline_end)
        days |= {one for one in known if one}
        days |= {one for mark in line.marks for one in (mark.day, mark.baseline_date) if one}
    first, last = min(days), max(days)
    room = timedelta(days=max((last - first).days // 50, 2))
    return Scale(first - room, max(last + room, first + timedelta(days=SHORTEST)))


def _row(line: Line, scale: Scale, today: date) -> dict[str, Any]:
    end = line.actual_end_date or line.end_date
    left, right = scale.at(line.start_date), scale.at(end or max(today, line.start_date))
    status = t(PROJECT_STATUS_NAMES[line.status])
    told = f"{status} · {percent(line.progress / 100, 0)}"
    ends = t("no planned end") if end is None else day(end)
    return {
        "id": line.id,
        "name": line.name,
        "sub": f"{told} · {ends}",
        "left": left,
        "width": round(right - left, 3),
        "open": end is None,
        "progress": float(line.progress),
        "tone": TONES[line.status],
        "title": f"{line.name}\n{told}\n{day(line.start_date)} – {ends}",
        "late": _late(line, scale, today),
        **_was(line, scale, end),
        "marks": [_mark(one, scale) for one in line.marks],
    }


def _late(line: Line, scale: Scale, today: date) -> list[float] | None:
    """From the planned end to today, or to the actual end."""
    if line.end_date is None or line.status is ProjectStatus.PAUSED:
        return None
    until = line.actual_end_date or today
    if until <= line.end_date:
        return None
    left = scale.at(line.end_date)
    return [left, round(scale.at(until) - left, 3)]


def _was(line: Line, scale: Scale, end: date | None) -> dict[str, Any]:
    """The end of the baseline, where it is another one."""
    if line.baseline_end is None or line.baseline_end == end:
        return {"was": None, "was_title": ""}
    title = t("End in the baseline: {day}", day=day(line.baseline_end))
    return {"was": scale.at(line.baseline_end), "was_title": title}


def _mark(mark: Mark, scale: Scale) -> dict[str, Any]:
    status = t(MILESTONE_STATUS_NAMES[mark.status])
    moved = mark.baseline_date is not None and mark.baseline_date != mark.day
    title = f"{mark.name}\n{status} · {day(mark.day)}"
    if moved:
        title = f"{title}\n{t('Baseline')} · {day(mark.baseline_date)}"
    return {
        "at": scale.at(mark.day),
        "tone": MARK_TONES[mark.status],
        "title": title,
        "base": scale.at(mark.baseline_date) if moved and mark.baseline_date else None,
    }


def _nothing() -> None:
    """A trigger needs a callback to exist."""
