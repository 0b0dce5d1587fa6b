"""When a project will end: textbook-style worked examples, and what must hold for any course."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.projects.course import Course, EndMethod, NoForecast, Step
from core.projects.forecast import earned_schedule, elapsed_days, forecast_end

START = date(2026, 1, 1)


def on(day: int) -> date:
    return START + timedelta(days=day)


def step(planned: int, weight: int, reached: int | None = None) -> Step:
    return Step(on(planned), Decimal(weight), None if reached is None else on(reached))


def course(as_of: int, progress: int, *steps: Step, end: int | None = 100) -> Course:
    planned = None if end is None else on(end)
    return Course(on(as_of), START, planned, Decimal(progress), steps)


EVEN = (20, 40, 60, 80, 100)


def even(*reached: int) -> tuple[Step, ...]:
    """Five milestones of a fifth each, every twenty days."""
    days = [*reached, *[None] * (5 - len(reached))]
    return tuple(step(at, 20, day) for at, day in zip(EVEN, days, strict=True))


# as_of, milestones reached on; then ES, AT, and the end by pace, as the rest was planned, as the
# milestones slipped, and the one told
EXAMPLES = """
 40 | 20 40           | 40 40 | 100 100 100 | 100 pace
 59 | 20 40           | 40 40 | 100 100 100 | 100 pace
 50 | 25 50           | 40 50 | 125 110 125 | 125 milestones
 60 | 22 44 60        | 60 60 | 100 100 104 | 100 rest
 90 | 25 50 75        | 60 90 | 150 115 118 | 118 milestones
 61 | 20 40           | 40 61 | 152.5 101 101 | 101 rest
 30 | 10 20 30        | 60 30 |  50  70  50 |  50 milestones
 75 | 30 60           | 40 75 | 187.5 120 134 | 134 milestones
 80 | 16 32 48 64     | 80 64 |  80  84  80 |  80 pace
100 | 20 40 60 80     | 80 80 | 100 100 100 | 100 pace
110 | 22 44 66 88     | 80 110 | 137.5 110 110 | 110 rest
"""


@pytest.mark.parametrize("line", EXAMPLES.strip().splitlines())
def test_worked_examples(line: str) -> None:
    """The first is a plan kept to the day; the third the textbook's: a quarter too slow so far."""
    as_of, reached, times, methods, told = (part.split() for part in line.split("|"))
    steps = even(*map(int, reached))
    asked = course(int(as_of[0]), 20 * len(reached), *steps)
    found = forecast_end(asked)
    assert (found.earned, found.elapsed) == (Decimal(times[0]), int(times[1]))
    order = (EndMethod.PACE, EndMethod.REST, EndMethod.MILESTONES)
    for method, text in zip(order, methods, strict=True):
        wanted = max(START + timedelta(days=round(float(text))), asked.as_of)
        assert abs((found.methods[method] - wanted).days) <= 1, (method, found.methods)
    assert found.end is not None
    assert abs((found.end - max(on(int(told[0])), asked.as_of)).days) <= 1
    assert found.methods[EndMethod(told[1])] == found.end
    assert found.spi_t == Decimal(times[0]) / int(times[1])


@pytest.mark.parametrize(
    ("as_of", "progress", "earned", "end", "late"),
    [(50, 50, 50, 100, 0), (50, 40, 40, 125, 25), (30, 60, 60, 50, -50), (120, 80, 80, 150, 50)],
)
def test_without_milestones_the_plan_is_a_straight_line(
    as_of: int, progress: int, earned: int, end: int, late: int
) -> None:
    found = forecast_end(course(as_of, progress))
    assert (found.earned, found.elapsed) == (earned, as_of)
    assert (found.end, found.late, found.method) == (on(end), late, EndMethod.PACE)


