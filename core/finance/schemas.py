"""Inputs and rows of records and rates, and what is read from them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from core.finance.states import Direction, RecordStatus
from core.kit.inputs import (
    UNSET,
    Currency,
    Day,
    Id,
    Input,
    Moment,
    Money,
    OptionalLine,
    OptionalText,
    Row,
)


class FinancialRecordIn(Input):
    """A record made by hand. `amount` counts in its direction: a refund is negative."""

    record_date: Day
    direction: Direction
    amount: Money
    currency: Currency | None = None
    occurred_at: Moment | None = None
    status: RecordStatus = RecordStatus.BOOKED
    category_id: Id | None = None
    counterparty: OptionalLine = None
    description: OptionalText = None
    department_id: Id | None = None
    project_id: Id | None = None
    customer_id: Id | None = None
    account_id: Id | None = None
    external_id: OptionalLine = None


class FinancialRecordPatch(Input):
    """Changes to a record; what is not given stays."""

    record_date: Day = UNSET
    direction: Direction = UNSET
    amount: Money = UNSET
    currency: Currency = UNSET
    occurred_at: Moment | None = None
    status: RecordStatus = UNSET
    category_id: Id | None = None
    counterparty: OptionalLine = None
    description: OptionalText = None
    department_id: Id | None = None
    project_id: Id | None = None
    customer_id: Id | None = None
    account_id: Id | None = None
    external_id: OptionalLine = None


class RecordBody(Row):
    """What a record says. Amounts are None where the reader may not see them; `amount_base` is
    in company currency and also None without a rate."""

    record_date: date
    direction: Direction
    amount: Decimal | None
    currency: str
    amount_base: Decimal | None
    occurred_at: datetime | None
    status: str
    category_id: int | None
    category_source: str | None
    categorisation_rule_id: int | None
    counterparty: str | None
    description: str | None
    department_id: int | None
    project_id: int | None
    customer_id: int | None
    contract_id: int | None
    business_event_id: int | None
    account_id: int | None
    import_batch_id: str | None
    import_line: int | None
    external_id: str | None
    extra: dict[str, Any] | None
    deleted_at: datetime | None
    created_by: int | None
    created_at: datetime


class FinancialRecordRow(RecordBody):
    """A record as it stands."""

    id: int
    updated_at: datetime
    version: int


class RecordVersionRow(RecordBody):
    """A record as it was before an edit."""

    id: int
    record_id: int
    version: int
    replaced_at: datetime
    replaced_by: int | None
    replaced_by_batch_id: str | None


class RecordTotal(Row):
    """Sum of the records of one direction and currency that the reader may see the amounts of.

    `amount_base` sums what has a rate; `without_rate` and `hidden` count what is in no sum.
    """

    direction: Direction
    currency: str
    records: int
    amount: Decimal
    amount_base: Decimal
    without_rate: int
    hidden: int


RatePerUnit = Annotated[
    Decimal, Field(gt=0, le=Decimal(10) ** 9, max_digits=18, decimal_places=8, allow_inf_nan=False)
]


class ExchangeRateIn(Input):
    """Units of company currency for one unit of `currency`, from `rate_date` to the next rate."""

    currency: Currency
    rate_date: Day
    rate: RatePerUnit


class ExchangeRatePatch(Input):
    """Changes to a rate; what is not given stays."""

    currency: Currency = UNSET
    rate_date: Day = UNSET
    rate: RatePerUnit = UNSET


class ExchangeRateRow(Row):
    """A rate as it is stored."""

    id: int
    currency: str
    rate_date: date
    rate: Decimal
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int
