"""Inputs and rows of projects."""

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
    Name,
    NonNegativeMoney,
    OptionalCode,
    OptionalLine,
    OptionalText,
    Row,
)
from core.projects.states import ProjectStatus

Progress = Annotated[
    Decimal, Field(ge=0, le=100, max_digits=9, decimal_places=6, allow_inf_nan=False)
]


class ProjectIn(Input):
    """A new project, in any state its dates allow; without a code it gets one."""

    name: Name
    start_date: Day
    budget: NonNegativeMoney
    code: OptionalCode = None
    customer_id: Id | None = None
    manager_id: Id | None = None
    department_id: Id | None = None
    end_date: Day | None = None
    actual_end_date: Day | None = None
    estimated_cost: NonNegativeMoney | None = None
    currency: Currency | None = None
    status: ProjectStatus = ProjectStatus.PLANNING
    progress: Progress = Decimal(0)
    description: OptionalText = None


class ProjectPatch(Input):
    """Changes to a project. A new plan (dates, budget, estimate) counts from `effective_on`, by
    default today; `reason` goes to the status history."""

    name: Name = UNSET
    start_date: Day = UNSET
    budget: NonNegativeMoney = UNSET
    code: OptionalCode = None
    customer_id: Id | None = None
    manager_id: Id | None = None
    department_id: Id | None = None
    end_date: Day | None = None
    actual_end_date: Day | None = None
    estimated_cost: NonNegativeMoney | None = None
    currency: Currency = UNSET
    status: ProjectStatus = UNSET
    progress: Progress = UNSET
    description: OptionalText = None
    effective_on: Day | None = None
    reason: OptionalLine = None


class ProjectRow(Row):
    """A project; money None where the reader may not see it. `progress` is 0-100."""

    id: int
    name: str
    code: str | None
    customer_id: int | None
    manager_id: int | None
    department_id: int | None
    start_date: date
    end_date: date | None
    actual_end_date: date | None
    budget: Decimal | None
    estimated_cost: Decimal | None
    currency: str
    status: ProjectStatus
    progress: Decimal
    description: str | None
    deleted_at: datetime | None
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int


class ProjectPlanRow(Row):
    """The plan of a project from `effective_on` to the next one."""

    id: int
    project_id: int
    effective_on: date
    budget: Decimal | None
    estimated_cost: Decimal | None
    currency: str
    start_date: date
    end_date: date | None
    created_by: int | None
    created_at: datetime
