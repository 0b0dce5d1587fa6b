"""Inputs and rows of satisfaction scores."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from core.kit.inputs import UNSET, Day, Id, Input, OptionalText, Row

Score = Annotated[Decimal, Field(ge=0, le=100, max_digits=9, decimal_places=6, allow_inf_nan=False)]


class ScoreIn(Input):
    """What a customer gave on a day, 0-100; without department and project it counts for the
    customer's own department."""

    customer_id: Id
    score: Score
    scored_on: Day
    project_id: Id | None = None
    department_id: Id | None = None
    comment: OptionalText = None


class ScorePatch(Input):
    """Changes to a score."""

    customer_id: Id = UNSET
    score: Score = UNSET
    scored_on: Day = UNSET
    project_id: Id | None = None
    department_id: Id | None = None
    comment: OptionalText = None


class ScoreRow(Row):
    """A score, 0-100."""

    id: int
    customer_id: int
    project_id: int | None
    department_id: int | None
    score: Decimal
    scored_on: date
    comment: str | None
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int
