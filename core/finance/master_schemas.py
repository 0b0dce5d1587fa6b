"""Inputs and rows of the master data: accounts, categories, customers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from core.finance.states import AccountKind, CategoryKind
from core.kit.i18n import localised
from core.kit.inputs import (
    UNSET,
    Code,
    Currency,
    Day,
    Id,
    Input,
    Money,
    Name,
    OptionalCode,
    OptionalLine,
    OptionalText,
    Row,
)


class AccountIn(Input):
    """An own account; `number` is stored encrypted and never handed out again.

    `opening_balance` is what it held at the end of `opening_on`; both or none.
    """

    name: Name
    kind: AccountKind = AccountKind.BANK
    currency: Currency | None = None
    institution: OptionalLine = None
    number: OptionalCode = None
    department_id: Id | None = None
    is_active: bool = True
    opening_on: Day | None = None
    opening_balance: Money | None = None


class AccountPatch(Input):
    """Changes to an account; what is not given stays."""

    name: Name = UNSET
    kind: AccountKind = UNSET
    currency: Currency = UNSET
    institution: OptionalLine = None
    number: OptionalCode = None
    department_id: Id | None = None
    is_active: bool = UNSET
    opening_on: Day | None = None
    opening_balance: Money | None = None


class AccountRow(Row):
    """An account with the tail of its number; `opening_balance` None also where it is hidden."""

    id: int
    name: str
    kind: AccountKind
    currency: str
    institution: str | None
    number_tail: str | None
    department_id: int | None
    is_active: bool
    opening_on: date | None
    opening_balance: Decimal | None
    reconciled_until: date | None
    reconciled_by: int | None
    reconciled_at: datetime | None
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int


class CategoryIn(Input):
    """A category; `kind` says what it means for margins and budgets."""

    code: Code
    name_zh: Name
    name_en: Name
    kind: CategoryKind
    parent_id: Id | None = None
    is_active: bool = True


class CategoryPatch(Input):
    """Changes to a category; what is not given stays."""

    code: Code = UNSET
    name_zh: Name = UNSET
    name_en: Name = UNSET
    kind: CategoryKind = UNSET
    parent_id: Id | None = None
    is_active: bool = UNSET


class CategoryRow(Row):
    """A category as it is stored."""

    id: int
    code: str
    name_zh: str
    name_en: str
    kind: CategoryKind
    parent_id: int | None
    is_active: bool
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return localised(self.name_zh, self.name_en)


class CustomerIn(Input):
    """A customer; `phone` is stored encrypted."""

    name: Name
    code: OptionalCode = None
    contact: OptionalLine = None
    email: OptionalLine = None
    phone: OptionalCode = None
    department_id: Id | None = None
    description: OptionalText = None
    is_active: bool = True


class CustomerPatch(Input):
    """Changes to a customer; what is not given stays."""

    name: Name = UNSET
    code: OptionalCode = None
    contact: OptionalLine = None
    email: OptionalLine = None
    phone: OptionalCode = None
    department_id: Id | None = None
    description: OptionalText = None
    is_active: bool = UNSET


class CustomerRow(Row):
    """A customer with the tail of their phone number."""

    id: int
    name: str
    code: str | None
    contact: str | None
    email: str | None
    phone_tail: str | None
    department_id: int | None
    description: str | None
    is_active: bool
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int
