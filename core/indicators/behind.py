"""The rows behind a figure: the records or receivables it was computed from, the weightiest
first, as far as the reader may see them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from core.identity import scope_clause, scoped
from core.indicators.budgets import USED, within_budgets
from core.indicators.flows import measures
from core.indicators.library import definition, target_type_of
from core.indicators.queries import question
from core.indicators.receivables import late_receivables
from core.indicators.record_sums import Narrowing, placed_records
from core.indicators.schemas import Question, TargetType
from core.kit.context import Ctx
from core.kit.inputs import Row
from data.schema import FinancialRecord, Receivable

R = FinancialRecord
SHOWN = 10
FLOWS: dict[str, tuple[str, ...]] = {
    "gross_margin": ("revenue", "cost"),
    "revenue": ("revenue",),
    "cost": ("cost",),
    "cash_in": ("cash_in",),
    "cash_out": ("cash_out",),
}
BUDGETED = frozenset({"budget_execution_rate", "budget_overrun_rate"})
COST_INCURRED = frozenset(
    {
        "cost_consumption_rate",
        "actual_cost",
        "cost_variance",
        "cost_performance_index",
        "estimate_at_completion",
        "estimate_to_complete",
        "variance_at_completion",
        "to_complete_performance_index",
    }
)
"""Indicators of projects that rest on all of a project's expenses but transfer and financing."""
OWED = frozenset({"collection_rate", "receivable_overdue_days"})


class Behind(Row):
    """A record (`financial_record`) or receivable that a figure rests on. `amount` counts in the
    record's direction; of a receivable it is what is still open."""

    kind: str
    id: int
    day: date
    name: str | None
    direction: str | None
    amount: Decimal
    currency: str


def rows_behind(
    ctx: Ctx,
    code: str,
    *,
    target_type: str,
    target_id: int,
    as_of: date | None = None,
    period: str | None = None,
    limit: int = SHOWN,
) -> list[Behind]:
    """What the value of one target rests on; nothing where the reader may not see rows or amounts,
    and for figures that rest on plans and progress alone.

    Raises NotFound for an unknown indicator, Invalid.
    """
    indicator = definition(code)
    kind = target_type_of(indicator, target_type)
    asked = question(ctx, indicator, kind, target_ids=[target_id], as_of=as_of, period=period)
    if code in OWED:
        return _receivables(ctx, asked, limit)
    if kind is TargetType.FINANCIAL_RECORD:
        return _records(ctx, _plain().where(R.id == target_id), limit)
    if code not in FLOWS.keys() | BUDGETED | COST_INCURRED:
        return []
    wanted, since, narrowing = _wanted(code, asked)
    statement = placed_records(ctx, asked, _plain(), since=since, narrowing=narrowing)
    return _records(ctx, statement.where(wanted), limit)


def _wanted(
    code: str, asked: Question
) -> tuple[ColumnElement[bool], date | None, Narrowing | None]:
    if code in BUDGETED | COST_INCURRED:
        return or_(*USED.values()), None, within_budgets(asked)
    of = measures(asked)
    return or_(*(of[name] for name in FLOWS[code])), asked.period.start, None


def _plain() -> Any:
    return select(
        R.id,
        R.record_date.label("day"),
        func.coalesce(R.counterparty, R.description).label("name"),
        R.direction,
        R.amount,
        R.currency,
    ).select_from(R)


def _records(ctx: Ctx, statement: Select[Any], limit: int) -> list[Behind]:
    if not (ctx.actor.can("records.view") and ctx.actor.can("amounts.view")):
        return []
    seen = and_(
        scoped(ctx, "records.view", R),
        scope_clause(ctx.actor, ctx.actor.scope("amounts.view"), R),
    )
    weight = func.abs(func.coalesce(R.amount_base, R.amount)).desc()
    rows = ctx.session.execute(statement.where(seen).order_by(weight, R.id.desc()).limit(limit))
    return [Behind(kind="financial_record", **row._mapping) for row in rows]


def _receivables(ctx: Ctx, asked: Question, limit: int) -> list[Behind]:
    if not (ctx.actor.can("receivables.view") and ctx.actor.can("amounts.view")):
        return []
    seen = and_(
        scoped(ctx, "receivables.view", Receivable),
        scope_clause(ctx.actor, ctx.actor.scope("amounts.view"), Receivable),
    )
    rows = ctx.session.execute(late_receivables(asked).where(seen).limit(limit))
    return [Behind(kind="receivable", direction=None, **row._mapping) for row in rows]
