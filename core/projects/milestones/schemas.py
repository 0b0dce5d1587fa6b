"""Inputs and rows of milestones, their plans and baselines."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from core.kit.inputs import UNSET, Day, Input, Name, OptionalLine, OptionalText, Row
from core.projects.milestones.states import NOT_STARTED, MilestoneStatus

Weight = Annotated[
    Decimal, Field(ge=0, le=100, max_digits=9, decimal_places=6, allow_inf_nan=False)
]


class MilestoneIn(Input):
    """A new milestone, in any state its dates allow. It belongs to the plan from `effective_on`
    on, by default from the start of the project."""

    name: Name
    planned_date: Day
    description: OptionalText = None
    actual_date: Day | None = None
    status: MilestoneStatus = NOT_STARTED
    weight: Weight = Decimal(0)
    effective_on: Day | None = None
    reason: OptionalLine = None


class MilestonePatch(Input):
    """Changes to a milestone. Another date, weight or name is a new plan from `effective_on` on,
    by default from today; `reason` is kept with it."""

    name: Name = UNSET
    planned_date: Day = UNSET
    description: OptionalText = None
    actual_date: Day | None = None
    status: MilestoneStatus = UNSET
    weight: Weight = UNSET
    effective_on: Day | None = None
    reason: OptionalLine = None


class MilestoneRow(Row):
    """A milestone as of today; `weight` 0-100."""

    id: int
    project_id: int
    name: str
    description: str | None
    planned_date: date
    actual_date: date | None
    status: MilestoneStatus
    weight: Decimal
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int


class MilestonePlanRow(Row):
    """What the plan said of a milestone from `effective_on` on."""

    id: int
    milestone_id: int
    project_id: int
    effective_on: date
    name: str
    planned_date: date
    weight: Decimal
    removed: bool
    reason: str | None
    created_by: int | None
    created_at: datetime


class BaselineIn(Input):
    """Freeze the plan of `effective_on`, by default today's, to measure against from then on."""

    effective_on: Day | None = None
    reason: OptionalLine = None


class BaselineRow(Row):
    """A frozen plan; `end_date` is the project's planned end in it."""

    id: int
    project_id: int
    effective_on: date
    end_date: date | None
    reason: str | None
    created_by: int | None
    created_at: datetime
