"""Budgets with dated versions of their amount and status."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, delete, func, select

from core.audit import change_row, changes_of, check_version, create_row, record_status, remove_row
from core.company import company
from core.finance.changes import emit_budgets_changed
from core.finance.links import check_links
from core.finance.schemas import BudgetIn, BudgetPatch, BudgetRow, BudgetVersionRow
from core.finance.states import BUDGET_STATUS_NAMES, BUDGET_TRANSITIONS, BudgetStatus
from core.identity import (
    amount_filters,
    amounts_shown,
    load_editable,
    load_visible,
    place,
    require_place,
    scoped,
    with_shown,
    with_visible_amounts,
)
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid
from core.kit.i18n import N_, t
from core.kit.listing import (
    ListQuery,
    ListSpec,
    Page,
    at_least,
    at_most,
    equals,
    list_page,
    parse_date,
)
from core.kit.periods import today
from data.schema import Budget, BudgetVersion

BUDGET_LIST = ListSpec(
    key=Budget.id,
    sorts={
        "id": Budget.id,
        "name": Budget.name,
        "period_start": Budget.period_start,
        "period_end": Budget.period_end,
        "amount": Budget.amount,
    },
    default_sort="-period_start",
    filters={
        "department_id": equals(Budget.department_id, int),
        "project_id": equals(Budget.project_id, int),
        "category_id": equals(Budget.category_id, int),
        "status": equals(Budget.status),
        "currency": equals(Budget.currency, str.upper),
        "period_start": equals(Budget.period_start, parse_date),
        "period_end": equals(Budget.period_end, parse_date),
        "date_from": at_least(Budget.period_end, parse_date),
        "date_to": at_most(Budget.period_start, parse_date),
        **amount_filters("amount", Budget.amount),
    },
    search=(Budget.name, Budget.note),
)
RIGHTS = ("budgets.view", "budgets.edit")
PLACE = ("department_id", "project_id")
VERSIONED = ("amount", "status")


def visible_budgets(ctx: Ctx) -> Select[Any]:
    """The budgets the actor may see. Raises NotPermitted."""
    ctx.require("budgets.view")
    return select(Budget).where(scoped(ctx, "budgets.view", Budget))


def list_budgets(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[BudgetRow]:
    """Budgets; `date_from` and `date_to` find those whose period touches these days."""
    return list_page(
        ctx,
        with_shown(ctx, visible_budgets(ctx), Budget),
        with_visible_amounts(ctx, BUDGET_LIST, Budget, "amount"),
        query,
        lambda row: _row(row.Budget, shown=bool(row.shown)),
        with_total=with_total,
    )


def get_budget(ctx: Ctx, budget_id: int) -> BudgetRow:
    """One budget. Raises NotFound."""
    return _seen(ctx, load_visible(ctx, Budget, budget_id, "budgets.view"))


def budget_versions(ctx: Ctx, budget_id: int) -> tuple[BudgetVersionRow, ...]:
    """Amounts and statuses of a budget by the day they count from. Raises NotFound."""
    load_visible(ctx, Budget, budget_id, "budgets.view")
    found = select(BudgetVersion).where(BudgetVersion.budget_id == budget_id)
    ordered = found.order_by(BudgetVersion.effective_on, BudgetVersion.id)
    rows = tuple(BudgetVersionRow.model_validate(row) for row in ctx.session.scalars(ordered))
    if amounts_shown(ctx, Budget, budget_id):
        return rows
    return tuple(row.model_copy(update={"amount": None}) for row in rows)


def create_budget(ctx: Ctx, budget: BudgetIn) -> BudgetRow:
    """Add a budget that counts from the start of its period. Raises Invalid, NotPermitted."""
    ctx.require("budgets.edit")
    values = budget.model_dump()
    check_links(ctx, values)
    _check_period(budget.period_start, budget.period_end)
    values["department_id"] = place(ctx, "budgets.edit", budget.department_id, budget.project_id)
    values["currency"] = budget.currency or company(ctx).currency
    row = create_row(ctx, Budget(**values), "budget")
    record_status(ctx, "budget", row.id, None, row.status)
    _append_version(ctx, row, row.period_start)
    emit_budgets_changed(ctx, [row.department_id], [row.project_id])
    return _seen(ctx, row)


def update_budget(
    ctx: Ctx, budget_id: int, patch: BudgetPatch, *, expected_version: int | None = None
) -> BudgetRow:
    """Change a budget. A new amount or status counts from `effective_on`, by default today.

    Raises Invalid, Conflict for a status that cannot follow, NotPermitted, Stale.
    """
    row = load_editable(ctx, Budget, budget_id, RIGHTS)
    check_version(row, expected_version)
    sent = patch.model_dump(exclude_unset=True, exclude={"effective_on", "reason"})
    values = changes_of(row, sent)
    check_links(ctx, values, row)
    if any(name in values for name in PLACE):
        wanted = (values.get(name, getattr(row, name)) for name in PLACE)
        require_place(ctx, "budgets.edit", *wanted)
    _check_period(
        values.get("period_start", row.period_start), values.get("period_end", row.period_end)
    )
    effective_on = _effective_on(ctx, row, patch.effective_on)
    before = (row.department_id, row.project_id, row.status)
    _check_status(before[2], values.get("status"))
    change_row(ctx, row, "budget", values)
    if "status" in values:
        record_status(ctx, "budget", row.id, before[2], row.status, patch.reason)
    if "period_start" in values:
        _start_earlier(ctx, row)
    if any(name in values for name in VERSIONED):
        _append_version(ctx, row, effective_on)
    if values:
        emit_budgets_changed(ctx, [before[0], row.department_id], [before[1], row.project_id])
    return _seen(ctx, row)


def delete_budget(ctx: Ctx, budget_id: int) -> None:
    """Remove a budget as if it had never been; to end one, close it. Raises NotFound."""
    row = load_editable(ctx, Budget, budget_id, RIGHTS)
    ctx.session.execute(delete(BudgetVersion).where(BudgetVersion.budget_id == budget_id))
    remove_row(ctx, row, "budget")
    emit_budgets_changed(ctx, [row.department_id], [row.project_id])


def _seen(ctx: Ctx, row: Budget) -> BudgetRow:
    return _row(row, shown=amounts_shown(ctx, Budget, row.id))


def _row(row: Budget, *, shown: bool) -> BudgetRow:
    full = BudgetRow.model_validate(row)
    return full if shown else full.model_copy(update={"amount": None})


def _check_period(start: date, end: date) -> None:
    if end < start:
        message = N_("The period ends before it begins.")
        raise Invalid("budget.period", message, fields={"period_end": message})


def _check_status(before: str, after: str | None) -> None:
    if after is not None and after not in BUDGET_TRANSITIONS[BudgetStatus(before)]:
        raise Conflict(
            "budget.transition",
            N_("A budget cannot go from {before} to {after}."),
            before=t(BUDGET_STATUS_NAMES[BudgetStatus(before)]),
            after=t(BUDGET_STATUS_NAMES[BudgetStatus(after)]),
        )


def _append_version(ctx: Ctx, row: Budget, effective_on: date) -> None:
    ctx.session.add(
        BudgetVersion(
            budget_id=row.id,
            effective_on=effective_on,
            amount=row.amount,
            status=row.status,
            created_by=ctx.actor.user_id,
            created_at=ctx.now,
        )
    )
    ctx.session.flush()


def _effective_on(ctx: Ctx, row: Budget, wanted: date | None) -> date:
    """The day a change counts from: never before the version it follows."""
    last = ctx.session.scalar(
        select(func.max(BudgetVersion.effective_on)).where(BudgetVersion.budget_id == row.id)
    )
    last = last or row.period_start
    if wanted is not None and wanted < last:
        message = N_("There is a version from {last} on; a change cannot count from before it.")
        raise Invalid("version.too_early", message, fields={"effective_on": message}, last=last)
    return wanted or max(today(ctx.now, company(ctx).timezone), last)


def _start_earlier(ctx: Ctx, row: Budget) -> None:
    """The first version counts from the start of the period, also when that moves forward."""
    versions = select(BudgetVersion).where(BudgetVersion.budget_id == row.id)
    first = ctx.session.scalars(
        versions.order_by(BudgetVersion.effective_on, BudgetVersion.id)
    ).first()
    if first is not None and row.period_start < first.effective_on:
        first.effective_on = row.period_start
        ctx.session.flush()
