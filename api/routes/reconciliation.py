"""Accounts against their statements, and recurring expenses."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from api.calls import Acting, Posting, Reading, answer
from api.listing import ListOf
from api.resources import Resource, RowId, add_resource, needs
from api.routing import new_router
from core.finance import reconciliation, recurring
from core.kit.inputs import FIRST_DAY, LAST_DAY

router = new_router("reconciliation")
Day = Annotated[date | None, Query(ge=FIRST_DAY, le=LAST_DAY, description="By default today")]
SeriesId = Annotated[str, Path(alias="id", pattern=r"^[0-9a-f]{8,64}$")]
SEES, EDITS = "accounts.view", "accounts.edit"
HIDDEN = " Amounts are null without `amounts.view` for all of the account's records."
AMOUNTS = needs("records.view") + " And `amounts.view`."


@router.get(
    "/v1/accounts/balances",
    summary="Every account's balance by the books against its last statement",
    description=needs(SEES) + HIDDEN,
    response_model=ListOf[reconciliation.AccountBalance],
)
def list_balances(call: Reading, as_of: Day = None) -> Response:
    found = call.read(lambda ctx: reconciliation.account_balances(ctx, as_of=as_of))
    return answer({"items": found, "next_cursor": None}).response()


@router.get(
    "/v1/accounts/{id}/balance",
    summary="One account's balance by the books against its statements",
    description=needs(SEES) + HIDDEN,
    response_model=reconciliation.AccountBalance,
)
def get_balance(call: Reading, row_id: RowId, as_of: Day = None) -> Response:
    (found,) = call.read(
        lambda ctx: reconciliation.account_balances(ctx, as_of=as_of, account_id=row_id)
    )
    return answer(found).response()


@router.get(
    "/v1/accounts/{id}/suspects",
    summary="Records that may explain the difference between books and statement",
    description=needs(SEES) + " And `records.view`, `amounts.view`.",
    response_model=ListOf[reconciliation.Suspect],
)
def list_suspects(call: Reading, row_id: RowId) -> Response:
    found = call.read(lambda ctx: reconciliation.suspects(ctx, row_id))
    return answer({"items": found, "next_cursor": None}).response()


@router.post(
    "/v1/accounts/{id}/reconcile",
    summary="Note that books and statements agree up to a day; null takes the mark away",
    description=needs(EDITS) + " And `amounts.view`.",
    response_model=reconciliation.AccountBalance,
)
def reconcile(call: Acting, row_id: RowId, body: reconciliation.ReconciledIn) -> Response:
    return call.change(
        lambda ctx: reconciliation.mark_reconciled(
            ctx, row_id, body, expected_version=call.expected_version
        )
    )


add_resource(
    router,
    Resource(
        "/v1/statement-balances",
        "statement_balance",
        "statement_balances",
        spec=reconciliation.STATEMENT_LIST,
        row=reconciliation.StatementBalanceRow,
        made=reconciliation.StatementBalanceIn,
        patch=reconciliation.StatementBalancePatch,
        list=reconciliation.list_statements,
        get=reconciliation.get_statement,
        create=reconciliation.create_statement,
        update=reconciliation.update_statement,
        delete=reconciliation.delete_statement,
        sees=SEES,
        edits=EDITS,
    ),
)


@router.get(
    "/v1/recurring-expenses",
    summary="List recurring expenses found in the records, late ones first",
    description=AMOUNTS,
    response_model=ListOf[recurring.RecurringExpense],
)
def list_recurring(call: Reading, as_of: Day = None) -> Response:
    found = call.read(lambda ctx: recurring.recurring_expenses(ctx, as_of=as_of))
    return answer({"items": found, "next_cursor": None}).response()


@router.post(
    "/v1/recurring-expenses/{id}/dismiss",
    summary="Leave a recurring expense out; its records stay",
    description=needs("records.edit") + " With company scope, and `amounts.view`.",
    response_model=recurring.RecurringExpense,
)
def dismiss_recurring(call: Posting, series: SeriesId) -> Response:
    return call.change(lambda ctx: recurring.dismiss_recurring(ctx, series))


@router.post(
    "/v1/recurring-expenses/{id}/restore",
    summary="Show a recurring expense again",
    description=needs("records.edit") + " With company scope, and `amounts.view`.",
    response_model=recurring.RecurringExpense,
)
def restore_recurring(call: Posting, series: SeriesId) -> Response:
    return call.change(lambda ctx: recurring.restore_recurring(ctx, series))
