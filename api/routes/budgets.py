"""Budgets beyond the plain list: execution, versions, plans, copies, files."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request
from starlette.responses import Response

from api.calls import Call, Posting, Reading, answer
from api.line_files import file_of, with_file
from api.listing import ListOf
from api.resources import RowId, needs
from api.routing import new_router
from api.uploads import Upload, file_form
from core import finance
from core.finance.states import BudgetStatus
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_
from core.kit.inputs import FIRST_DAY, LAST_DAY

router = new_router("budgets")
Day = Annotated[date | None, Query(ge=FIRST_DAY, le=LAST_DAY, description="By default today")]
Year = Annotated[
    int | None,
    Query(ge=1990, le=2200, description="The year it begins in; by default the current one"),
]
SEES = needs("budgets.view") + " Figures are null where amounts or records are hidden."
EDITS = needs("budgets.edit")
FORM = file_form(
    year={"type": "string", "description": "Of lines that name none"},
    status={"type": "string", "enum": ["draft", "approved"]},
    reason={"type": "string", "description": "Kept with each version"},
)


@router.get(
    "/v1/budgets/execution",
    summary="How the budgets of a fiscal year stand, with their departments and the company",
    description=SEES,
    response_model=finance.BudgetYear,
)
def get_budget_year(call: Reading, year: Year = None, as_of: Day = None) -> Response:
    return answer(call.read(lambda ctx: finance.budget_year(ctx, year, as_of=as_of))).response()


@router.post(
    "/v1/budgets/copy/preview",
    summary="What copying a fiscal year's budgets into the next would make; writes nothing",
    description=EDITS + " And `amounts.view`.",
    response_model=ListOf[finance.BudgetCopyRow],
)
def preview_copy(call: Posting, body: finance.BudgetCopyIn) -> Response:
    found = call.read(lambda ctx: finance.preview_budget_copy(ctx, body))
    return answer(_listed(found)).response()


@router.post(
    "/v1/budgets/copy",
    summary="Copy a fiscal year's budgets into the next, changed by a percentage",
    description=EDITS + " And `amounts.view`.",
    response_model=ListOf[finance.BudgetCopyRow],
)
def copy_budgets(call: Posting, body: finance.BudgetCopyIn) -> Response:
    return call.change(lambda ctx: _listed(finance.copy_budgets(ctx, body)))


@router.post(
    "/v1/budgets/import/preview",
    summary="What a file of budgets would do, or what to mend in it; writes nothing",
    description=EDITS,
    response_model=finance.BudgetFilePlan,
    openapi_extra=FORM,
)
async def preview_file(request: Request, call: Posting) -> Response:
    return await with_file(request, call, "budgets.edit", _preview)


@router.post(
    "/v1/budgets/import",
    summary="Write the budgets of a file, all of them or none",
    description=EDITS,
    response_model=finance.BudgetFilePlan,
    openapi_extra=FORM,
)
async def import_file(request: Request, call: Posting) -> Response:
    return await with_file(request, call, "budgets.edit", _import)


@router.get(
    "/v1/budgets/{id}/execution",
    summary="How one budget stands, with its months and categories",
    description=SEES,
    response_model=finance.BudgetUse,
)
def get_budget_use(call: Reading, row_id: RowId, as_of: Day = None) -> Response:
    return answer(call.read(lambda ctx: finance.budget_use(ctx, row_id, as_of=as_of))).response()


@router.get(
    "/v1/budgets/{id}/versions",
    summary="List the amounts and monthly plans of a budget by the day they count from",
    description=needs("budgets.view") + " Amounts are null without `amounts.view`.",
    response_model=ListOf[finance.BudgetVersionRow],
)
def list_versions(call: Reading, row_id: RowId) -> Response:
    found = call.read(lambda ctx: finance.budget_versions(ctx, row_id))
    return answer(_listed(found)).response()


@router.get(
    "/v1/budgets/{id}/plan-suggestion",
    summary="The budget's amount over its months, evenly or as last year's expenses ran",
    description=needs("budgets.view") + " And `amounts.view`.",
    response_model=ListOf[finance.PlannedMonth],
)
def suggest_plan(
    call: Reading, row_id: RowId, way: finance.PlanWay = finance.PlanWay.EVEN
) -> Response:
    found = call.read(lambda ctx: finance.suggest_plan(ctx, row_id, way))
    return answer(_listed(found)).response()


def _listed(rows: Any) -> dict[str, Any]:
    return {"items": rows, "next_cursor": None}


def _year(upload: Upload) -> int | None:
    text = upload.fields.get("year", "")
    if text and not (text.isdecimal() and 1990 <= int(text) <= 2200):  # noqa: PLR2004
        message = N_("This is no year such as 2026.")
        raise Invalid("budget.year", message, fields={"year": message})
    return int(text) if text else None


def _preview(call: Call, upload: Upload) -> Response:
    file, year = file_of(upload), _year(upload)
    return answer(call.read(lambda ctx: finance.plan_budget_file(ctx, file, year=year))).response()


def _import(call: Call, upload: Upload) -> Response:
    file, year = file_of(upload), _year(upload)
    status = upload.fields.get("status") or BudgetStatus.APPROVED.value
    if status not in (BudgetStatus.DRAFT.value, BudgetStatus.APPROVED.value):
        message = N_("A new budget is a draft or approved.")
        raise Invalid("budget.status", message, fields={"status": message})
    reason = upload.fields.get("reason", "").strip()[:500] or None

    def write(ctx: Ctx) -> finance.BudgetFilePlan:
        return finance.import_budgets(
            ctx, file, year=year, status=BudgetStatus(status), reason=reason
        )

    return call.change(write)
