"""Indicators of single financial records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from core.finance import counted
from core.indicators.flows import OUTSIDE
from core.indicators.record_sums import KIND
from core.indicators.schemas import Loader, Narrow, Question
from core.kit.context import Ctx
from core.kit.periods import Period
from data.schema import Category, FinancialRecord

R = FinancialRecord


@dataclass(frozen=True, slots=True)
class Expense:
    """One expense, as a target."""

    target_id: int
    target_name: str
    department_id: int | None
    project_id: int | None
    amount: Decimal
    currency: str
    record_date: date


@Loader
def load_expenses(ctx: Ctx, question: Question, periods: Sequence[Period]) -> list[list[Expense]]:
    """The expenses asked for, newest first; of each period those dated up to its end."""
    last = question.on(periods[-1])
    statement = (
        select(
            R.id,
            R.counterparty,
            R.description,
            R.department_id,
            R.project_id,
            R.amount,
            R.currency,
            R.record_date,
        )
        .outerjoin(Category, Category.id == R.category_id)
        .where(*_conditions(last), _narrowed(question.narrow))
        .order_by(R.record_date.desc(), R.id.desc())
        .limit(question.limit)
    )
    found = [_expense(row) for row in ctx.session.execute(statement)]
    return [[one for one in found if one.record_date <= period.end] for period in periods]


def _expense(row: Any) -> Expense:
    name = row.counterparty or row.description or f"{row.record_date.isoformat()} #{row.id}"
    place = (row.department_id, row.project_id)
    return Expense(row.id, name[:200], *place, row.amount, row.currency, row.record_date)


def expense_amount(question: Question, expense: Expense) -> Decimal:
    """The amount of the expense, in the record's currency."""
    return expense.amount


def expense_inputs(question: Question, expense: Expense) -> dict[str, Any]:
    """The record's currency and day."""
    return {"currency": expense.currency, "record_date": expense.record_date.isoformat()}


def count_expenses(ctx: Ctx, question: Question) -> int:
    """How many records `load_expenses` is about, whatever their value."""
    statement = (
        select(func.count())
        .select_from(R)
        .outerjoin(Category, Category.id == R.category_id)
        .where(*_conditions(question))
    )
    return ctx.session.scalar(statement) or 0


def _conditions(question: Question) -> list[ColumnElement[bool]]:
    conditions = [
        counted(R),
        R.direction == "expense",
        KIND.not_in(OUTSIDE),
        R.record_date <= question.as_of,
        question.targets,
    ]
    if question.target_ids is not None:
        conditions.append(R.id.in_(question.target_ids))
    return conditions


def _narrowed(narrow: Narrow | None) -> ColumnElement[bool]:
    if narrow is None:
        return true()
    wanted = or_(*(_between(low, high) for low, high in narrow.ranges))
    if narrow.days is not None:
        wanted = and_(wanted, R.record_date.between(*narrow.days))
    return or_(R.id.in_(narrow.keep), wanted)


def _between(low: Decimal | None, high: Decimal | None) -> ColumnElement[bool]:
    bounds: list[ColumnElement[bool]] = [R.amount.is_not(None)]
    if low is not None:
        bounds.append(R.amount >= low)
    if high is not None:
        bounds.append(R.amount <= high)
    return and_(*bounds)
