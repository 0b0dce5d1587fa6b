"""Whom money came from and went to, and how that changed between two spans of days."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, case, func, literal, select

from core.finance.readings import NO_FILTERS, ReadingFilters, narrowed
from core.finance.record_queries import in_sums, visible_records
from core.finance.states import Direction
from core.identity import scoped, visible_amount
from core.kit.context import Ctx
from core.kit.inputs import Row
from core.kit.periods import Period
from data.schema import Account, Customer, FinancialRecord

ZERO = Decimal("0.00")


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


def top_parties(
    ctx: Ctx,
    direction: Direction,
    now: Period,
    before: Period,
    filters: ReadingFilters = NO_FILTERS,
    *,
    limit: int = 8,
) -> tuple[PartySums, ...]:
    """The largest payers (income) or payees (expense) of `now`; customers go by their name."""
    name = func.coalesce(Customer.name, FinancialRecord.counterparty)
    keys = (FinancialRecord.customer_id, name)
    first, second = _sums(ctx, now), _sums(ctx, before)
    statement = (
        _records(ctx, now, before, filters)
        .outerjoin(Customer, Customer.id == FinancialRecord.customer_id)
        .with_only_columns(
            FinancialRecord.customer_id,
            name.label("name"),
            first.label("now"),
            second.label("before"),
            func.count(case((_in(now), 1))).label("records"),
        )
        .where(FinancialRecord.direction == direction.value)
        .group_by(*keys)
        .having(first != 0)
        .order_by(first.desc(), name)
        .limit(limit)
    )
    return tuple(PartySums.model_validate(row) for row in ctx.session.execute(statement))


def party_changes(
    ctx: Ctx,
    categories: Collection[int | None],
    now: Period,
    before: Period,
    filters: ReadingFilters = NO_FILTERS,
    *,
    limit: int = 3,
) -> tuple[PartyChange, ...]:
    """The counterparties that moved each of the categories most, the largest change first."""
    record = FinancialRecord
    first, second = _sums(ctx, now), _sums(ctx, before)
    keys = (record.category_id, record.direction, record.counterparty)
    known = [one for one in categories if one is not None]
    wanted: Any = record.category_id.in_(known)
    if None in categories:
        wanted = wanted | record.category_id.is_(None)
    place = func.row_number().over(
        partition_by=(record.category_id, record.direction),
        order_by=(func.abs(first - second).desc(), record.counterparty),
    )
    ranked = (
        _records(ctx, now, before, filters)
        .with_only_columns(
            record.category_id,
            record.direction,
            record.counterparty.label("name"),
            first.label("now"),
            second.label("before"),
            place.label("place"),
        )
        .where(wanted)
        .group_by(*keys)
        .subquery()
    )
    found = select(ranked).where(ranked.c.place <= limit, ranked.c.now != ranked.c.before)
    rows = ctx.session.execute(found.order_by(ranked.c.place))
    return tuple(PartyChange.model_validate(row) for row in rows)


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
