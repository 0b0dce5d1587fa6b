"""What changed in records and budgets, told as events with dates and places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from core.kit.context import Ctx
from core.kit.events import emit
from data.schema import FinancialRecord, Project

RECORDS_CHANGED = "finance.records_changed"
BUDGETS_CHANGED = "finance.budgets_changed"
RATES_CHANGED = "finance.rates_changed"


@dataclass(frozen=True)
class Touched:
    """What a record weighs on: its day, place and direction."""

    record_date: date
    direction: str
    department_id: int | None
    project_id: int | None


def touched(record: FinancialRecord) -> Touched:
    """What the record weighs on as it stands now; take it before and after a change."""
    return Touched(record.record_date, record.direction, record.department_id, record.project_id)


def emit_records_changed(ctx: Ctx, records: Iterable[Touched]) -> None:
    """Tell which days, departments and projects changed records weigh on."""
    found = list(records)
    if not found:
        return
    days = [one.record_date for one in found]
    payload = {
        "min_date": min(days).isoformat(),
        "max_date": max(days).isoformat(),
        "directions": sorted({str(one.direction) for one in found}),
        **_places(ctx, (o.department_id for o in found), (o.project_id for o in found)),
    }
    emit(ctx, RECORDS_CHANGED, payload)


def span_of(ctx: Ctx, *conditions: ColumnElement[bool]) -> dict[str, Any] | None:
    """The event's payload for all records that match, in the bin or not; None without any."""
    row = FinancialRecord
    about = (row.direction, row.department_id, row.project_id)
    days = func.min(row.record_date), func.max(row.record_date)
    found = ctx.session.execute(select(*about, *days).where(*conditions).group_by(*about)).all()
    if not found:
        return None
    directions, departments, projects, firsts, lasts = zip(*found, strict=True)
    return {
        "min_date": min(firsts).isoformat(),
        "max_date": max(lasts).isoformat(),
        "directions": sorted(set(directions)),
        **_places(ctx, departments, projects),
    }


def emit_budgets_changed(
    ctx: Ctx, department_ids: Iterable[int | None], project_ids: Iterable[int | None]
) -> None:
    """Tell the places whose budgets changed; none named: the company's."""
    emit(ctx, BUDGETS_CHANGED, _places(ctx, department_ids, project_ids))


def _places(
    ctx: Ctx, departments: Iterable[int | None], projects: Iterable[int | None]
) -> dict[str, list[int]]:
    """Ids without nulls; a project's department counts as touched too."""
    project_ids = {one for one in projects if one is not None}
    of_projects = (
        ctx.session.scalars(select(Project.department_id).where(Project.id.in_(project_ids)))
        if project_ids
        else ()
    )
    department_ids = {one for one in (*departments, *of_projects) if one is not None}
    return {"department_ids": sorted(department_ids), "project_ids": sorted(project_ids)}


def forget_loaded(ctx: Ctx) -> None:
    """After records changed in bulk: those this unit of work holds are read again when needed."""
    for one in ctx.session.identity_map.values():
        if isinstance(one, FinancialRecord):
            ctx.session.expire(one)
