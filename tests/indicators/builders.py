"""Rows that indicators read, straight into the tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from core.kit.context import SYSTEM
from core.kit.uow import unit_of_work
from data.schema import Budget, BudgetVersion, Customer, ExchangeRate, FinancialRecord
from data.schema.base import Base
from tests.world import NOW, TODAY


def add(row: Base) -> int:
    """Store the row, return its id; emits no event."""
    tracked: Any = row
    with unit_of_work(SYSTEM, now=NOW) as ctx:
        for name in ("created_at", "updated_at"):
            if hasattr(tracked, name):
                setattr(tracked, name, NOW)
        ctx.session.add(row)
        ctx.session.flush()
        return int(tracked.id)


def record(direction: str, amount: str, **values: Any) -> int:
    """A booked record of today in CNY unless told otherwise."""
    currency = values.pop("currency", "CNY")
    base = Decimal(amount) if currency == "CNY" else None
    given = {"record_date": TODAY, "status": "booked", "amount_base": base, **values}
    return add(
        FinancialRecord(direction=direction, amount=Decimal(amount), currency=currency, **given)
    )


def expense(amount: str, **values: Any) -> int:
    """An expense."""
    return record("expense", amount, **values)


def income(amount: str, **values: Any) -> int:
    """An income."""
    return record("income", amount, **values)


def budget(amount: str, **values: Any) -> int:
    """An approved budget of the year in CNY unless told otherwise."""
    given = {
        "period_start": date(2026, 1, 1),
        "period_end": date(2026, 12, 31),
        "currency": "CNY",
        "status": "approved",
        **values,
    }
    return add(Budget(amount=Decimal(amount), **given))


def budget_version(budget_id: int, effective_on: date, amount: str, status: str) -> int:
    """A dated version of a budget."""
    return add(
        BudgetVersion(
            budget_id=budget_id, effective_on=effective_on, amount=Decimal(amount), status=status
        )
    )


def rate(currency: str, day: date, value: str) -> int:
    """An exchange rate."""
    return add(ExchangeRate(currency=currency, rate_date=day, rate=Decimal(value)))


def customer(name: str, department_id: int | None = None) -> int:
    """A customer."""
    return add(Customer(name=name, department_id=department_id))
