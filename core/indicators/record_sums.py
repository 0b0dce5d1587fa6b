"""Sums of financial records as SQL: which count for a target, in which currency, up to which day.

Records are first added up by the few things that decide where they count - place, category,
direction - and only then sorted into measures: one cheap pass over a million of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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
from core.indicators.schemas import COMPANY_ID, Question, TargetType
from core.indicators.targets import target_table
from core.kit.context import Ctx
from core.kit.periods import Period
from data.schema import Category, FinancialRecord, Project

R = FinancialRecord
KIND = func.coalesce(Category.kind, "uncategorised")
DAY = timedelta(days=1)
Narrowing = Callable[[Select[Any], Any], Select[Any]]


@dataclass(frozen=True)
class Measure:
    """Records of a direction and of these kinds, or of every kind but these."""

    direction: str
    kinds: tuple[str, ...]
    beside: bool = False

    def of(self, direction: Any, kind: Any) -> ColumnElement[bool]:
        """The condition on columns that hold the direction and the kind."""
        wanted = kind.not_in(self.kinds) if self.beside else kind.in_(self.kinds)
        return and_(direction == self.direction, wanted)

    def __clause_element__(self) -> ColumnElement[bool]:
        return self.of(R.direction, KIND)


Measures = Mapping[str, Measure]


def of_kinds(direction: str, *kinds: str) -> Measure:
    """Records of a direction and of these kinds."""
    return Measure(direction, kinds)


def beside_kinds(direction: str, *kinds: str) -> Measure:
    """Records of a direction and of every kind but these."""
    return Measure(direction, kinds, beside=True)


def summed(
    question: Question,
    targets: Subquery | None,
    measures: Measures,
    marks: Sequence[date],
    *,
    in_period: bool,
) -> Select[Any]:
    """Sums by target, day of the rate, whether valued, and mark. `targets` where a project has
    another currency than the company."""
    grain = _grain(question, targets, measures.values(), marks, in_period).subquery("grain")
    direction, money = grain.c.grain_direction, grain.c.grain_money
    target: Any = _target(question, grain)
    wanted = {name: measure.of(direction, KIND) for name, measure in measures.items()}
    group = (grain.c.record_day, grain.c.record_valued, grain.c.record_mark)
    statement = (
        select(
            target.label("record_target"),
            *group,
            *(func.sum(case((counts, money))).label(name) for name, counts in wanted.items()),
        )
        .select_from(grain)
        .outerjoin(Category, Category.id == grain.c.grain_category)
        .group_by(literal_column("record_target"), *group)
    )
    if question.target_type is TargetType.DEPARTMENT:
        statement = statement.outerjoin(Project, Project.id == grain.c.grain_project)
    if question.target_type is not TargetType.COMPANY:
        statement = statement.where(_asked(question, target))
    return statement


def _target(question: Question, grain: Subquery) -> Any:
    match question.target_type:
        case TargetType.PROJECT:
            return grain.c.grain_project
        case TargetType.CUSTOMER:
            return grain.c.grain_customer
        case TargetType.DEPARTMENT:
            return func.coalesce(grain.c.grain_department, Project.department_id)
        case _:
            return cast(literal(COMPANY_ID), BigInteger)


def _asked(question: Question, key: Any) -> ColumnElement[bool]:
    asked: ColumnElement[bool] = key.is_not(None)
    return asked if question.target_ids is None else key.in_(question.target_ids)


def _grain(
    question: Question,
    targets: Subquery | None,
    measures: Iterable[Measure],
    marks: Sequence[date],
    in_period: bool,
) -> Select[Any]:
    """Records added up by place, category, direction and mark."""
    by_type: dict[TargetType, dict[str, Any]] = {
        TargetType.PROJECT: {"grain_project": R.project_id},
        TargetType.CUSTOMER: {"grain_customer": R.customer_id},
        TargetType.DEPARTMENT: {
            "grain_department": R.department_id,
            "grain_project": case((R.department_id.is_(None), R.project_id)),
        },
        TargetType.COMPANY: {},
    }
    places = by_type[question.target_type]
    _, own, day = grouping(question, targets)
    labelled = {
        **places,
        "grain_category": R.category_id,
        "grain_direction": R.direction,
        "record_day": day,
        "record_valued": valued(question, own),
        "record_mark": mark_of(marks, 1 if in_period else 0),
    }
    statement = (
        select(
            *(column.label(name) for name, column in labelled.items()),
            func.sum(money(question, own)).label("grain_money"),
        )
        .select_from(R)
        .where(
            counted(R),
            R.direction.in_(sorted({measure.direction for measure in measures})),
            R.record_date <= marks[-1],
            question.records,
        )
        .group_by(*(literal_column(name) for name in labelled))
    )
    if in_period:
        statement = statement.where(R.record_date > marks[0])
    if targets is not None:
        return statement.join(targets, targets.c.id == R.project_id)
    if question.target_type in (TargetType.PROJECT, TargetType.CUSTOMER):
        return statement.where(_asked(question, next(iter(places.values()))))
    return statement


def valued(question: Question, own: Any) -> ColumnElement[bool]:
    """Whether a record has an amount that counts."""
    return or_(own, R.currency == question.base, R.amount_base.is_not(None))


def money(question: Question, own: Any) -> Any:
    """The amount that counts; 1 for what has no rate, so that those are counted."""
    base = case((R.currency == question.base, R.amount), else_=func.coalesce(R.amount_base, 1))
    return case((own, R.amount), else_=base)


def mark_of(marks: Sequence[date], first: int) -> Any:
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


def within(question: Question, measures: Measures, day: date, narrowing: Narrowing) -> Select[Any]:
    """Sums up to a day of records that `narrowing` keeps, in the columns of `summed`."""
    key, own, rate_day = grouping(question, None)
    statement = (
        select(
            key.label("record_target"),
            rate_day.label("record_day"),
            valued(question, own).label("record_valued"),
            literal(0, Integer).label("record_mark"),
            *(
                func.sum(case((measure.of(R.direction, KIND), money(question, own)))).label(name)
                for name, measure in measures.items()
            ),
        )
        .select_from(R)
        .where(or_(*(measure.of(R.direction, KIND) for measure in measures.values())))
        .group_by(*(literal_column(f"record_{name}") for name in ("target", "day", "valued")))
    )
    return _counted(statement, question.on(Period(day, day)), None, key, None, narrowing)


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
    key = grouping(question, targets)[0]
    placed = _counted(statement, question, targets, key, since, narrowing)
    return placed.where(key.in_(select(targets.c.id)))


def grouping(question: Question, targets: Subquery | None) -> tuple[Any, Any, Any]:
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
