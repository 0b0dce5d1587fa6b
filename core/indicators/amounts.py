"""Sums of financial records for each target, in the target's currency, in one query.

A record counts for its project and customer; for its own department, else for its project's;
for the company always. What has no rate is counted in `missing` and in no sum.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
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
from data.schema import Category, ExchangeRate, FinancialRecord, Project

R = FinancialRecord
KIND = func.coalesce(Category.kind, "uncategorised")
ZERO = Decimal(0)
GROUP = ("record_target", "record_own", "record_day", "record_valued")
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
    sums: dict[str, Decimal]
    missing: dict[str, int] = field(default_factory=dict)


def amounts(
    ctx: Ctx,
    question: Question,
    measures: Measures,
    *,
    since: date | None,
    narrowing: Narrowing | None = None,
) -> list[Amounts]:
    """For every asked target the sums of `measures` over records from `since` to `as_of`."""
    targets = target_table(ctx, question)
    sums = _sums(question, targets, measures, since, narrowing).subquery("sums")
    statement = (
        select(targets, *(column for column in sums.c if column.key != "record_target"))
        .outerjoin(sums, sums.c.record_target == targets.c.id)
        .order_by(targets.c.id)
    )
    return _folded(ctx, question, ctx.session.execute(statement).all(), tuple(measures))


def _sums(
    question: Question,
    targets: Subquery,
    measures: Measures,
    since: date | None,
    narrowing: Narrowing | None,
) -> Select[Any]:
    key, own, day = _grouping(question, targets)
    valued = or_(own, R.currency == question.base, R.amount_base.is_not(None))
    base = case((R.currency == question.base, R.amount), else_=func.coalesce(R.amount_base, 1))
    money = case((own, R.amount), else_=base)  # 1 for what has no rate: those are counted
    statement = (
        select(
            key.label("record_target"),
            own.label("record_own"),
            day.label("record_day"),
            valued.label("record_valued"),
            *(func.sum(case((wanted, money))).label(name) for name, wanted in measures.items()),
        )
        .select_from(R)
        .where(or_(*measures.values()))
        .group_by(*(literal_column(name) for name in GROUP))
    )
    return _counted(statement, question, targets, key, since, narrowing)


def _counted(
    statement: Select[Any],
    question: Question,
    targets: Subquery,
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


def _grouping(question: Question, targets: Subquery) -> tuple[Any, Any, Any]:
    """Target key, whether the record is in the target's currency, and the day of the rate."""
    no_day = cast(null(), Date)
    if question.target_type is TargetType.PROJECT:
        own = R.currency == targets.c.currency
        foreign = and_(targets.c.currency != question.base, ~own)
        return R.project_id, own, case((foreign, R.record_date), else_=no_day)
    keys: dict[TargetType, Any] = {
        TargetType.CUSTOMER: R.customer_id,
        TargetType.DEPARTMENT: func.coalesce(R.department_id, Project.department_id),
        TargetType.COMPANY: cast(literal(COMPANY_ID), BigInteger),
    }
    return keys[question.target_type], R.currency == question.base, no_day


def _placed(statement: Select[Any], question: Question, targets: Subquery) -> Select[Any]:
    """Join what says where a record belongs, and leave out what belongs to no asked target."""
    match question.target_type:
        case TargetType.PROJECT:
            return statement.join(targets, targets.c.id == R.project_id)
        case TargetType.DEPARTMENT:
            joined = statement.outerjoin(Project, Project.id == R.project_id)
            key: Any = func.coalesce(R.department_id, Project.department_id)
        case TargetType.CUSTOMER:
            joined, key = statement, R.customer_id
        case _:
            return statement
    if question.target_ids is not None:
        return joined.where(key.in_(question.target_ids))
    return joined.where(key.is_not(None))


def _folded(
    ctx: Ctx, question: Question, rows: Iterable[Any], names: tuple[str, ...]
) -> list[Amounts]:
    """One entry a target from its rows: six columns of the target, four of the group, sums."""
    found: dict[int, Amounts] = {}
    rates: Rates | None = None
    for row in rows:
        target_id, valued, day = row[0], row.record_valued, row.record_day
        entry = found.get(target_id)
        if entry is None:
            entry = found[target_id] = Amounts(
                row[0], row[1], row[2], row[3], row[4], row[5], dict.fromkeys(names, ZERO)
            )
        if valued is None:
            continue
        rate: Decimal | None = None
        if day is not None and valued:
            rates = rates or load_rates(ctx)
            rate = rates.on(row.currency, day)
        totals = zip(names, row[-len(names) :], strict=True)
        if valued and day is None:
            _add(entry, totals)
        elif valued and rate:
            _add(entry, ((name, total and total / rate) for name, total in totals))
        else:
            _note_missing(entry, totals, counted_in_sums=not valued)
    return list(found.values())


def _add(entry: Amounts, totals: Iterable[tuple[str, Decimal | None]]) -> None:
    for name, total in totals:
        if total is not None:
            entry.sums[name] += total


def _note_missing(
    entry: Amounts, totals: Iterable[tuple[str, Decimal | None]], *, counted_in_sums: bool
) -> None:
    """Records without a rate: each was summed as 1; a day without one counts as one record."""
    for name, total in totals:
        if total is not None:
            more = int(total) if counted_in_sums else 1
            entry.missing[name] = entry.missing.get(name, 0) + more


@dataclass(frozen=True)
class Rates:
    """Units of company currency for one unit of a currency, by day."""

    days: Mapping[str, list[date]]
    rates: Mapping[str, list[Decimal]]

    def on(self, currency: str, day: date) -> Decimal | None:
        """The latest rate of that day or before; None without one."""
        position = bisect_right(self.days.get(currency, []), day)
        return self.rates[currency][position - 1] if position else None


def load_rates(ctx: Ctx) -> Rates:
    """All exchange rates."""
    days: dict[str, list[date]] = defaultdict(list)
    rates: dict[str, list[Decimal]] = defaultdict(list)
    statement = select(ExchangeRate.currency, ExchangeRate.rate_date, ExchangeRate.rate)
    for currency, day, rate in ctx.session.execute(statement.order_by(ExchangeRate.rate_date)):
        days[currency].append(day)
        rates[currency].append(rate)
    return Rates(days, rates)
