"""The asked targets on many days: what they are called, where they are, and what their plans say
of currency and budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import select

from core.indicators.frames import frame_of_plans
from core.indicators.schemas import Question, TargetType
from core.indicators.targets import projects_on, target_table
from core.kit.context import Ctx


class Place(NamedTuple):
    """A target as it stood on a day."""

    name: str
    department_id: int | None
    project_id: int | None
    currency: str
    budget: Decimal | None


def places_on(ctx: Ctx, question: Question, days: Sequence[date]) -> Sequence[Mapping[int, Place]]:
    """The asked targets by id, as they stood on each of the ascending `days`."""
    return question.shared(("places", *days), lambda: _places(ctx, question, days))


def _places(ctx: Ctx, question: Question, days: Sequence[date]) -> Sequence[Mapping[int, Place]]:
    if question.target_type is TargetType.PROJECT:
        return frame_of_plans(ctx, question, days, _project, projects_on)
    table = target_table(ctx, question)
    rows = ctx.session.execute(select(table).order_by(table.c.id))
    return [{row[0]: Place(*row[1:]) for row in rows}] * len(days)


def _project(row: Any) -> Place:
    _, key, name, department_id, currency, budget = row
    return Place(name, department_id, key, currency, budget)
