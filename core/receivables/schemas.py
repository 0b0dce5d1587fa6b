"""Inputs and rows of contracts, receivables and receipts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from core.kit.inputs import (
    UNSET,
    Currency,
    Day,
    Id,
    Input,
    Money,
    Name,
    NonNegativeMoney,
    OptionalCode,
    OptionalLine,
    OptionalText,
    Row,
)
from core.receivables.states import ContractStatus, ReceivableState, ReceivableStatus

PositiveMoney = Annotated[Money, Field(gt=0)]


class ContractIn(Input):
    """A contract with a customer."""

    name: Name
    code: OptionalCode = None
    customer_id: Id | None = None
    project_id: Id | None = None
    department_id: Id | None = None
    amount: NonNegativeMoney | None = None
    currency: Currency | None = None
    signed_on: Day | None = None
    start_date: Day | None = None
    end_date: Day | None = None
    terms: OptionalText = None
    status: ContractStatus = ContractStatus.ACTIVE


class ContractPatch(Input):
    """Changes to a contract; `reason` of a new status goes to its history."""

    name: Name = UNSET
    code: OptionalCode = None
    customer_id: Id | None = None
    project_id: Id | None = None
    department_id: Id | None = None
    amount: NonNegativeMoney | None = None
    currency: Currency = UNSET
    signed_on: Day | None = None
    start_date: Day | None = None
    end_date: Day | None = None
    terms: OptionalText = None
    status: ContractStatus = UNSET
    reason: OptionalLine = None


class ContractRow(Row):
    """A contract; `amount` None also where the reader may not see it."""

    id: int
    code: str | None
    name: str
    customer_id: int | None
    project_id: int | None
    department_id: int | None
    amount: Decimal | None
    currency: str
    signed_on: date | None
    start_date: date | None
    end_date: date | None
    terms: str | None
    status: ContractStatus
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int


class ReceivableIn(Input):
    """What somebody owes. What is not given of customer, project, department and currency is
    that of the contract."""

    due_date: Day
    amount: PositiveMoney
    code: OptionalCode = None
    title: OptionalLine = None
    contract_id: Id | None = None
    customer_id: Id | None = None
    project_id: Id | None = None
    department_id: Id | None = None
    issued_on: Day | None = None
    currency: Currency | None = None
    status: ReceivableStatus = ReceivableStatus.OPEN
    note: OptionalText = None


class ReceivablePatch(Input):
    """Changes to a receivable; `reason` of a new status goes to its history."""

    due_date: Day = UNSET
    amount: PositiveMoney = UNSET
    code: OptionalCode = None
    title: OptionalLine = None
    contract_id: Id | None = None
    customer_id: Id | None = None
    project_id: Id | None = None
    department_id: Id | None = None
    issued_on: Day | None = None
    currency: Currency = UNSET
    status: ReceivableStatus = UNSET
    note: OptionalText = None
    reason: OptionalLine = None


class ReceivableRow(Row):
    """A receivable as of a day: `received` and `open_amount` count receipts up to it.

    `days_overdue` is None unless something is overdue; amounts None where they may not be seen.
    """

    id: int
    code: str | None
    title: str | None
    contract_id: int | None
    customer_id: int | None
    project_id: int | None
    department_id: int | None
    business_event_id: int | None
    issued_on: date | None
    due_date: date
    amount: Decimal | None
    received: Decimal | None
    open_amount: Decimal | None
    currency: str
    status: ReceivableStatus
    state: ReceivableState
    days_overdue: int | None
    as_of: date
    note: str | None
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int


class ReceiptIn(Input):
    """An income record that pays a receivable, by default with all that is open on both."""

    financial_record_id: Id
    amount: PositiveMoney | None = None


class ReceiptRow(Row):
    """A receipt; `counterparty` None also where the reader may not see the record."""

    id: int
    receivable_id: int
    financial_record_id: int
    received_on: date
    counterparty: str | None
    amount: Decimal | None
    currency: str
    created_by: int | None
    created_at: datetime


class ReceiptSuggestion(Row):
    """An income record that may pay a receivable. `amount` is what would be matched of
    `record_amount`, what the record has left; `score` is 0-100, `reason` says why in words."""

    receivable_id: int
    receivable: str
    financial_record_id: int
    record_date: date
    counterparty: str | None
    amount: Decimal
    record_amount: Decimal
    currency: str
    score: int
    certain: bool
    reason: str
