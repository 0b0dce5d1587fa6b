"""Budgets beyond the plain list: execution, versions, plans, copies, files."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.calls import BODY_STATE, Call, Posting, Reading, answer
from api.listing import ListOf
from api.resources import RowId, needs
from api.routing import new_router
from api.uploads import Upload, file_form, received
from core import finance
from core.finance.line_files import MAX_BYTES
from core.finance.states import BudgetStatus
from core.kit.context import Ctx
from core.kit.errors import Invalid, TooLarge
from core.kit.i18n import N_
from core.kit.inputs import FIRST_DAY, LAST_DAY
from core.kit.line_files import UploadedFile

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
    return await _with_file(request, call, _preview)


@router.post(
    "/v1/budgets/import",
    summary="Write the budgets of a file, all of them or none",
    description=EDITS,
    response_model=finance.BudgetFilePlan,
    openapi_extra=FORM,
)
async def import_file(request: Request, call: Posting) -> Response:
    return await _with_file(request, call, _import)


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


async def _with_file(
    request: Request, call: Call, work: Callable[[Call, Upload], Response]
) -> Response:
    """`work` with the body's file. Raises TooLarge, and NotPermitted before the file is taken."""
    await run_in_threadpool(call.read, lambda ctx: ctx.require("budgets.edit"))
    async with received(request) as upload:
        said = [upload.sha256, upload.name, upload.fields]
        setattr(request.state, BODY_STATE, json.dumps(said, sort_keys=True).encode())
        return await run_in_threadpool(work, call, upload)


def _file(upload: Upload) -> UploadedFile:
    if upload.bytes > MAX_BYTES:
        raise TooLarge("file.too_large", N_("The file is larger than 2 MB."))
    return UploadedFile(upload.name, upload.path.read_bytes())


def _year(upload: Upload) -> int | None:
    text = upload.fields.get("year", "")
    if text and not (text.isdecimal() and 1990 <= int(text) <= 2200):  # noqa: PLR2004
        message = N_("This is no year such as 2026.")
        raise Invalid("budget.year", message, fields={"year": message})
    return int(text) if text else None


def _preview(call: Call, upload: Upload) -> Response:
    file, year = _file(upload), _year(upload)
    return answer(call.read(lambda ctx: finance.plan_budget_file(ctx, file, year=year))).response()


def _import(call: Call, upload: Upload) -> Response:
    file, year = _file(upload), _year(upload)
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
