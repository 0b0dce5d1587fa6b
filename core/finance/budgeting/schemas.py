"""Inputs and rows of budgets, their monthly plans and dated versions."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from core.finance.states import BudgetStatus
from core.kit.i18n import N_
from core.kit.inputs import (
    UNSET,
    Currency,
    Day,
    Id,
    Input,
    NonNegativeMoney,
    OptionalLine,
    OptionalText,
    Row,
)

MOST_MONTHS = 120


class PlanWay(StrEnum):
    """How a budget's amount is spread over its months."""

    EVEN = "even"
    LAST_YEAR = "last_year"


PLAN_WAY_NAMES = {
    PlanWay.EVEN: N_("Evenly"),
    PlanWay.LAST_YEAR: N_("As last year’s expenses"),
}


class PlanMonth(Input):
    """What is planned for the month that holds `month`."""

    month: Day
    amount: NonNegativeMoney


Plan = Annotated[tuple[PlanMonth, ...], Field(min_length=1, max_length=MOST_MONTHS)]


class BudgetIn(Input):
    """A budget of a department, a project, a category, of several of these, or of the company.

    `plan` names months of the period that add up to the amount; without one it is spread evenly.
    """

    period_start: Day
    period_end: Day
    amount: NonNegativeMoney
    name: OptionalLine = None
    department_id: Id | None = None
    project_id: Id | None = None
    category_id: Id | None = None
    currency: Currency | None = None
    status: BudgetStatus = BudgetStatus.APPROVED
    note: OptionalText = None
    plan: Plan | None = None


class BudgetPatch(Input):
    """Changes to a budget. A new amount, plan or status counts from `effective_on`, by default
    today. A `plan` alone sets the amount to its sum, null spreads the amount evenly; a new amount
    without a plan changes each month of the former plan in proportion."""

    period_start: Day = UNSET
    period_end: Day = UNSET
    amount: NonNegativeMoney = UNSET
    name: OptionalLine = None
    department_id: Id | None = None
    project_id: Id | None = None
    category_id: Id | None = None
    currency: Currency = UNSET
    status: BudgetStatus = UNSET
    note: OptionalText = None
    plan: Plan | None = None
    effective_on: Day | None = None
    reason: OptionalLine = None


class BudgetRow(Row):
    """A budget as it stands; `amount` None where the reader may not see it."""

    id: int
    name: str | None
    department_id: int | None
    project_id: int | None
    category_id: int | None
    period_start: date
    period_end: date
    amount: Decimal | None
    currency: str
    status: BudgetStatus
    note: str | None
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int


class PlannedMonth(Row):
    """What is planned for the month that begins on `month`."""

    month: date
    amount: Decimal


class BudgetVersionRow(Row):
    """Amount, plan and status of a budget from `effective_on` on; `is_even`: nobody planned the
    months, the amount is spread. Amounts are None and the plan empty where they are hidden."""

    id: int
    budget_id: int
    effective_on: date
    amount: Decimal | None
    status: BudgetStatus
    reason: str | None
    plan: tuple[PlannedMonth, ...]
    is_even: bool
    created_by: int | None
    created_at: datetime
