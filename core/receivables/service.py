"""Changing receivables; receipts are in `receipts`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.audit import change_row, changes_of, check_version, create_row, record_status, remove_row
from core.company import company
from core.finance import check_links
from core.identity import load_editable, place, require_place
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid
from core.kit.i18n import N_
from core.receivables.changes import emit_receivables_changed, place_of
from core.receivables.queries import seen
from core.receivables.schemas import ReceivableIn, ReceivablePatch, ReceivableRow
from core.receivables.states import ReceivableStatus
from core.receivables.sums import matched_of_receivable
from data.schema import Contract, Receivable, ReceivableReceipt

RIGHTS = ("receivables.view", "receivables.edit")
PLACE = ("department_id", "project_id")
OF_CONTRACT = ("customer_id", "project_id", "department_id", "currency")


def create_receivable(ctx: Ctx, receivable: ReceivableIn) -> ReceivableRow:
    """Add a receivable. Raises Invalid, NotPermitted."""
    ctx.require("receivables.edit")
    values = receivable.model_dump()
    check_links(ctx, values)
    _take_over(ctx, values)
    _check_days(receivable.issued_on, receivable.due_date)
    values["department_id"] = place(
        ctx, "receivables.edit", values["department_id"], values["project_id"]
    )
    values["currency"] = values["currency"] or company(ctx).currency
    row = create_row(ctx, Receivable(**values), "receivable")
    record_status(ctx, "receivable", row.id, None, row.status)
    emit_receivables_changed(ctx, [place_of(row)])
    return seen(ctx, row)


def update_receivable(
    ctx: Ctx, receivable_id: int, patch: ReceivablePatch, *, expected_version: int | None = None
) -> ReceivableRow:
    """Change a receivable. Raises Invalid, Conflict for what its receipts do not allow,
    NotPermitted, Stale."""
    row = load_editable(ctx, Receivable, receivable_id, RIGHTS)
    check_version(row, expected_version)
    values = changes_of(row, patch.model_dump(exclude_unset=True, exclude={"reason"}))
    check_links(ctx, values, row)
    if any(name in values for name in PLACE):
        wanted = (values.get(name, getattr(row, name)) for name in PLACE)
        require_place(ctx, "receivables.edit", *wanted)
    _check_days(values.get("issued_on", row.issued_on), values.get("due_date", row.due_date))
    _check_received(values, matched_of_receivable(ctx, receivable_id))
    before, status = place_of(row), row.status
    change_row(ctx, row, "receivable", values)
    if "status" in values:
        record_status(ctx, "receivable", row.id, status, row.status, patch.reason)
    if values:
        emit_receivables_changed(ctx, [before, place_of(row)])
    return seen(ctx, row)


def delete_receivable(ctx: Ctx, receivable_id: int) -> None:
    """Remove a receivable as if it had never been. Raises Conflict while it has receipts."""
    row = load_editable(ctx, Receivable, receivable_id, RIGHTS)
    used = select(ReceivableReceipt.id).where(ReceivableReceipt.receivable_id == receivable_id)
    if ctx.session.scalar(used.limit(1)) is not None:
        raise Conflict(
            "receivable.in_use", N_("This receivable has receipts. Take them away first.")
        )
    remove_row(ctx, row, "receivable")
    emit_receivables_changed(ctx, [place_of(row)])


def _take_over(ctx: Ctx, values: dict[str, Any]) -> None:
    """From the contract what was not given."""
    if values["contract_id"] is None:
        return
    contract = ctx.session.get_one(Contract, values["contract_id"])
    placed = any(values[name] is not None for name in PLACE)
    for name in OF_CONTRACT:
        if values[name] is None and not (placed and name in PLACE):
            values[name] = getattr(contract, name)


def _check_days(issued_on: date | None, due_date: date) -> None:
    if issued_on is not None and due_date < issued_on:
        message = N_("This is due before it was issued.")
        raise Invalid("receivable.days", message, fields={"due_date": message})


def _check_received(values: dict[str, Any], received: Decimal) -> None:
    """Raise Conflict or Invalid for changes that do not go with what has been received."""
    if not received:
        return
    if "currency" in values or values.get("status") == ReceivableStatus.CANCELLED:
        raise Conflict(
            "receivable.has_receipts",
            N_("This receivable has receipts. Take them away first, or lower its amount."),
        )
    if values.get("amount", received) < received:
        message = N_("More than this has already been received.")
        raise Invalid("receivable.amount", message, fields={"amount": message})
