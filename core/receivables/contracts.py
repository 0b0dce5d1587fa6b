"""Contracts with customers: terms, amount, status."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from core.audit import change_row, changes_of, check_version, create_row, record_status, remove_row
from core.company import company
from core.finance import check_links
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
    contains,
    equals,
    list_page,
    parse_date,
)
from core.receivables.changes import emit_receivables_changed, place_of
from core.receivables.schemas import ContractIn, ContractPatch, ContractRow
from core.receivables.states import CONTRACT_STATUS_NAMES, CONTRACT_TRANSITIONS, ContractStatus
from data.schema import Contract, FinancialRecord, Receivable

CONTRACT_LIST = ListSpec(
    key=Contract.id,
    sorts={
        "id": Contract.id,
        "name": Contract.name,
        "code": Contract.code,
        "signed_on": Contract.signed_on,
        "start_date": Contract.start_date,
        "end_date": Contract.end_date,
        "amount": Contract.amount,
    },
    default_sort="-signed_on",
    filters={
        "name": contains(Contract.name),
        "code": equals(Contract.code),
        "customer_id": equals(Contract.customer_id, int),
        "project_id": equals(Contract.project_id, int),
        "department_id": equals(Contract.department_id, int),
        "status": equals(Contract.status),
        "currency": equals(Contract.currency, str.upper),
        "signed_from": at_least(Contract.signed_on, parse_date),
        "signed_to": at_most(Contract.signed_on, parse_date),
        "end_from": at_least(Contract.end_date, parse_date),
        "end_to": at_most(Contract.end_date, parse_date),
        **amount_filters("amount", Contract.amount),
    },
    search=(Contract.name, Contract.code, Contract.terms),
)
RIGHTS = ("contracts.view", "contracts.edit")
PLACE = ("department_id", "project_id")


def visible_contracts(ctx: Ctx) -> Select[Any]:
    """The contracts the actor may see. Raises NotPermitted."""
    ctx.require("contracts.view")
    return select(Contract).where(scoped(ctx, "contracts.view", Contract))


def list_contracts(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[ContractRow]:
    """Contracts in the actor's scope."""
    return list_page(
        ctx,
        with_shown(ctx, visible_contracts(ctx), Contract),
        with_visible_amounts(ctx, CONTRACT_LIST, Contract, "amount"),
        query,
        lambda row: _row(row.Contract, shown=bool(row.shown)),
        with_total=with_total,
    )


def get_contract(ctx: Ctx, contract_id: int) -> ContractRow:
    """One contract. Raises NotFound."""
    return _seen(ctx, load_visible(ctx, Contract, contract_id, "contracts.view"))


def create_contract(ctx: Ctx, contract: ContractIn) -> ContractRow:
    """Add a contract. Raises Invalid, Conflict for a taken code, NotPermitted."""
    ctx.require("contracts.edit")
    values = contract.model_dump()
    check_links(ctx, values)
    _check_dates(contract.start_date, contract.end_date)
    _check_code(ctx, contract.code, None)
    department = place(ctx, "contracts.edit", contract.department_id, contract.project_id)
    values["department_id"] = department
    values["currency"] = contract.currency or company(ctx).currency
    row = create_row(ctx, Contract(**values), "contract")
    record_status(ctx, "contract", row.id, None, row.status)
    emit_receivables_changed(ctx, [place_of(row)])
    return _seen(ctx, row)


def update_contract(
    ctx: Ctx, contract_id: int, patch: ContractPatch, *, expected_version: int | None = None
) -> ContractRow:
    """Change a contract. Raises Invalid, Conflict for a taken code or a status that cannot
    follow, NotPermitted, Stale."""
    row = load_editable(ctx, Contract, contract_id, RIGHTS)
    check_version(row, expected_version)
    values = changes_of(row, patch.model_dump(exclude_unset=True, exclude={"reason"}))
    check_links(ctx, values, row)
    if any(name in values for name in PLACE):
        wanted = (values.get(name, getattr(row, name)) for name in PLACE)
        require_place(ctx, "contracts.edit", *wanted)
    _check_dates(values.get("start_date", row.start_date), values.get("end_date", row.end_date))
    _check_code(ctx, values.get("code"), contract_id)
    before, status = place_of(row), row.status
    _check_status(status, values.get("status"))
    change_row(ctx, row, "contract", values)
    if "status" in values:
        record_status(ctx, "contract", row.id, status, row.status, patch.reason)
    if values:
        emit_receivables_changed(ctx, [before, place_of(row)])
    return _seen(ctx, row)


def delete_contract(ctx: Ctx, contract_id: int) -> None:
    """Remove a contract nothing belongs to; to end one, terminate it. Raises Conflict."""
    row = load_editable(ctx, Contract, contract_id, RIGHTS)
    for model in (Receivable, FinancialRecord):
        used = select(model.id).where(model.contract_id == contract_id).limit(1)
        if ctx.session.scalar(used) is not None:
            raise Conflict(
                "contract.in_use",
                N_("Receivables or records belong to this contract. End it instead."),
            )
    remove_row(ctx, row, "contract")
    emit_receivables_changed(ctx, [place_of(row)])


def _seen(ctx: Ctx, row: Contract) -> ContractRow:
    return _row(row, shown=amounts_shown(ctx, Contract, row.id))


def _row(row: Contract, *, shown: bool) -> ContractRow:
    full = ContractRow.model_validate(row)
    return full if shown else full.model_copy(update={"amount": None})


def _check_dates(start: date | None, end: date | None) -> None:
    if start is not None and end is not None and end < start:
        message = N_("The contract ends before it begins.")
        raise Invalid("contract.period", message, fields={"end_date": message})


def _check_status(before: str, after: str | None) -> None:
    if after is not None and after not in CONTRACT_TRANSITIONS[ContractStatus(before)]:
        raise Conflict(
            "contract.transition",
            N_("A contract cannot go from {before} to {after}."),
            before=t(CONTRACT_STATUS_NAMES[ContractStatus(before)]),
            after=t(CONTRACT_STATUS_NAMES[ContractStatus(after)]),
        )


def _check_code(ctx: Ctx, code: str | None, contract_id: int | None) -> None:
    taken = select(Contract.id).where(Contract.code == code, Contract.id != (contract_id or 0))
    if code is not None and ctx.session.scalar(taken) is not None:
        raise Conflict(
            "contract.code_taken",
            N_("There is already a contract with the code {taken}."),
            taken=code,
        )
