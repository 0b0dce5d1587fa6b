"""Contracts, receivables, receipts, ageing, dunning."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from api.calls import Editing, Posting, Reading, answer
from api.listing import ListOf, list_answer, list_parameters
from api.resources import (
    Resource,
    RowId,
    add_create,
    add_delete,
    add_resource,
    add_update,
    needs,
)
from api.routing import new_router
from core import receivables
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_
from core.kit.inputs import FIRST_DAY, LAST_DAY, MAX_ID
from core.kit.periods import Period

router = new_router("receivables")
Day = Annotated[date | None, Query(ge=FIRST_DAY, le=LAST_DAY, description="By default today")]
OptionalId = Annotated[int | None, Query(ge=1, le=MAX_ID)]
SEES, EDITS = "receivables.view", "receivables.edit"
AMOUNTS = needs(SEES) + " And `amounts.view`."
RECORDS = needs(SEES) + " And `records.view`, `amounts.view`."

add_resource(
    router,
    Resource(
        "/v1/contracts",
        "contract",
        "contracts",
        spec=receivables.CONTRACT_LIST,
        row=receivables.ContractRow,
        made=receivables.ContractIn,
        patch=receivables.ContractPatch,
        list=receivables.list_contracts,
        get=receivables.get_contract,
        create=receivables.create_contract,
        update=receivables.update_contract,
        delete=receivables.delete_contract,
        sees="contracts.view",
        edits="contracts.edit",
    ),
)

OWED = Resource(
    "/v1/receivables",
    "receivable",
    "receivables",
    spec=receivables.RECEIVABLE_LIST,
    row=receivables.ReceivableRow,
    made=receivables.ReceivableIn,
    patch=receivables.ReceivablePatch,
    list=receivables.list_receivables,
    get=receivables.get_receivable,
    create=receivables.create_receivable,
    update=receivables.update_receivable,
    delete=receivables.delete_receivable,
    sees=SEES,
    edits=EDITS,
)


@router.get(
    OWED.path,
    summary="List receivables with their state on a day",
    description=needs(SEES) + " Amounts are null without `amounts.view`.",
    response_model=ListOf[receivables.ReceivableRow],
    openapi_extra=list_parameters(OWED.spec),
)
def list_receivables(call: Reading, as_of: Day = None) -> Response:
    return list_answer(
        call,
        OWED.spec,
        lambda ctx, query: receivables.list_receivables(ctx, query, as_of=as_of),
        besides=("as_of",),
    )


add_create(router, OWED)


@router.get(
    f"{OWED.path}/ageing",
    summary="What is owed by how long it has been due, per customer, in company currency",
    description=AMOUNTS,
    response_model=receivables.Ageing,
)
def get_ageing(
    call: Reading,
    as_of: Day = None,
    customer_id: OptionalId = None,
    project_id: OptionalId = None,
    department_id: OptionalId = None,
) -> Response:
    wanted = receivables.ReceivableFilters(department_id, project_id, customer_id)
    found = call.read(lambda ctx: receivables.receivables_ageing(ctx, as_of, wanted))
    return answer(found).response()


@router.get(
    f"{OWED.path}/summary",
    summary="Due, collected, open and overdue on a day, and what came in from a day to a day",
    description=AMOUNTS,
    response_model=receivables.ReceivablesSummary,
)
def get_summary(
    call: Reading,
    as_of: Day = None,
    since: Annotated[date | None, Query(alias="from", ge=FIRST_DAY, le=LAST_DAY)] = None,
    until: Annotated[date | None, Query(alias="to", ge=FIRST_DAY, le=LAST_DAY)] = None,
    customer_id: OptionalId = None,
    project_id: OptionalId = None,
    department_id: OptionalId = None,
) -> Response:
    if (since is None) != (until is None):
        message = N_("Give both the first and the last day.")
        raise Invalid("receivables.days", message, fields={"from": message})
    span = None if since is None or until is None else Period(since, until)
    wanted = receivables.ReceivableFilters(department_id, project_id, customer_id)
    found = call.read(lambda ctx: receivables.receivables_summary(ctx, as_of, span, wanted))
    return answer(found).response()


@router.get(
    f"{OWED.path}/dunning",
    summary="Who is late, with how much, and a letter to each",
    description=AMOUNTS,
    response_model=ListOf[receivables.DunningRow],
)
def list_dunning(call: Reading, as_of: Day = None) -> Response:
    found = call.read(lambda ctx: receivables.dunning_list(ctx, as_of))
    return answer({"items": found, "next_cursor": None}).response()


@router.get(
    f"{OWED.path}/suggestions",
    summary="Income that may pay open receivables",
    description=RECORDS,
    response_model=ListOf[receivables.ReceiptSuggestion],
)
def list_suggestions(call: Reading) -> Response:
    found = call.read(receivables.suggest_receipts)
    return answer({"items": found, "next_cursor": None}).response()


@router.post(
    f"{OWED.path}/suggestions/accept",
    summary="Match all that is certain",
    description=needs(EDITS) + " And `records.view`, `amounts.view`.",
    response_model=ListOf[receivables.ReceiptRow],
)
def accept_suggestions(call: Posting) -> Response:
    def accept(ctx: Ctx) -> dict[str, object]:
        return {"items": receivables.accept_suggestions(ctx), "next_cursor": None}

    return call.change(accept)


@router.get(
    f"{OWED.path}/{{id}}",
    summary="Read one receivable as of a day",
    description=needs(SEES),
    response_model=receivables.ReceivableRow,
)
def get_receivable(call: Reading, row_id: RowId, as_of: Day = None) -> Response:
    found = call.read(lambda ctx: receivables.get_receivable(ctx, row_id, as_of=as_of))
    return answer(found).response()


add_update(router, OWED)
add_delete(router, OWED)


@router.get(
    f"{OWED.path}/{{id}}/receipts",
    summary="List the receipts of a receivable",
    description=needs(SEES),
    response_model=ListOf[receivables.ReceiptRow],
)
def list_receipts(call: Reading, row_id: RowId) -> Response:
    found = call.read(lambda ctx: receivables.list_receipts(ctx, row_id))
    return answer({"items": found, "next_cursor": None}).response()


@router.post(
    f"{OWED.path}/{{id}}/receipts",
    summary="Let an income record pay it, by default with all that is open on both",
    description=needs(EDITS) + " And `records.view`, `amounts.view`.",
    response_model=receivables.ReceiptRow,
    status_code=201,
)
def create_receipt(call: Posting, row_id: RowId, body: receivables.ReceiptIn) -> Response:
    return call.change(lambda ctx: receivables.match_receipt(ctx, row_id, body), 201)


@router.get(
    f"{OWED.path}/{{id}}/suggestions",
    summary="Income that may pay this receivable",
    description=RECORDS,
    response_model=ListOf[receivables.ReceiptSuggestion],
)
def list_suggestions_of(call: Reading, row_id: RowId) -> Response:
    found = call.read(lambda ctx: receivables.suggest_receipts(ctx, row_id))
    return answer({"items": found, "next_cursor": None}).response()


@router.delete(
    "/v1/receivable-receipts/{id}",
    summary="Take a receipt away; record and receivable stay",
    description=needs(EDITS),
    status_code=204,
)
def delete_receipt(call: Editing, row_id: RowId) -> Response:
    return call.change(lambda ctx: receivables.unmatch_receipt(ctx, row_id), 204)
