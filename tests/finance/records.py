"""Records for tests."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.finance import FinancialRecordIn, FinancialRecordRow, create_record
from core.kit.context import Ctx
from data.schema import OutboxEvent


def record(**changes: Any) -> FinancialRecordIn:
    """An expense of 100 CNY on 2026-06-01 unless told otherwise."""
    values: dict[str, Any] = {
        "record_date": "2026-06-01",
        "direction": "expense",
        "amount": Decimal(100),
    }
    return FinancialRecordIn(**values | changes)


def add(ctx: Ctx, **changes: Any) -> FinancialRecordRow:
    return create_record(ctx, record(**changes))


def events(ctx: Ctx, name: str) -> list[dict[str, Any]]:
    """Payloads of the events of that name, oldest first."""
    found = select(OutboxEvent.payload).where(OutboxEvent.name == name)
    return list(ctx.session.scalars(found.order_by(OutboxEvent.id)))
