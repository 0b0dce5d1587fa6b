"""Projects completed of those due, and what customers think, for departments and the company."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, case, cast, func, literal, select
from sqlalchemy.types import BigInteger

from core.indicators.projects import latest
from core.indicators.schemas import COMPANY_ID, Question, TargetType
from core.indicators.targets import target_table
from core.kit.context import Ctx
from core.kit.money import ratio
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


def load_completion(ctx: Ctx, question: Question) -> list[Share]:
    """Of the projects due by `as_of` as planned on that day: completed ones, and all."""
    day = question.as_of
    plan = latest(ProjectPlan, day)
    end = case((plan.c.id.is_not(None), plan.c.end_date), else_=Project.end_date)
    done = and_(Project.status == ProjectStatus.COMPLETED.value, Project.actual_end_date <= day)
    key: Any = Project.department_id
    if question.target_type is TargetType.COMPANY:
        key = cast(literal(COMPANY_ID), BigInteger)
    due = (
        select(key.label("key"), case((done, 1), else_=0).label("done"))
        .outerjoin(plan, plan.c.project_id == Project.id)
        .where(Project.deleted_at.is_(None), Project.start_date <= day, end <= day)
        .subquery("due")
    )
    sums = select(
        due.c.key, func.sum(due.c.done).label("part"), func.count().label("whole")
    ).group_by(due.c.key)
    return _shares(ctx, question, sums)


def load_satisfaction(ctx: Ctx, question: Question) -> list[Share]:
    """The latest score of each customer by `as_of`: their sum, and how many customers."""
    score = SatisfactionScore
    keys: dict[TargetType, Any] = {
        TargetType.CUSTOMER: score.customer_id,
        TargetType.PROJECT: score.project_id,
        TargetType.DEPARTMENT: score.department_id,
        TargetType.COMPANY: cast(literal(COMPANY_ID), BigInteger),
    }
    key = keys[question.target_type]
    newest = func.row_number().over(
        partition_by=(key, score.customer_id), order_by=(score.scored_on.desc(), score.id.desc())
    )
    ranked = (
        select(key.label("key"), score.score, newest.label("newest"))
        .where(score.scored_on <= question.as_of, key.is_not(None))
        .subquery("ranked")
    )
    sums = (
        select(ranked.c.key, func.sum(ranked.c.score).label("part"), func.count().label("whole"))
        .where(ranked.c.newest == 1)
        .group_by(ranked.c.key)
    )
    return _shares(ctx, question, sums)


def _shares(ctx: Ctx, question: Question, statement: Select[Any]) -> list[Share]:
    targets, sums = target_table(ctx, question), statement.subquery("sums")
    rows = ctx.session.execute(
        select(targets, sums.c.part, sums.c.whole)
        .outerjoin(sums, sums.c.key == targets.c.id)
        .order_by(targets.c.id)
    )
    return [
        Share(row[0], row[1], row[2], row[3], row[4], Decimal(row[-2] or 0), Decimal(row[-1] or 0))
        for row in rows
    ]


def divided(question: Question, found: Share) -> Decimal | None:
    """part ÷ whole; None where there is nothing to divide by."""
    return ratio(found.part, found.whole)


def completion_inputs(question: Question, found: Share) -> dict[str, Any]:
    """What the completion rate comes from."""
    return {"projects_completed": int(found.part), "projects_due": int(found.whole)}


def satisfaction_inputs(question: Question, found: Share) -> dict[str, Any]:
    """What the mean score comes from."""
    return {"scores": found.part, "customers": int(found.whole)}