def test_the_schedule_is_earned_between_two_milestones() -> None:
    """35 % lie three quarters of the way between the first (20 %) and the second (40 %)."""
    assert earned_schedule(course(40, 35, *even()), 100) == 35
    uneven = (step(10, 10), step(50, 60), step(100, 30))
    assert earned_schedule(course(40, 40, *uneven), 100) == 30
    assert earned_schedule(course(40, 100, *uneven), 100) == 100
    assert elapsed_days(course(45, 10, step(10, 10, 12), step(50, 90))) == 12


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"paused": True}, NoForecast.PAUSED),
        ({"start": None}, NoForecast.NOT_BEGUN),
        ({"as_of": START}, NoForecast.NOT_BEGUN),
        ({"end": None}, NoForecast.NO_END),
        ({"end": START}, NoForecast.NO_END),
        ({"progress": None}, NoForecast.NO_PROGRESS),
        ({"progress": Decimal("4.99")}, NoForecast.TOO_EARLY),
    ],
)
def test_where_too_little_is_known_it_says_why(changes: dict[str, Any], reason: NoForecast) -> None:
    found = forecast_end(replace(course(50, 50), **changes))
    assert found.refused is reason
    assert (found.end, found.late, found.spi_t) == (None, None, None)


def test_what_is_done_has_ended() -> None:
    assert forecast_end(replace(course(50, 30), ended=on(40))).late == -60
    done = forecast_end(course(120, 100, *even(20, 40, 60, 80, 110)))
    assert (done.end, done.method, done.late) == (on(110), EndMethod.REACHED, 10)
    assert forecast_end(course(60, 40, *even(20, 50), end=None)).planned == on(100)


weights = st.lists(st.integers(1, 50), min_size=2, max_size=6)


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """A plan of some milestones, the first of them reached early or late."""
    sizes = draw(weights)
    dates = sorted(draw(st.sets(st.integers(5, 400), min_size=len(sizes), max_size=len(sizes))))
    as_of = draw(st.integers(1, 500))
    count = draw(st.integers(0, len(sizes)))
    slips = draw(st.lists(st.integers(-60, 90), min_size=count, max_size=count))
    reached = [min(max(at + slip, 1), as_of) for at, slip in zip(dates, slips, strict=False)]
    days = [*reached, *[None] * (len(sizes) - count)]
    steps = [step(at, size, day) for at, size, day in zip(dates, sizes, days, strict=True)]
    progress = Decimal(sum(sizes[:count])) / sum(sizes) * 100
    return Course(on(as_of), START, on(dates[-1]), progress, tuple(steps))


@given(courses())
def test_the_end_lies_in_its_range_and_never_in_the_past(asked: Course) -> None:
    found = forecast_end(asked)
    if found.refused is not None:
        assert found.end is None
        return
    assert found.end is not None
    assert found.earliest is not None
    assert found.latest is not None
    assert found.earliest <= found.end <= found.latest
    assert found.method is not None
    assert found.methods[found.method] == found.end
    if found.method is not EndMethod.REACHED:
        assert found.earliest >= asked.as_of


@given(courses(), st.integers(2, 9), st.integers(-500, 500))
def test_neither_the_unit_of_weights_nor_the_calendar_matters(
    asked: Course, factor: int, shift: int
) -> None:
    one = forecast_end(asked)
    by = timedelta(days=shift)
    moved = Course(
        asked.as_of + by,
        START + by,
        (asked.end or START) + by,
        asked.progress,
        tuple(
            Step(s.planned + by, s.weight * factor, s.reached and s.reached + by)
            for s in asked.steps
        ),
    )
    other = forecast_end(moved)
    assert other.refused == one.refused
    assert other.methods == {method: day + by for method, day in one.methods.items()}


@given(weights, st.data())
def test_a_plan_kept_to_the_day_ends_on_its_day(sizes: list[int], data: st.DataObject) -> None:
    days = sorted(data.draw(st.sets(st.integers(1, 300), min_size=len(sizes), max_size=len(sizes))))
    reached = data.draw(st.integers(1, len(sizes)))
    steps = [
        step(at, size, at if number < reached else None)
        for number, (at, size) in enumerate(zip(days, sizes, strict=True))
    ]
    progress = Decimal(sum(sizes[:reached])) / sum(sizes) * 100
    found = forecast_end(Course(on(days[reached - 1]), START, on(days[-1]), progress, tuple(steps)))
    assert found.refused is NoForecast.TOO_EARLY or set(found.methods.values()) == {on(days[-1])}
