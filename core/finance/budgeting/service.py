"""Budgets: the list, create, change, delete; each change of amount, plan or status is dated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from core.audit import (
    change_row,
    changes_of,
    check_version,
    create_row,
    record,
    record_status,
    remove_row,
)
from core.company import company
from core.finance.budgeting.plans import ZERO, Months, checked_plan, plan_like
from core.finance.budgeting.schemas import BudgetIn, BudgetPatch, BudgetRow
from core.finance.budgeting.versions import (
    append_version,
    effective_day,
    forget_versions,
    last_plan,
    start_earlier,
)
from core.finance.changes import emit_budgets_changed
from core.finance.links import check_links
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
from core.kit.periods import Period
from data.schema import Budget

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
MOST_DAYS = 3652


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


def create_budget(ctx: Ctx, budget: BudgetIn) -> BudgetRow:
    """Add a budget that counts from the start of its period. Raises Invalid, NotPermitted."""
    ctx.require("budgets.edit")
    values = budget.model_dump(exclude={"plan"})
    check_links(ctx, values)
    period = _period(budget.period_start, budget.period_end)
    plan = checked_plan(period, budget.plan, budget.amount) if budget.plan else None
    values["department_id"] = place(ctx, "budgets.edit", budget.department_id, budget.project_id)
    values["currency"] = budget.currency or company(ctx).currency
    row = create_row(ctx, Budget(**values), "budget")
    record_status(ctx, "budget", row.id, None, row.status)
    append_version(ctx, row, row.period_start, plan)
    emit_budgets_changed(ctx, [row.department_id], [row.project_id])
    return _seen(ctx, row)


def update_budget(
    ctx: Ctx, budget_id: int, patch: BudgetPatch, *, expected_version: int | None = None
) -> BudgetRow:
    """Change a budget. A new amount, plan or status counts from `effective_on`, by default today.

    Raises Invalid, Conflict for a status that cannot follow, NotPermitted, Stale.
    """
    row = load_editable(ctx, Budget, budget_id, RIGHTS)
    check_version(row, expected_version)
    change = _change(ctx, row, patch)
    values = change.values
    check_links(ctx, values, row)
    if any(name in values for name in PLACE):
        wanted = (values.get(name, getattr(row, name)) for name in PLACE)
        require_place(ctx, "budgets.edit", *wanted)
    effective_on = effective_day(ctx, row, patch.effective_on)
    before = (row.department_id, row.project_id, row.status)
    _check_status(before[2], values.get("status"))
    change_row(ctx, row, "budget", values)
    if "status" in values:
        record_status(ctx, "budget", row.id, before[2], row.status, patch.reason)
    if "period_start" in values:
        start_earlier(ctx, row)
    if change.is_planned:
        _tell_plan(ctx, row, change, bump=not values)
    if change.is_planned or any(name in values for name in VERSIONED):
        append_version(ctx, row, effective_on, change.plan, patch.reason)
    if values or change.is_planned:
        emit_budgets_changed(ctx, [before[0], row.department_id], [before[1], row.project_id])
    return _seen(ctx, row)


def delete_budget(ctx: Ctx, budget_id: int) -> None:
    """Remove a budget as if it had never been; to end one, close it. Raises NotFound."""
    row = load_editable(ctx, Budget, budget_id, RIGHTS)
    forget_versions(ctx, budget_id)
    remove_row(ctx, row, "budget")
    emit_budgets_changed(ctx, [row.department_id], [row.project_id])


@dataclass(frozen=True)
class _Change:
    """Columns that change, and the plan that is in force from then on (None: even)."""

    values: dict[str, Any]
    former: Months | None
    plan: Months | None

    @property
    def is_planned(self) -> bool:
        return self.plan != self.former


def _change(ctx: Ctx, row: Budget, patch: BudgetPatch) -> _Change:
    """What the patch changes. Raises Invalid for a period or plan that does not fit."""
    sent = patch.model_dump(exclude_unset=True, exclude={"effective_on", "reason", "plan"})
    period = _period(
        sent.get("period_start", row.period_start), sent.get("period_end", row.period_end)
    )
    former = plan = last_plan(ctx, row.id)
    if patch.plan is not None:
        plan = checked_plan(period, patch.plan, sent.get("amount"))
        sent["amount"] = sum(plan.values(), ZERO)
    elif "plan" in patch.model_fields_set:
        plan = None
    values = changes_of(row, sent)
    if patch.plan is None and plan and values.keys() & {"amount", "period_start", "period_end"}:
        plan = plan_like(period, values.get("amount", row.amount), plan)
    return _Change(values, former, plan)


def _tell_plan(ctx: Ctx, row: Budget, change: _Change, *, bump: bool) -> None:
    """Audit the months; a change of nothing else still makes a new version of the row."""
    before, after = ({"plan": _as_text(plan)} for plan in (change.former, change.plan))
    record(ctx, "budget.planned", "budget", row.id, before, after)
    if bump:
        row.version += 1
        row.updated_at = ctx.now
        ctx.session.flush()


def _as_text(plan: Months | None) -> str | None:
    if plan is None:
        return None
    return ", ".join(f"{month:%Y-%m}: {plan[month]}" for month in sorted(plan))


def _seen(ctx: Ctx, row: Budget) -> BudgetRow:
    return _row(row, shown=amounts_shown(ctx, Budget, row.id))


def _row(row: Budget, *, shown: bool) -> BudgetRow:
    full = BudgetRow.model_validate(row)
    return full if shown else full.model_copy(update={"amount": None})


def _period(start: date, end: date) -> Period:
    if end < start:
        message = N_("The period ends before it begins.")
        raise Invalid("budget.period", message, fields={"period_end": message})
    if (end - start).days > MOST_DAYS:
        message = N_("A budget lasts ten years at most.")
        raise Invalid("budget.period", message, fields={"period_end": message})
    return Period(start, end)


def _check_status(before: str, after: str | None) -> None:
    if after is not None and after not in BUDGET_TRANSITIONS[BudgetStatus(before)]:
        raise Conflict(
            "budget.transition",
            N_("A budget cannot go from {before} to {after}."),
            before=t(BUDGET_STATUS_NAMES[BudgetStatus(before)]),
            after=t(BUDGET_STATUS_NAMES[BudgetStatus(after)]),
        )
