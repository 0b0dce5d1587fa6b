"""Inputs and rows of statement balances and of reconciled accounts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from core.kit.inputs import UNSET, Day, Id, Input, Money, OptionalText, Row


class StatementBalanceIn(Input):
    """What the bank says an account held at the end of a day, in the account's currency."""

    account_id: Id
    balance_on: Day
    balance: Money
    note: OptionalText = None


class StatementBalancePatch(Input):
    """Changes to a statement balance; what is not given stays."""

    balance_on: Day = UNSET
    balance: Money = UNSET
    note: OptionalText = None


class StatementBalanceRow(Row):
    """A statement balance; `import_batch_id` names the file it stood in, None: entered by hand.
    `balance` is None where the reader may not see it."""

    id: int
    account_id: int
    balance_on: date
    balance: Decimal | None
    import_batch_id: str | None
    note: str | None
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int


class ReconciledIn(Input):
    """The day up to which an account is reconciled; null takes the mark away."""

    until: Day | None


class ComparedDay(Row):
    """A statement against the books at the end of its day."""

    statement_id: int
    balance_on: date
    balance: Decimal
    book: Decimal
    difference: Decimal


class AccountBalance(Row):
    """An account's books against its statements, in the account's currency.

    `book` is the balance on `as_of`: the opening balance and the records after it. Without an
    opening balance the first statement is where the books begin, `begins_on` says that day; both
    None without either. `difference` is book less statement on `statement_on`, the last one up to
    `as_of`. The books agreed last on `agreed_on` and break by the statement of `breaks_on`, None
    where they agree. `neutral` records say nothing of the side they are on and `foreign` ones are
    in another currency: both are in no balance. Amounts are None where they are hidden.
    """

    account_id: int
    name: str
    currency: str
    as_of: date
    begins_on: date | None
    book: Decimal | None
    statement_on: date | None
    statement: Decimal | None
    difference: Decimal | None
    agreed_on: date | None
    breaks_on: date | None
    days: tuple[ComparedDay, ...]
    records: int
    neutral: int
    foreign: int
    last_record: date | None
    reconciled_until: date | None
    reconciled_by: int | None
    reconciled_at: datetime | None
    is_active: bool


class Suspect(Row):
    """A record that may explain a difference: `why` is twice, side, pending, neutral or binned."""

    record_id: int
    record_date: date
    direction: str
    amount: Decimal
    counterparty: str | None
    description: str | None
    why: str
