"""Which list shows the rows behind a figure, and the filters under which they add up to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from core.finance import CategoryKind
from core.indicators.behind import BUDGETED, COST_INCURRED, FLOWS, OWED
from core.indicators.budgets import category_tree, chosen_budgets
from core.indicators.flows import BY_DEAL, NOT_A_COST
from core.indicators.library import definition, target_type_of
from core.indicators.queries import question
from core.indicators.schemas import Question, TargetType
from core.kit.context import Ctx
from core.kit.i18n import N_

EXPENSES = {"direction": "expense", "in_sums": "true"}
INCOME = {"direction": "income", "in_sums": "true"}
PLACES: Mapping[TargetType, str] = {
    TargetType.PROJECT: "project_id",
    TargetType.CUSTOMER: "customer_id",
    TargetType.DEPARTMENT: "home_department",
    TargetType.CONTRACT: "contract_id",
}
"""The filter of a list for the targets of a type; the company has none."""
OWN_PAGES: Mapping[TargetType, str] = {
    TargetType.PROJECT: "projects",
    TargetType.CUSTOMER: "customers",
    TargetType.DEPARTMENT: "departments",
    TargetType.CONTRACT: "contracts",
    TargetType.RECEIVABLE: "receivables",
    TargetType.FINANCIAL_RECORD: "records",
}


@dataclass(frozen=True)
class Opening:
    """A list (`records`, `receivables`, `projects`, `budgets` …) and its filters. `name` is a
    message id; `of` the input whose amount the shown rows add up to, None where they do not."""

    page: str
    name: str
    filters: Mapping[str, str]
    of: str | None = None


def openings(
    ctx: Ctx,
    code: str,
    *,
    target_type: str,
    target_id: int,
    as_of: date | None = None,
    period: str | None = None,
) -> tuple[Opening, ...]:
    """Where to look at what the value of one target rests on. Raises NotFound, Invalid."""
    indicator = definition(code)
    kind = target_type_of(indicator, target_type)
    asked = question(ctx, indicator, kind, target_ids=[target_id], as_of=as_of, period=period)
    return tuple(_openings(ctx, code, asked, target_id))


def _openings(ctx: Ctx, code: str, asked: Question, target_id: int) -> Iterator[Opening]:
    kind = asked.target_type
    if code in FLOWS:
        for name in FLOWS[code]:
            yield _flow(name, asked, target_id)
    elif code in COST_INCURRED or (code in BUDGETED and kind is TargetType.PROJECT):
        until = {"date_to": asked.as_of.isoformat()}
        filters = {**EXPENSES, **_place(asked, target_id), **until}
        of = "actual_cost"
        if code in BUDGETED:
            of = "used"
        elif code == "cost_consumption_rate":
            of = "cost"
        yield Opening("records", N_("The expenses"), filters, of)
    elif code in BUDGETED:
        yield from _budgeted(ctx, asked, target_id)
    elif code in OWED and kind is not TargetType.RECEIVABLE:
        filters = {**_place(asked, target_id), "due_to": asked.as_of.isoformat()}
        yield Opening("receivables", N_("The receivables due"), filters)
    elif code == "project_completion_rate":
        place = {"department_id": str(target_id)} if kind is TargetType.DEPARTMENT else {}
        yield Opening("projects", N_("Completed projects"), {**place, "status": "completed"})
        yield Opening("projects", N_("All projects"), place)
    elif code == "customer_satisfaction":
        place = {} if kind is TargetType.COMPANY else {f"{kind.value}_id": str(target_id)}
        yield Opening("satisfaction", N_("The scores"), place)
    if kind in OWN_PAGES:
        yield Opening(OWN_PAGES[kind], OWN_NAMES[kind], {"id": str(target_id)})


OWN_NAMES: Mapping[TargetType, str] = {
    TargetType.PROJECT: N_("The project"),
    TargetType.CUSTOMER: N_("The customer"),
    TargetType.DEPARTMENT: N_("The department"),
    TargetType.CONTRACT: N_("The contract"),
    TargetType.RECEIVABLE: N_("The receivable"),
    TargetType.FINANCIAL_RECORD: N_("The record"),
}
FLOW_NAMES: Mapping[str, str] = {
    "revenue": N_("The revenue"),
    "cost": N_("The costs"),
    "cash_in": N_("The income"),
    "cash_out": N_("The expenses"),
}


def _place(asked: Question, target_id: int) -> dict[str, str]:
    name = PLACES.get(asked.target_type)
    return {} if name is None else {name: str(target_id)}


def _flow(name: str, asked: Question, target_id: int) -> Opening:
    days = {
        "date_from": asked.period.start.isoformat(),
        "date_to": asked.period.end.isoformat(),
    }
    side = INCOME if name in ("revenue", "cash_in") else EXPENSES
    kinds = _kinds(name, asked.target_type)
    filters = {**side, **_place(asked, target_id), **days, **kinds}
    return Opening("records", FLOW_NAMES[name], filters, name)


def _kinds(name: str, target_type: TargetType) -> dict[str, str]:
    if name == "revenue":
        wanted = [CategoryKind.REVENUE, CategoryKind.UNCATEGORISED]
    elif name == "cost" and target_type in BY_DEAL:
        wanted = [kind for kind in CategoryKind if kind not in NOT_A_COST]
    elif name == "cost":
        wanted = [CategoryKind.COST_OF_SALES, CategoryKind.UNCATEGORISED]
    else:
        return {}
    return {"category_kind": ",".join(wanted)}


def _budgeted(ctx: Ctx, asked: Question, target_id: int) -> Iterator[Opening]:
    """The expenses that use up the budgets of a department or the company, and the budgets.

    Budgets of the whole target reach back furthest in most companies; where one of a category
    alone reaches back further, or starts differ, no filter says it and only the budgets are shown.
    """
    found = _used_up(ctx, asked, target_id)
    if found is not None:
        filters = {
            **EXPENSES,
            **_place(asked, target_id),
            **found,
            "date_to": asked.as_of.isoformat(),
        }
        yield Opening("records", N_("The expenses"), filters, "used")
    by = {"department": str(target_id)} if asked.target_type is TargetType.DEPARTMENT else {}
    yield Opening("budgets", N_("The budgets"), by)


def _used_up(ctx: Ctx, asked: Question, target_id: int) -> dict[str, str] | None:
    chosen = chosen_budgets(asked)
    rows: list[Any] = list(
        ctx.session.execute(
            select(chosen.c.category_id, chosen.c.period_start).where(
                chosen.c.target_id == target_id
            )
        )
    )
    if not rows:
        return None
    whole = [row.period_start for row in rows if row.category_id is None]
    if whole:
        first = min(whole)
        reached = all(row.period_start >= first for row in rows)
        return {"date_from": first.isoformat()} if reached else None
    starts = {row.period_start for row in rows}
    if len(starts) > 1:
        return None
    tree = category_tree()
    below = select(tree.c.category_id).where(
        tree.c.ancestor_id.in_({row.category_id for row in rows})
    )
    listed = ",".join(str(one) for one in sorted(set(ctx.session.scalars(below))))
    return {"date_from": starts.pop().isoformat(), "category_id": listed}
