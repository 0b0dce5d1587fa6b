"""Money: records, accounts, categories, rates, customers, budgets."""

from __future__ import annotations

from starlette.responses import Response

from api.calls import Posting, Reading
from api.listing import InBin, ListOf, list_answer, list_parameters
from api.resources import (
    Resource,
    RowId,
    add_create,
    add_delete,
    add_get,
    add_resource,
    add_update,
    needs,
    out_of_bin,
)
from api.routing import new_router
from core import finance

router = new_router("money")
EVERYBODY = "anybody signed in"

RECORDS = Resource(
    "/v1/financial-records",
    "financial_record",
    "financial_records",
    spec=finance.RECORD_LIST,
    row=finance.FinancialRecordRow,
    made=finance.FinancialRecordIn,
    patch=finance.FinancialRecordPatch,
    list=finance.list_records,
    get=out_of_bin(finance.get_record),
    create=finance.create_record,
    update=finance.update_record,
    delete=finance.delete_record,
    sees="records.view",
    edits="records.edit",
)


@router.get(
    RECORDS.path,
    summary="List financial records",
    description=needs(RECORDS.sees) + " Amounts are null without `amounts.view`.",
    response_model=ListOf[finance.FinancialRecordRow],
    openapi_extra=list_parameters(RECORDS.spec),
)
def list_financial_records(call: Reading, in_bin: InBin = False) -> Response:
    return list_answer(
        call,
        RECORDS.spec,
        lambda ctx, query: finance.list_records(ctx, query, in_bin=in_bin),
        besides=("in_bin",),
    )


add_get(router, RECORDS)
add_create(router, RECORDS)
add_update(router, RECORDS)
add_delete(router, RECORDS)


@router.post(
    f"{RECORDS.path}/{{id}}/restore",
    summary="Take a financial record out of the bin",
    description=needs(RECORDS.edits),
    response_model=finance.FinancialRecordRow,
)
def restore_financial_record(call: Posting, row_id: RowId) -> Response:
    return call.change(lambda ctx: finance.restore_record(ctx, row_id))


for thing in (
    Resource(
        "/v1/accounts",
        "account",
        "accounts",
        spec=finance.ACCOUNT_LIST,
        row=finance.AccountRow,
        made=finance.AccountIn,
        patch=finance.AccountPatch,
        list=finance.list_accounts,
        get=finance.get_account,
        create=finance.create_account,
        update=finance.update_account,
        delete=finance.delete_account,
        sees="accounts.view",
        edits="accounts.edit",
    ),
    Resource(
        "/v1/categories",
        "category",
        "categories",
        spec=finance.CATEGORY_LIST,
        row=finance.CategoryRow,
        made=finance.CategoryIn,
        patch=finance.CategoryPatch,
        list=finance.list_categories,
        get=finance.get_category,
        create=finance.create_category,
        update=finance.update_category,
        delete=finance.delete_category,
        sees=EVERYBODY,
        edits="categories.edit",
    ),
    Resource(
        "/v1/exchange-rates",
        "exchange_rate",
        "exchange_rates",
        spec=finance.EXCHANGE_RATE_LIST,
        row=finance.ExchangeRateRow,
        made=finance.ExchangeRateIn,
        patch=finance.ExchangeRatePatch,
        list=finance.list_exchange_rates,
        get=finance.get_exchange_rate,
        create=finance.create_exchange_rate,
        update=finance.update_exchange_rate,
        delete=finance.delete_exchange_rate,
        sees=EVERYBODY,
        edits="rates.edit",
    ),
    Resource(
        "/v1/customers",
        "customer",
        "customers",
        spec=finance.CUSTOMER_LIST,
        row=finance.CustomerRow,
        made=finance.CustomerIn,
        patch=finance.CustomerPatch,
        list=finance.list_customers,
        get=finance.get_customer,
        create=finance.create_customer,
        update=finance.update_customer,
        delete=finance.delete_customer,
        sees="customers.view",
        edits="customers.edit",
    ),
    Resource(
        "/v1/budgets",
        "budget",
        "budgets",
        spec=finance.BUDGET_LIST,
        row=finance.BudgetRow,
        made=finance.BudgetIn,
        patch=finance.BudgetPatch,
        list=finance.list_budgets,
        get=finance.get_budget,
        create=finance.create_budget,
        update=finance.update_budget,
        delete=finance.delete_budget,
        sees="budgets.view",
        edits="budgets.edit",
    ),
):
    add_resource(router, thing)
