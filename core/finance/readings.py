"""Sums for overviews: income, expense and net of a period by month, category, department.

Only counted records (booked, not in the bin) of the actor's scope, in company currency, without
the kinds transfer and financing. Beside each sum stands what is in none: `without_rate` records
that have no amount in company currency, `hidden` ones whose amounts the actor may not see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, cast, false, func, literal, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.types import Date

from core.finance.record_queries import (
    in_departments,
    in_sums,
    subtree,
    visible_records,
)
from core.finance.states import CategoryKind, Direction
from core.identity import scoped, visible_amount
from core.kit.context import Ctx, Scope
from core.kit.inputs import Row
from core.kit.periods import Period
from data.schema import FinancialRecord, ImportBatch, Project


@dataclass(frozen=True)
class ReadingFilters:
    """What an overview is narrowed to; `department_id` counts with all below it and with the
    records of their projects."""

    department_id: int | None = None
    project_id: int | None = None
    customer_id: int | None = None
    category_id: int | None = None
    account_id: int | None = None
    currency: str | None = None


NO_FILTERS = ReadingFilters()


class Sums(Row):
    """Income, expense and their difference in company currency, and what is in neither."""

    income: Decimal
    expense: Decimal
    records: int
    without_rate: int
    hidden: int

    @property
    def net(self) -> Decimal:
        """Income less expense."""
        return self.income - self.expense


class MonthSums(Sums):
    """The sums of the month that begins on `month`."""

    month: date


class CategorySums(Sums):
    """The sums of a category; None stands for records without one."""

    category_id: int | None
    name_zh: str | None
    name_en: str | None
    kind: CategoryKind


class Cell(NamedTuple):
    """The sums of one month, category and department; `spans` tells which of the asked spans
    its days are in."""

    month: date
    category_id: int | None
    department_id: int | None
    spans: tuple[bool, ...]
    income: Decimal
    expense: Decimal
    records: int
    without_rate: int
    hidden: int


class DepartmentSums(Sums):
    """The sums of a department; None stands for records of no department."""

    department_id: int | None


class LatestImport(Row):
    """The import committed last that the actor sees anything of."""

    id: str
    file_name: str
    committed_at: datetime
    rows_new: int | None
    rows_changed: int | None
    created_by: int | None


def sums_by_cell(
    ctx: Ctx,
    period: Period,
    spans: Sequence[Sequence[Period]],
    filters: ReadingFilters = NO_FILTERS,
) -> tuple[Cell, ...]:
    """The sums of the period by month, category, department and `spans` (each some days of it),
    in one pass over the records: what an overview adds up in many ways."""
    project = aliased(Project)
    home = func.coalesce(FinancialRecord.department_id, project.department_id)
    month = cast(func.date_trunc("month", FinancialRecord.record_date), Date)
    marks = [_within(span) for span in spans]
    keys = (month, FinancialRecord.category_id, home, *marks)
    statement = _statement(ctx, period, filters, *keys)
    joined = statement.outerjoin(project, project.id == FinancialRecord.project_id)
    rows = ctx.session.execute(joined.group_by(*keys))
    first = 3 + len(marks)
    return tuple(Cell._make((*row[:3], tuple(row[3:first]), *row[first:])) for row in rows)


def _within(span: Sequence[Period]) -> Any:
    day = FinancialRecord.record_date
    return or_(false(), *(day.between(part.start, part.end) for part in span))


def latest_import(ctx: Ctx) -> LatestImport | None:
    """The import committed last; counts only for whoever sees all records."""
    scope = ctx.require("records.view")
    statement = select(ImportBatch).where(ImportBatch.state == "committed")
    if scope is not Scope.COMPANY:
        mine = visible_records(ctx).with_only_columns(FinancialRecord.import_batch_id).distinct()
        statement = statement.where(
            or_(ImportBatch.created_by == ctx.actor.user_id, ImportBatch.id.in_(mine))
        )
    row = ctx.session.scalars(
        statement.order_by(ImportBatch.committed_at.desc(), ImportBatch.id).limit(1)
    ).first()
    if row is None:
        return None
    found = LatestImport.model_validate(row)
    hidden = {"rows_new": None, "rows_changed": None}
    return found if scope is Scope.COMPANY else found.model_copy(update=hidden)


def _statement(ctx: Ctx, period: Period, filters: ReadingFilters, *columns: Any) -> Select[Any]:
    record = FinancialRecord
    amount = visible_amount(ctx, record, record.amount_base)
    shown = scoped(ctx, "amounts.view", record)
    statement: Select[Any] = visible_records(ctx).with_only_columns(
        *columns,
        _sum_of(Direction.INCOME, amount).label("income"),
        _sum_of(Direction.EXPENSE, amount).label("expense"),
        func.count().label("records"),
        func.count(case((and_(shown, record.amount_base.is_(None)), 1))).label("without_rate"),
        func.count(case((shown, None), else_=1)).label("hidden"),
    )
    return statement.where(
        in_sums(),
        record.record_date.between(period.start, period.end),
        *narrowed(filters),
    )


def _sum_of(direction: Direction, amount: Any) -> Any:
    part = func.sum(case((FinancialRecord.direction == direction.value, amount)))
    return func.coalesce(part, literal(Decimal("0.00")))


def narrowed(filters: ReadingFilters) -> list[Any]:
    """The conditions on records that the filters stand for."""
    columns = {
        "project_id": FinancialRecord.project_id,
        "customer_id": FinancialRecord.customer_id,
        "category_id": FinancialRecord.category_id,
        "account_id": FinancialRecord.account_id,
        "currency": FinancialRecord.currency,
    }
    wanted = {name: getattr(filters, name) for name in columns}
    clauses: list[Any] = [
        columns[name] == value for name, value in wanted.items() if value is not None
    ]
    if filters.department_id is not None:
        clauses.append(in_departments(subtree(filters.department_id)))
    return clauses
