"""Dated versions of a budget with the months each plans."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import delete, func, insert, select

from core.company import company
from core.finance.budgeting.plans import Months, even_plan
from core.finance.budgeting.schemas import BudgetVersionRow, PlannedMonth
from core.identity import amounts_shown, load_visible
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_
from core.kit.periods import Period, today
from data.schema import Budget, BudgetMonth, BudgetVersion


def budget_versions(ctx: Ctx, budget_id: int) -> tuple[BudgetVersionRow, ...]:
    """Amounts, plans and statuses of a budget by the day they count from. Raises NotFound."""
    budget = load_visible(ctx, Budget, budget_id, "budgets.view")
    shown = amounts_shown(ctx, Budget, budget_id)
    rows = _versions(ctx, budget_id)
    plans = planned(ctx, [row.id for row in rows])
    period = Period(budget.period_start, budget.period_end)
    return tuple(_row(row, plans.get(row.id), period, shown=shown) for row in rows)


def _row(
    row: BudgetVersion, plan: Months | None, period: Period, *, shown: bool
) -> BudgetVersionRow:
    months = (plan or even_plan(period, row.amount)) if shown else {}
    return BudgetVersionRow(
        id=row.id,
        budget_id=row.budget_id,
        effective_on=row.effective_on,
        amount=row.amount if shown else None,
        status=row.status,
        reason=row.reason,
        plan=tuple(PlannedMonth(month=month, amount=months[month]) for month in sorted(months)),
        is_even=plan is None,
        created_by=row.created_by,
        created_at=row.created_at,
    )


def _versions(ctx: Ctx, budget_id: int) -> list[BudgetVersion]:
    found = select(BudgetVersion).where(BudgetVersion.budget_id == budget_id)
    return list(ctx.session.scalars(found.order_by(BudgetVersion.effective_on, BudgetVersion.id)))


def planned(ctx: Ctx, version_ids: Iterable[int]) -> dict[int, Months]:
    """The months of the versions that somebody planned, by version."""
    found: dict[int, Months] = defaultdict(dict)
    statement = select(BudgetMonth.budget_version_id, BudgetMonth.month, BudgetMonth.amount)
    rows = statement.where(BudgetMonth.budget_version_id.in_(list(version_ids)))
    for version_id, month, amount in ctx.session.execute(rows):
        found[version_id][month] = amount
    return dict(found)


def last_plan(ctx: Ctx, budget_id: int) -> Months | None:
    """The months of a budget's last version; None where its amount is spread evenly."""
    rows = _versions(ctx, budget_id)
    return planned(ctx, [rows[-1].id]).get(rows[-1].id) if rows else None


def append_version(
    ctx: Ctx,
    row: Budget,
    effective_on: date,
    plan: Mapping[date, Decimal] | None,
    reason: str | None = None,
) -> None:
    """Append what the budget says now, with the months somebody planned."""
    version = BudgetVersion(
        budget_id=row.id,
        effective_on=effective_on,
        amount=row.amount,
        status=row.status,
        reason=reason,
        created_by=ctx.actor.user_id,
        created_at=ctx.now,
    )
    ctx.session.add(version)
    ctx.session.flush()
    if plan:
        ctx.session.execute(
            insert(BudgetMonth),
            [
                {"budget_version_id": version.id, "month": month, "amount": amount}
                for month, amount in sorted(plan.items())
            ],
        )


def effective_day(ctx: Ctx, row: Budget, wanted: date | None) -> date:
    """The day a change counts from: never before the version it follows. Raises Invalid."""
    last = ctx.session.scalar(
        select(func.max(BudgetVersion.effective_on)).where(BudgetVersion.budget_id == row.id)
    )
    last = last or row.period_start
    if wanted is not None and wanted < last:
        message = N_("There is a version from {last} on; a change cannot count from before it.")
        raise Invalid("version.too_early", message, fields={"effective_on": message}, last=last)
    return wanted or max(today(ctx.now, company(ctx).timezone), last)


def start_earlier(ctx: Ctx, row: Budget) -> None:
    """The first version counts from the start of the period, also when that moves forward."""
    versions = _versions(ctx, row.id)
    if versions and row.period_start < versions[0].effective_on:
        versions[0].effective_on = row.period_start
        ctx.session.flush()


def forget_versions(ctx: Ctx, budget_id: int) -> None:
    """Remove all versions of a budget with their months."""
    mine = select(BudgetVersion.id).where(BudgetVersion.budget_id == budget_id)
    ctx.session.execute(
        delete(BudgetMonth).where(
            BudgetMonth.budget_version_id.in_(list(ctx.session.scalars(mine)))
        )
    )
    ctx.session.execute(delete(BudgetVersion).where(BudgetVersion.budget_id == budget_id))
