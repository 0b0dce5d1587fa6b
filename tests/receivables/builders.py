"""Contracts, receivables and income for tests; the company's day is 2026-06-15."""

from __future__ import annotations

from typing import Any

from core.finance import CustomerIn, FinancialRecordRow, create_customer
from core.kit.context import Ctx
from core.receivables import (
    ContractIn,
    ContractRow,
    ReceivableIn,
    ReceivableRow,
    create_contract,
    create_receivable,
)
from tests.finance.records import add


def customer(ctx: Ctx, name: str = "Acme", **more: Any) -> int:
    return create_customer(ctx, CustomerIn(name=name, **more)).id


def contract(ctx: Ctx, **changes: Any) -> ContractRow:
    return create_contract(ctx, ContractIn.model_validate({"name": "Support"} | changes))


def receivable(ctx: Ctx, **changes: Any) -> ReceivableRow:
    """1,000 CNY due on 2026-05-31 unless told otherwise."""
    values = {"due_date": "2026-05-31", "amount": "1000", "title": "Invoice 1"}
    return create_receivable(ctx, ReceivableIn.model_validate(values | changes))


def income(ctx: Ctx, amount: object = "1000", **changes: Any) -> FinancialRecordRow:
    return add(ctx, direction="income", amount=amount, **changes)
