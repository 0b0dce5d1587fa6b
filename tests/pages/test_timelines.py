"""What the elements over time are given to draw, without a database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.projects import Entry, EntryKind, Line, Mark, Month, ProjectStatus, Timeline
from core.projects.milestones.states import MilestoneStatus
from pages.ui.project_calendar import calendar_data, shown_month
from pages.ui.project_gantt import MOST_TICKS, Scale, gantt_data
from pages.ui.table import spark_points

DAY = date(2026, 6, 15)


def line(**values: object) -> Line:
    base = {"id": 1, "name": "P", "code": None, "status": ProjectStatus.ACTIVE, "manager_id": None}
    base |= {"department_id": None, "start_date": date(2026, 1, 1), "end_date": date(2026, 5, 1)}
    base |= {"actual_end_date": None, "baseline_end": None, "progress": Decimal(40), "marks": ()}
    return Line.model_validate({**base, **values})


def drawn(*lines: Line) -> dict[str, object]:
    return gantt_data(Timeline(as_of=DAY, lines=lines, total=len(lines), milestones=0))


def test_a_running_project_is_late_from_its_planned_end_to_today() -> None:
    data = drawn(line(), line(status=ProjectStatus.PAUSED), line(end_date=None))
    late, paused, endless = data["rows"]  # type: ignore[misc]
    assert late["late"][0] == pytest.approx(late["left"] + late["width"], abs=0.01)
    assert sum(late["late"]) == pytest.approx(data["today"], abs=0.01)
    assert paused["late"] is None
    assert endless["open"]
    assert endless["left"] + endless["width"] == pytest.approx(data["today"], abs=0.01)


def test_the_baseline_is_drawn_where_it_differs() -> None:
    mark = {"milestone_id": 1, "name": "M", "status": MilestoneStatus.NOT_STARTED}
    mark |= {"planned_date": date(2026, 4, 1), "actual_date": None}
    marks = tuple(
        Mark.model_validate({**mark, "baseline_date": one})
        for one in (None, date(2026, 4, 1), date(2026, 3, 1))
    )
    (row,) = drawn(line(marks=marks, baseline_end=date(2026, 4, 20)))["rows"]  # type: ignore[misc]
    first, same, moved = row["marks"]
    assert first["base"] is same["base"] is None
    assert moved["base"] < moved["at"]
    assert row["was"] < row["left"] + row["width"]


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(30, 15_000))
def test_any_span_has_ticks_there_is_room_for(first: date, days: int) -> None:
    scale = Scale(first, date.fromordinal(first.toordinal() + days))
    ticks = scale.ticks()
    places = [one["at"] for one in ticks]
    assert 1 <= len(ticks) <= MOST_TICKS + 1
    assert places == sorted(places)
    assert all(0 <= one < 100 for one in places)
    assert ticks[0]["major"]


def test_a_month_is_whole_weeks_with_its_entries() -> None:
    entry = Entry(
        day=DAY,
        kind=EntryKind.MILESTONE,
        project_id=7,
        project_name="P",
        name="M",
        status=MilestoneStatus.DELAYED,
    )
    first, last = date(2026, 6, 1), date(2026, 6, 30)
    data = calendar_data(Month(as_of=DAY, first=first, last=last, entries=(entry,), total=1))
    days = [one for week in data["weeks"] for one in week]
    assert len(days) == 35
    assert [one["number"] for one in days if "today" in one["classes"]] == [15]
    assert sum("other" in one["classes"] for one in days) == 5
    (told,) = [one for day in days for one in day["entries"]]
    assert (told["id"], told["tone"], told["project"]) == (7, "bad", "P")


def test_the_address_names_a_month_or_it_is_this_one() -> None:
    assert shown_month("2027-02", DAY) == date(2027, 2, 1)
    for nonsense in ("", "2027-13", "x", "0001-01", "2027-02-01", "99999-01"):
        assert shown_month(nonsense, DAY) == date(2026, 6, 1)


def test_small_lines() -> None:
    assert spark_points([1, None, 3, 2]) == [[0.0, 1.0], [0.667, 0.0], [1.0, 0.5]]
    assert spark_points([None, Decimal(1), 1]) == [[0.5, 0.5], [1.0, 0.5]]
    assert spark_points([None, 1]) == spark_points([]) == []
