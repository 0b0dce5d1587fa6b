"""How the demonstration's money is spread: pure arithmetic over streams, months and projects."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.kit.periods import month_start
from core.operations.demo.firm import GROWTH, PROJECTS, SEASONS, STREAMS, Stream, Work

MONTHS_BACK = 24
MONTHS = 12
AUGUST = 8
MONTH_LENGTH = 31


@dataclass(frozen=True)
class Cell:
    """The rows of one stream, month and project: how many, and what they sum to."""

    stream: int
    month: date
    days: int
    project: str | None
    amount: float
    weight: float
    rows: int = 0


def story_august(today: date) -> date:
    """First day of the latest August that is wholly over."""
    august = date(today.year, AUGUST, 1)
    return august if today - august >= timedelta(days=MONTH_LENGTH) else date(today.year - 1, 8, 1)


def months(today: date) -> list[tuple[date, int]]:
    """(first day, days that count) of the last two years and of the month so far."""
    starts = [month_start(today, back=back) for back in range(MONTHS_BACK, -1, -1)]
    return [
        (start, min(calendar.monthrange(start.year, start.month)[1], (today - start).days + 1))
        for start in starts
    ]


def project_span(work: Work, today: date) -> tuple[date, date]:
    """First and last planned day of a project."""
    return month_start(today, back=work.starts), month_start(today, back=work.ends - 1) - timedelta(
        days=1
    )


def cells(today: date) -> list[Cell]:
    """Every cell with its amount; rows are not yet given out."""
    return [
        cell
        for number, stream in enumerate(STREAMS)
        for start, days in months(today)
        for cell in _split(number, stream, start, days, today)
    ]


def _split(number: int, stream: Stream, start: date, days: int, today: date) -> Iterator[Cell]:
    length = calendar.monthrange(start.year, start.month)[1]
    years = (start - month_start(today, back=MONTHS_BACK)).days / 365
    factor = SEASONS[stream.season][start.month - 1] * (1 + GROWTH * years) * days / length
    whole = Cell(number, start, days, None, stream.yearly / MONTHS * factor, stream.weight * factor)
    works = list(_running(stream, start, today)) if stream.of_projects else []
    if not works:
        yield whole
        return
    for work in works:
        share = 1 / len(works)
        yield replace(
            whole, project=work.code, amount=whole.amount * share, weight=whole.weight * share
        )


def _running(stream: Stream, start: date, today: date) -> Iterator[Work]:
    for work in PROJECTS:
        first, last = project_span(work, today)
        if work.department == stream.department and first <= start <= last:
            yield work


def give_out(found: list[Cell], records: int) -> list[Cell]:
    """`records` rows over the cells by weight, at least one each; the largest when there are
    fewer rows than cells."""
    ordered = sorted(range(len(found)), key=lambda at: -abs(found[at].amount))
    rows = dict.fromkeys(ordered[:records], 1)
    left = records - len(rows)
    total = sum(cell.weight for cell in found)
    shares = [left * cell.weight / total for cell in found]
    for at, share in enumerate(shares):
        rows[at] = rows.get(at, 0) + int(share)
    missing = records - sum(rows.values())
    for at in sorted(range(len(found)), key=lambda at: int(shares[at]) - shares[at])[:missing]:
        rows[at] += 1
    return [replace(cell, rows=rows[at]) for at, cell in enumerate(found) if rows.get(at)]


def project_costs(found: Iterable[Cell]) -> dict[str, float]:
    """What each project has cost so far."""
    costs: dict[str, float] = defaultdict(float)
    for cell in found:
        if cell.project and STREAMS[cell.stream].direction == "expense":
            costs[cell.project] += cell.amount
    return costs


def department_costs(found: Iterable[Cell], start: date, end: date) -> dict[str, float]:
    """What each department spent in the months that start within the days given."""
    costs: dict[str, float] = defaultdict(float)
    for cell in found:
        stream = STREAMS[cell.stream]
        if stream.department and stream.direction == "expense" and start <= cell.month <= end:
            costs[stream.department] += cell.amount
    return costs
