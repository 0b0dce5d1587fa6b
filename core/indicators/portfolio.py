"""Projects completed of those due, and what customers think, for departments and the company."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, case, cast, func, literal, select
from sqlalchemy.types import BigInteger

from core.indicators.places import Place, places_on
from core.indicators.schemas import COMPANY_ID, Loader, Question, TargetType
from core.kit.context import Ctx
from core.kit.money import ratio
from core.kit.periods import Period
from core.kit.rows import plain_rows
from core.kit.versions import days_table, in_force, versions
from core.projects import ProjectStatus
from data.schema import Project, ProjectPlan, SatisfactionScore


@dataclass(frozen=True, slots=True)
class Share:
    """A target with a sum and what it is divided by."""

    target_id: int
    target_name: str
    department_id: int | None
    project_id: int | None
    currency: str
    part: Decimal
    whole: Decimal


@Loader
def load_completion(ctx: Ctx, question: Question, periods: Sequence[Period]) -> list[list[Share]]:
    """Of the projects due by each day as planned on that day: completed ones, and all."""
    days = days_table([period.end for period in periods])
    plan = versions(ProjectPlan, ProjectPlan.project_id)
    end = case((plan.c.id.is_not(None), plan.c.end_date), else_=Project.end_date)
    completed = Project.status == ProjectStatus.COMPLETED.value
    done = and_(completed, Project.actual_end_date <= days.c.day)
    key = _key(question, Project.department_id)
    due = (
        select(days.c.day, key.label("key"), case((done, 1), else_=0).label("part"))
        .select_from(days)
        .join(Project, Project.start_date <= days.c.day)
        .outerjoin(plan, and_(plan.c.project_id == Project.id, in_force(plan, days.c.day)))
        .where(Project.deleted_at.is_(None), end <= days.c.day)
        .subquery("due")
    )
    return _shares(ctx, question, periods, due)


@Loader
def load_satisfaction(ctx: Ctx, question: Question, periods: Sequence[Period]) -> list[list[Share]]:
    """The latest score of each customer by each day: their sum, and how many customers."""
    days = days_table([period.end for period in periods])
    score = SatisfactionScore
    place = {
        TargetType.CUSTOMER: score.customer_id,
        TargetType.PROJECT: score.project_id,
        TargetType.DEPARTMENT: score.department_id,
    }.get(question.target_type)
    keys = (score.customer_id,) if place is None else (place, score.customer_id)
    version = versions(score, *keys, since=score.scored_on)
    key = _key(question, None if place is None else version.c[place.key])
    latest = (
        select(days.c.day, key.label("key"), version.c.score.label("part"))
        .select_from(days)
        .join(version, and_(key.is_not(None), in_force(version, days.c.day)))
        .subquery("latest")
    )
    return _shares(ctx, question, periods, latest)


def _key(question: Question, column: Any) -> Any:
    """The id of the target something counts for."""
    if question.target_type is TargetType.COMPANY:
        return cast(literal(COMPANY_ID), BigInteger)
    return column


def _shares(
    ctx: Ctx, question: Question, periods: Sequence[Period], counted: Any
) -> list[list[Share]]:
    """Each target's sum of `part` and how many rows there are, from day, key, part."""
    sums = select(counted.c.day, counted.c.key, func.sum(counted.c.part), func.count()).group_by(
        counted.c.day, counted.c.key
    )
    found = {(row[0], row[1]): (row[2], row[3]) for row in plain_rows(ctx, sums)}
    targets = places_on(ctx, question, [question.as_of])[0]
    return [
        [
            _share(key, place, *found.get((period.end, key), (0, 0)))
            for key, place in targets.items()
        ]
        for period in periods
    ]


def _share(key: int, place: Place, part: Any, whole: int) -> Share:
    named = (place.name, place.department_id, place.project_id, place.currency)
    return Share(key, *named, Decimal(part), Decimal(whole))


def divided(question: Question, found: Share) -> Decimal | None:
    """part ÷ whole; None where there is nothing to divide by."""
    return ratio(found.part, found.whole)


def completion_inputs(question: Question, found: Share) -> dict[str, Any]:
    """What the completion rate comes from."""
    return {"projects_completed": int(found.part), "projects_due": int(found.whole)}


def satisfaction_inputs(question: Question, found: Share) -> dict[str, Any]:
    """What the mean score comes from."""
    return {"scores": found.part, "customers": int(found.whole)}
