"""Whom money came from and went to, and how that changed between two spans of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Select,
    Subquery,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
    union_all,
)

from core.finance.readings import NO_FILTERS, ReadingFilters, narrowed
from core.finance.record_queries import in_sums, visible_records
from core.finance.states import Direction
from core.identity import scoped, visible_amount
from core.kit.context import Ctx
from core.kit.inputs import Row
from core.kit.periods import Period
from data.schema import Account, Customer, FinancialRecord

ZERO = Decimal("0.00")
LARGEST, MOVED = "largest", "moved"  # parts of the one statement


class PartySums(Row):
    """What one customer or counterparty paid or was paid, in company currency, in both spans."""

    customer_id: int | None
    name: str | None
    now: Decimal
    before: Decimal
    records: int


class PartyChange(Row):
    """What one counterparty added to the change of a category."""

    category_id: int | None
    direction: Direction
    name: str | None
    now: Decimal
    before: Decimal


class Freshness(Row):
    """Up to which day an account's records reach."""

    account_id: int
    name: str
    last_day: date
    records: int


@dataclass(frozen=True)
class Parties:
    """The largest payers and payees, and who moved each category most; the largest first."""

    customers: tuple[PartySums, ...]
    payees: tuple[PartySums, ...]
    changes: tuple[PartyChange, ...]


def read_parties(
    ctx: Ctx,
    now: Period,
    before: Period,
    filters: ReadingFilters = NO_FILTERS,
    *,
    top: int = 8,
    movers: int = 3,
) -> Parties:
    """Who stands behind the figures of `now` and of their change since `before`, in one pass."""
    flows = _flows(ctx, now, before, filters).cte("flows")
    largest, moved = _largest(flows, top), _moved(flows, movers)
    both = union_all(select(largest), select(moved)).subquery()
    rows = ctx.session.execute(select(both).order_by(both.c.place, both.c.name)).all()
    sides = {
        side: tuple(
            PartySums.model_validate(row)
            for row in rows
            if row.part == LARGEST and row.direction == side.value
        )
        for side in (Direction.INCOME, Direction.EXPENSE)
    }
    changes = tuple(PartyChange.model_validate(row) for row in rows if row.part == MOVED)
    return Parties(sides[Direction.INCOME], sides[Direction.EXPENSE], changes)


def _flows(ctx: Ctx, now: Period, before: Period, filters: ReadingFilters) -> Select[Any]:
    """The sums by direction, category and party; customers go by their own name. Only income comes
    from a customer: an expense for one was paid to somebody else."""
    record = FinancialRecord
    income = record.direction == literal_column("'income'")
    customer_id = case((income, record.customer_id))
    name = case(
        (income, func.coalesce(Customer.name, record.counterparty)),
        else_=func.coalesce(record.counterparty, Customer.name),
    )
    keys = (record.direction, record.category_id, customer_id, name)
    return (
        _records(ctx, now, before, filters)
        .outerjoin(Customer, Customer.id == record.customer_id)
        .with_only_columns(
            record.direction,
            record.category_id,
            customer_id.label("customer_id"),
            name.label("name"),
            _sums(ctx, now).label("now"),
            _sums(ctx, before).label("before"),
            func.count(case((_in(now), 1))).label("records"),
        )
        .group_by(*keys)
    )


def _largest(flows: CTE, limit: int) -> Subquery:
    c = flows.c
    first = func.sum(c.now)
    place = func.row_number().over(partition_by=c.direction, order_by=(first.desc(), c.name))
    ranked = (
        select(
            literal(LARGEST).label("part"),
            c.direction,
            cast(null(), BigInteger).label("category_id"),
            c.customer_id,
            c.name,
            first.label("now"),
            func.sum(c.before).label("before"),
            func.sum(c.records).label("records"),
            place.label("place"),
        )
        .group_by(c.direction, c.customer_id, c.name)
        .having(first != 0)
        .subquery()
    )
    return select(ranked).where(ranked.c.place <= limit).subquery()


def _moved(flows: CTE, limit: int) -> Subquery:
    c = flows.c
    by = func.abs(func.sum(c.now) - func.sum(c.before))
    place = func.row_number().over(
        partition_by=(c.category_id, c.direction), order_by=(by.desc(), c.name)
    )
    ranked = (
        select(
            literal(MOVED).label("part"),
            c.direction,
            c.category_id,
            cast(null(), BigInteger).label("customer_id"),
            c.name,
            func.sum(c.now).label("now"),
            func.sum(c.before).label("before"),
            func.sum(c.records).label("records"),
            place.label("place"),
        )
        .group_by(c.direction, c.category_id, c.name)
        .having(by != 0)
        .subquery()
    )
    return select(ranked).where(ranked.c.place <= limit).subquery()


def freshness(ctx: Ctx) -> tuple[Freshness, ...]:
    """Active accounts with the day of their last record, the oldest first."""
    if not ctx.actor.can("accounts.view"):
        return ()
    last = func.max(FinancialRecord.record_date)
    statement = (
        visible_records(ctx)
        .join(Account, Account.id == FinancialRecord.account_id)
        .with_only_columns(
            Account.id.label("account_id"),
            Account.name.label("name"),
            last.label("last_day"),
            func.count().label("records"),
        )
        .where(scoped(ctx, "accounts.view", Account), Account.is_active)
        .where(FinancialRecord.deleted_at.is_(None))
        .group_by(Account.id, Account.name)
        .order_by(last, Account.name)
    )
    return tuple(Freshness.model_validate(row) for row in ctx.session.execute(statement))


def _records(ctx: Ctx, now: Period, before: Period, filters: ReadingFilters) -> Select[Any]:
    return visible_records(ctx).where(in_sums(), _in(now) | _in(before), *narrowed(filters))


def _in(period: Period) -> Any:
    return FinancialRecord.record_date.between(period.start, period.end)


def _sums(ctx: Ctx, period: Period) -> Any:
    amount = visible_amount(ctx, FinancialRecord, FinancialRecord.amount_base)
    return func.coalesce(func.sum(case((_in(period), amount))), literal(ZERO))
