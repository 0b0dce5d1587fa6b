"""When a project will end, from its plan and the milestones reached: pure calculations.

Time is measured in days from the project's start. The planned progress rises in straight lines
from milestone to milestone of the baseline. After Walt Lipke, *Schedule is Different* (2003) and
*Earned Schedule* (2009):

    ES      earned schedule: the time at which the plan wanted the progress there is now
    AT      the time it took
    SPI(t)  ES / AT
    PD      the planned duration

Three methods give the end, the one in the middle is told and the others are its range:

    pace        PD / SPI(t): the rest goes at the pace so far
    rest        AT + PD - ES: the delay so far stays, the rest goes as planned
    milestones  PD x the least-squares slope of when milestones were reached over when they were
                due; what is overdue counts as reached today, so it is no pessimist

A milestone is reached or not, nothing is known between two of them: while nothing is overdue AT
ends on the day the last one was reached, else on the day of the report. For the same reason the
delay so far, AT - ES, is that of the last one reached or, if longer, the days the first overdue one
has waited.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from operator import attrgetter

from core.kit.money import ratio
from core.projects.course import ZERO, Course, EndForecast, EndMethod, NoForecast

FULL = Decimal(100)
LEAST_PROGRESS = Decimal(5)  # a pace over less says nothing
LONGEST = 36_500  # days; further away a forecast says nothing but "never"
LEAST_MILESTONES = 2  # a slope through fewer is no slope


def forecast_end(course: Course) -> EndForecast:
    """The end of a project as seen on `as_of`, or why there is none to tell."""
    planned = planned_end(course)
    if course.ended is not None:
        return _reached(planned, course.ended)
    refused = _refusal(course, planned)
    if refused is not None:
        return EndForecast(planned, refused=refused)
    if course.progress == FULL:
        reached = [one.reached for one in course.steps if one.reached is not None]
        return _reached(planned, max(reached, default=course.as_of))
    return _forecast(course, planned)


def planned_end(course: Course) -> date | None:
    """The end of the plan, else its last milestone."""
    return course.end or max((one.planned for one in course.steps if one.kept), default=None)


def earned_schedule(course: Course, days: int) -> Decimal:
    """ES: when the plan of `days` wanted the progress there is, in days from the start."""
    assert course.start is not None
    done = course.progress or ZERO
    before, wanted = ZERO, ZERO
    for at, share in _planned_curve(course, days):
        if share >= done:
            rise = share - wanted
            return before + (at - before) * (done - wanted) / rise if rise else before
        before, wanted = at, share
    return before


def elapsed_days(course: Course) -> int:
    """AT: days until the last milestone was reached, until `as_of` where one is overdue."""
    assert course.start is not None
    until = course.as_of
    if course.last_reached is not None and not _is_behind(course):
        until = course.last_reached
    return max((until - course.start).days, 1)


def delay(course: Course, earned: Decimal) -> Decimal:
    """AT - ES of the last milestone reached, or how long the first overdue one has waited."""
    assert course.start is not None
    if not course.weight:
        return (course.as_of - course.start).days - earned
    last = course.last_reached
    late = ZERO if last is None else (last - course.start).days - earned
    open_ones = [one.planned for one in course.steps if one.kept and one.reached is None]
    waiting = (course.as_of - min(open_ones, default=course.as_of)).days
    return max(late, Decimal(waiting)) if waiting > 0 else late


def slope(course: Course) -> Decimal | None:
    """How many days a planned day took, over the milestones due or reached; None for too few."""
    assert course.start is not None
    pairs = []
    for one in course.steps:
        overdue = one.planned < course.as_of and one.kept
        until = one.reached or (course.as_of if overdue else None)
        if until is not None and one.planned > course.start:
            pairs.append(((one.planned - course.start).days, (until - course.start).days))
    if len(pairs) < LEAST_MILESTONES:
        return None
    products = sum(due * took for due, took in pairs)
    return ratio(Decimal(products), Decimal(sum(due * due for due, _ in pairs)))


def _planned_curve(course: Course, days: int) -> Iterator[tuple[Decimal, Decimal]]:
    """(days, planned progress) of the plan's corners; a straight line where nothing has weight."""
    if not course.weight:
        yield Decimal(days), FULL
        return
    assert course.start is not None
    sum_so_far = ZERO
    for one in sorted(course.steps, key=attrgetter("planned")):
        sum_so_far += one.weight
        at = Decimal(max((one.planned - course.start).days, 0))
        yield at, sum_so_far / course.weight * FULL


def _is_behind(course: Course) -> bool:
    """Whether the progress is less than what was due before `as_of`."""
    if not course.weight:
        return False
    due = sum((one.weight for one in course.steps if one.planned < course.as_of), ZERO)
    return (course.progress or ZERO) < due / course.weight * FULL


def _refusal(course: Course, planned: date | None) -> NoForecast | None:
    checks = (
        (NoForecast.PAUSED, course.paused),
        (NoForecast.NOT_BEGUN, course.start is None or course.start >= course.as_of),
        (
            NoForecast.NO_END,
            planned is None or (course.start is not None and planned <= course.start),
        ),
        (NoForecast.NO_PROGRESS, course.progress is None),
        (NoForecast.TOO_EARLY, course.progress is not None and course.progress < LEAST_PROGRESS),
    )
    return next((reason for reason, so in checks if so), None)


def _reached(planned: date | None, day: date) -> EndForecast:
    method = EndMethod.REACHED
    return EndForecast(planned, day, day, day, method, {method: day})


def _forecast(course: Course, planned: date | None) -> EndForecast:
    assert course.start is not None
    assert planned is not None
    days = (planned - course.start).days
    earned, elapsed, grown = earned_schedule(course, days), elapsed_days(course), slope(course)
    lengths: dict[EndMethod, Decimal | None] = {
        EndMethod.PACE: days * elapsed / earned if earned else None,
        EndMethod.REST: days + delay(course, earned),
        EndMethod.MILESTONES: None if grown is None else days * grown,
    }
    found = {
        method: max(course.start + timedelta(days=_whole(length)), course.as_of)
        for method, length in lengths.items()
        if length is not None
    }
    method = _middle(found)
    ends = found.values()
    return EndForecast(planned, found[method], min(ends), max(ends), method, found, earned, elapsed)


def _middle(found: dict[EndMethod, date]) -> EndMethod:
    """The method with the middle date of three; of fewer the pace so far."""
    if len(found) < len(EndMethod) - 1:
        return EndMethod.PACE if EndMethod.PACE in found else next(iter(found))
    return sorted(found, key=lambda method: found[method])[1]


def _whole(days: Decimal) -> int:
    return min(int(days.to_integral_value()), LONGEST)
