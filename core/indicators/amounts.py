"""Sums of financial records for each target and day, in the target's currency, in one query.

A record counts for its project and customer; for its own department, else for its project's;
for the company always. What has no rate is counted in `missing` and in no sum. Sums at the end
of many periods come from one pass: records are added up between the days at which any of them
begins or ends, and what lies between two of these days is a difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.types import BigInteger

from core.finance import counted
from core.indicators.places import Place, places_on
from core.indicators.running import ZERO, Priced, Running, Span, Sums, add_up
from core.indicators.schemas import COMPANY_ID, Question, TargetType
from core.indicators.targets import target_table
from core.kit.context import Ctx
from core.kit.periods import Period
from data.schema import Category, FinancialRecord, Project

R = FinancialRecord
KIND = func.coalesce(Category.kind, "uncategorised")
DAY = timedelta(days=1)
GROUP = ("record_target", "record_day", "record_valued")
MARK = "record_mark"
Measures = Mapping[str, ColumnElement[bool]]
Narrowing = Callable[[Select[Any], Any], Select[Any]]


def of_kinds(direction: str, *kinds: str) -> ColumnElement[bool]:
    """Records of a direction and of these kinds."""
    return and_(R.direction == direction, KIND.in_(kinds))


def beside_kinds(direction: str, *kinds: str) -> ColumnElement[bool]:
    """Records of a direction and of every kind but these."""
    return and_(R.direction == direction, KIND.not_in(kinds))


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
    nothing = Sums(dict.fromkeys(measures, ZERO), {})
    return [
        [_amounts(key, place, span.of(key) or nothing) for key, place in known.items()]
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

    def read() -> Mapping[int, Running]:
        abroad = any(place.currency != question.base for place in known.values())
        statement = _sums(ctx, last, measures, marks, in_period, abroad, narrowing)
        rows = ctx.session.execute(statement).all()
        return add_up(ctx, rows, tuple(measures), len(marks), known)

    found = read() if narrowing else question.shared(sums_key(measures, in_period, marks), read)
    mark = {day: number for number, day in enumerate(marks)}
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
    start, end = question.period.start, question.as_of
    since = {name: and_(wanted, R.record_date >= start) for name, wanted in in_period.items()}
    measures = {**to_date, **since}
    abroad = any(place.currency != question.base for place in places.values())
    statement = _sums(ctx, question, measures, [end], False, abroad, None)
    rows = ctx.session.execute(statement).all()
    found = add_up(ctx, rows, tuple(measures), 1, places)
    of_period = {key: one.only(in_period, before=1) for key, one in found.items()}
    up_to_date = {key: one.only(to_date) for key, one in found.items()}
    question.shared(sums_key(in_period, True, [start - DAY, end]), lambda: of_period)
    question.shared(sums_key(to_date, False, [end]), lambda: up_to_date)


def _keep_currency(places: Sequence[Mapping[int, Priced]]) -> bool:
    first = places[0]
    return all(
        place is first[key] or place.currency == first[key].currency
        for known in places[1:]
        if known is not first
        for key, place in known.items()
    )


def _sums(
    ctx: Ctx,
    question: Question,
    measures: Measures,
    marks: Sequence[date],
    in_period: bool,
    abroad: bool,
    narrowing: Narrowing | None,
) -> Select[Any]:
    """Sums by target, day of the rate, whether valued, and mark; `abroad` where a project has
    another currency than the company."""
    targets = target_table(ctx, question) if abroad else None
    key, own, day = _grouping(question, targets)
    valued = or_(own, R.currency == question.base, R.amount_base.is_not(None))
    base = case((R.currency == question.base, R.amount), else_=func.coalesce(R.amount_base, 1))
    money = case((own, R.amount), else_=base)  # 1 for what has no rate: those are counted
    first = 1 if in_period else 0
    by_mark = (MARK,) if len(marks) > first + 1 else ()
    statement = (
        select(
            key.label("record_target"),
            day.label("record_day"),
            valued.label("record_valued"),
            _mark(marks, first).label(MARK),
            *(func.sum(case((wanted, money))).label(name) for name, wanted in measures.items()),
        )
        .select_from(R)
        .where(or_(*measures.values()))
        .group_by(*(literal_column(name) for name in (*GROUP, *by_mark)))
    )
    since = marks[0] + DAY if in_period else None
    return _counted(statement, question, targets, key, since, narrowing)


def _mark(marks: Sequence[date], first: int) -> Any:
    """The place of the first of the ascending `marks` that is not before the record's day, found
    by halving: a record meets few comparisons however many days are asked about."""

    def among(low: int, high: int) -> Any:
        if low == high:
            return literal(low, Integer)
        middle = (low + high) // 2
        return case(
            (R.record_date <= marks[middle], among(low, middle)), else_=among(middle + 1, high)
        )

    return among(first, len(marks) - 1)


def _counted(
    statement: Select[Any],
    question: Question,
    targets: Subquery | None,
    key: Any,
    since: date | None,
    narrowing: Narrowing | None,
) -> Select[Any]:
    """Keep the records that count for the asked targets, from `since` to `as_of`."""
    statement = statement.outerjoin(Category, Category.id == R.category_id).where(
        counted(R), R.record_date <= question.as_of, question.records
    )
    if since is not None:
        statement = statement.where(R.record_date >= since)
    statement = _placed(statement, question, targets)
    return narrowing(statement, key) if narrowing else statement


def placed_records(
    ctx: Ctx,
    question: Question,
    statement: Select[Any],
    *,
    since: date | None,
    narrowing: Narrowing | None,
) -> Select[Any]:
    """`statement` over records, narrowed to those that count for the asked targets."""
    targets = target_table(ctx, question)
    key = _grouping(question, targets)[0]
    placed = _counted(statement, question, targets, key, since, narrowing)
    return placed.where(key.in_(select(targets.c.id)))


def _grouping(question: Question, targets: Subquery | None) -> tuple[Any, Any, Any]:
    """Target key, whether the record is in the target's currency, and the day of the rate.
    Without `targets` all of them have the company's currency."""
    no_day = cast(null(), Date)
    if question.target_type is TargetType.PROJECT and targets is not None:
        own = R.currency == targets.c.currency
        foreign = and_(targets.c.currency != question.base, ~own)
        return R.project_id, own, case((foreign, R.record_date), else_=no_day)
    keys: dict[TargetType, Any] = {
        TargetType.PROJECT: R.project_id,
        TargetType.CUSTOMER: R.customer_id,
        TargetType.DEPARTMENT: func.coalesce(R.department_id, Project.department_id),
        TargetType.COMPANY: cast(literal(COMPANY_ID), BigInteger),
    }
    return keys[question.target_type], R.currency == question.base, no_day


def _placed(statement: Select[Any], question: Question, targets: Subquery | None) -> Select[Any]:
    """Join what says where a record belongs, and leave out what belongs to no asked target."""
    key: Any
    match question.target_type:
        case TargetType.PROJECT if targets is not None:
            return statement.join(targets, targets.c.id == R.project_id)
        case TargetType.PROJECT:
            joined, key = statement, R.project_id
        case TargetType.DEPARTMENT:
            joined = statement.outerjoin(Project, Project.id == R.project_id)
            key = func.coalesce(R.department_id, Project.department_id)
        case TargetType.CUSTOMER:
            joined, key = statement, R.customer_id
        case _:
            return statement
    if question.target_ids is not None:
        return joined.where(key.in_(question.target_ids))
    return joined.where(key.is_not(None))
