"""Facts dated up to a day that were entered only after it: the past as it is known now is not as
it was known then."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from core.company import company
from core.finance import counted
from core.kit.context import Ctx
from core.kit.inputs import Row
from data.schema import (
    FinancialRecord,
    MilestonePlan,
    ProjectBaseline,
    ProjectMilestone,
    ProjectPlan,
    ProjectProgress,
    StatusChange,
)


class LateFacts(Row):
    """How many facts dated up to a day were entered after it, and when the last one was.
    `amount` is the sum of the expenses among the records in company currency, None without the
    right to it."""

    records: int
    amount: Decimal | None
    milestones: int
    plans: int
    last_entered: datetime | None

    @property
    def any(self) -> bool:
        """Whether there are any."""
        return bool(self.records or self.milestones or self.plans)


def late_facts(ctx: Ctx, project_id: int, day: date, *, amounts: bool) -> LateFacts:
    """What was entered late about a project the actor may see."""
    zone = ZoneInfo(company(ctx).timezone)
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), zone)
    records, spent, entered = ctx.session.execute(_records(project_id, day, end)).one()
    reached, completed = ctx.session.execute(_reached(project_id, day, end)).one()
    plans = [ctx.session.execute(_dated(model, project_id, day, end)).one() for model in DATED]
    moments = [entered, completed, *(last for _, last in plans)]
    return LateFacts(
        records=records,
        amount=Decimal(spent or 0) if amounts else None,
        milestones=reached,
        plans=sum(count for count, _ in plans),
        last_entered=max((one for one in moments if one is not None), default=None),
    )


DATED: tuple[Any, ...] = (ProjectPlan, MilestonePlan, ProjectProgress, ProjectBaseline)


def _records(project_id: int, day: date, end: datetime) -> Any:
    record = FinancialRecord
    spent = func.sum(record.amount_base).filter(record.direction == "expense")
    return select(func.count(), spent, func.max(record.created_at)).where(
        record.project_id == project_id,
        counted(record),
        record.record_date <= day,
        record.created_at >= end,
    )


def _dated(model: Any, project_id: int, day: date, end: datetime) -> Any:
    return select(func.count(), func.max(model.created_at)).where(
        model.project_id == project_id, model.effective_on <= day, model.created_at >= end
    )


def _reached(project_id: int, day: date, end: datetime) -> Any:
    """Milestones reached by then and said to be so only later."""
    milestone, change = ProjectMilestone, StatusChange
    said = func.count(func.distinct(milestone.id))
    return (
        select(said, func.max(change.changed_at))
        .join(change, change.target_id == milestone.id)
        .where(
            milestone.project_id == project_id,
            milestone.deleted_at.is_(None),
            milestone.actual_date <= day,
            change.target_type == "milestone",
            change.to_status == "completed",
            change.changed_at >= end,
        )
    )
