"""Sums of financial records for each target and day, in the target's currency, in one query.

A record counts for its project and customer; for its own department, else for its project's;
for the company always. What has no rate is counted in `missing` and in no sum. Sums at the end
of many periods come from one pass: records are added up between the days at which any of them
begins or ends, and what lies between two of these days is a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Subquery

from core.indicators.places import Place, places_on
from core.indicators.record_sums import DAY, Measures, Narrowing, summed, within
from core.indicators.running import ZERO, Priced, Running, Span, Sums, add_up
from core.indicators.schemas import Question
from core.indicators.targets import target_table
from core.kit.context import Ctx
from core.kit.periods import Period
from core.kit.rows import plain_rows


@dataclass(slots=True)
class Amounts:
    """A target with the sums of its records by measure, and how many had no rate."""

    target_id: int
    target_name: str
    department_id: int | None
    project_id: int | None
    currency: str
    budget: Decimal | None
    sums: Mapping[str, Decimal]
    missing: Mapping[str, int] = field(default_factory=dict)


def amounts(
    ctx: Ctx,
    question: Question,
    periods: Sequence[Period],
    measures: Measures,
    *,
    in_period: bool,
    narrowing: Narrowing | None = None,
) -> list[list[Amounts]]:
    """For each period, every asked target with the sums of `measures` over records up to its end,
    with `in_period` from its start on."""
    places = places_on(ctx, question, [period.end for period in periods])
    spans = sums_on(
        ctx, question, periods, measures, places, in_period=in_period, narrowing=narrowing
    )
    names, nothing = tuple(measures), Sums(dict.fromkeys(measures, ZERO), {})
    return [
        [_amounts(key, place, span.of(key, names) or nothing) for key, place in known.items()]
        for known, span in zip(places, spans, strict=True)
    ]


def _amounts(key: int, place: Place, sums: Sums) -> Amounts:
    return Amounts(key, *place, sums.totals, sums.missing)


def sums_on(
    ctx: Ctx,
    question: Question,
    periods: Sequence[Period],
    measures: Measures,
    places: Sequence[Mapping[int, Priced]],
    *,
    in_period: bool,
    narrowing: Narrowing | None = None,
) -> list[Span]:
    """For each period the sums of the targets that have records, in the currency of `places`."""
    if len(periods) > 1 and not _keep_currency(places):
        how: Any = {"in_period": in_period, "narrowing": narrowing}
        return [
            sums_on(ctx, question.on(period), [period], measures, [known], **how)[0]
            for period, known in zip(periods, places, strict=True)
        ]
    before = {period.start - DAY for period in periods} if in_period else set()
    marks = sorted({period.end for period in periods} | before)
    last, known = question.on(periods[-1]), places[-1]

    def read() -> Running:
        if narrowing:
            statement = within(last, measures, marks[-1], narrowing)
        else:
            targets = _priced(ctx, last, known)
            statement = summed(last, targets, measures, marks, in_period=in_period)
        rows = plain_rows(ctx, statement)
        return add_up(ctx, rows, tuple(measures), len(marks), known)

    found = read() if narrowing else question.shared(sums_key(measures, in_period, marks), read)
    mark = {day: number for number, day in enumerate(marks, -len(marks))}
    return [
        Span(found, mark[period.start - DAY] if in_period else None, mark[period.end])
        for period in periods
    ]


def sums_key(measures: Iterable[str], in_period: bool, marks: Sequence[date]) -> tuple[Any, ...]:
    """Under which the sums of `measures` between `marks` are shared."""
    return (*measures, in_period, *marks)


def read_sums(
    ctx: Ctx,
    question: Question,
    places: Mapping[int, Priced],
    to_date: Measures,
    in_period: Measures,
) -> None:
    """Read the sums up to the question's day and those of its period in one pass, for all who
    share them."""
    marks = [question.period.start - DAY, question.as_of]
    measures = {**to_date, **in_period}
    targets = _priced(ctx, question, places)
    statement = summed(question, targets, measures, marks, in_period=False)
    rows = plain_rows(ctx, statement)
    found = add_up(ctx, rows, tuple(measures), len(marks), places)
    question.shared(sums_key(in_period, True, marks), lambda: found)
    question.shared(sums_key(to_date, False, marks[1:]), lambda: found)


def _priced(ctx: Ctx, question: Question, places: Mapping[int, Priced]) -> Subquery | None:
    """The targets with their currencies, where any has another one than the company."""
    abroad = any(place.currency != question.base for place in places.values())
    return target_table(ctx, question) if abroad else None


def _keep_currency(places: Sequence[Mapping[int, Priced]]) -> bool:
    first = places[0]
    return all(
        place is first[key] or place.currency == first[key].currency
        for known in places[1:]
        if known is not first
        for key, place in known.items()
    )
