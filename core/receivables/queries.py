"""Reading receivables: scoped, amounts masked, their state on a day beside them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select

from core.identity import (
    amount_filters,
    amounts_shown,
    load_visible,
    scoped,
    visible_amount,
    with_shown,
    with_visible_amounts,
)
from core.kit.context import Ctx
from core.kit.listing import (
    Filter,
    ListQuery,
    ListSpec,
    Page,
    at_least,
    at_most,
    contains,
    equals,
    list_page,
    parse_bool,
    parse_date,
)
from core.receivables.schemas import ReceivableRow
from core.receivables.states import ReceivableState
from core.receivables.sums import company_day, open_on, received_by, state_of, state_on
from data.schema import Receivable

ANY_DAY = date(2000, 1, 1)


def _parse_states(text: str) -> list[str]:
    return [ReceivableState(part).value for part in text.split(",")]


def _list_of(as_of: date) -> ListSpec:
    """The list as of a day; amounts are not masked yet."""
    return ListSpec(
        key=Receivable.id,
        sorts={
            "id": Receivable.id,
            "title": Receivable.title,
            "code": Receivable.code,
            "due_date": Receivable.due_date,
            "issued_on": Receivable.issued_on,
            "amount": Receivable.amount,
            "open_amount": open_on(as_of),
        },
        default_sort="due_date",
        filters={
            "code": equals(Receivable.code),
            "title": contains(Receivable.title),
            "contract_id": equals(Receivable.contract_id, int),
            "customer_id": equals(Receivable.customer_id, int),
            "project_id": equals(Receivable.project_id, int),
            "department_id": equals(Receivable.department_id, int),
            "currency": equals(Receivable.currency, str.upper),
            "status": equals(Receivable.status),
            "due_date": equals(Receivable.due_date, parse_date),
            "due_from": at_least(Receivable.due_date, parse_date),
            "due_to": at_most(Receivable.due_date, parse_date),
            "state": Filter(_parse_states, lambda states: state_on(as_of).in_(states)),
            "overdue_only": Filter(parse_bool, lambda wanted: _overdue(as_of, wanted)),
            **amount_filters("amount", Receivable.amount),
        },
        search=(Receivable.title, Receivable.code, Receivable.note),
    )


def _overdue(as_of: date, wanted: bool) -> Any:
    state = state_on(as_of)
    late = ReceivableState.OVERDUE.value
    return state == late if wanted else state != late


RECEIVABLE_LIST = _list_of(ANY_DAY)
"""Names of filters and sort keys; each reading makes the list anew for its day."""


def visible_receivables(ctx: Ctx) -> Select[Any]:
    """The receivables the actor may see. Raises NotPermitted."""
    ctx.require("receivables.view")
    return select(Receivable).where(scoped(ctx, "receivables.view", Receivable))


def countable_receivables(ctx: Ctx) -> Select[Any]:
    """Those of them whose amounts the actor may see as well. Raises NotPermitted."""
    ctx.require("amounts.view")
    return visible_receivables(ctx).where(scoped(ctx, "amounts.view", Receivable))


def list_receivables(
    ctx: Ctx, query: ListQuery, *, with_total: bool = False, as_of: date | None = None
) -> Page[ReceivableRow]:
    """Receivables with their state on `as_of`, by default today; the earliest due first."""
    day = company_day(ctx, as_of)
    spec = with_visible_amounts(ctx, _list_of(day), Receivable, "amount")
    hidden = visible_amount(ctx, Receivable, spec.sorts["open_amount"])
    return list_page(
        ctx,
        _with_received(ctx, visible_receivables(ctx), day),
        replace(spec, sorts={**spec.sorts, "open_amount": hidden}),
        query,
        lambda row: to_row(row.Receivable, row.received, day, shown=bool(row.shown)),
        with_total=with_total,
    )


def get_receivable(ctx: Ctx, receivable_id: int, *, as_of: date | None = None) -> ReceivableRow:
    """One receivable with its state on `as_of`, by default today. Raises NotFound."""
    row = load_visible(ctx, Receivable, receivable_id, "receivables.view")
    return seen(ctx, row, as_of=as_of)


def seen(ctx: Ctx, row: Receivable, *, as_of: date | None = None) -> ReceivableRow:
    """The row of a receivable as the actor may see it."""
    day = company_day(ctx, as_of)
    received = ctx.session.scalar(select(received_by(day)).where(Receivable.id == row.id))
    shown = amounts_shown(ctx, Receivable, row.id)
    return to_row(row, received or Decimal(0), day, shown=shown)


def to_row(row: Receivable, received: Decimal, as_of: date, *, shown: bool) -> ReceivableRow:
    """The frozen row; without amounts unless `shown`."""
    state = state_of(row.status, row.due_date, row.amount, received, as_of)
    owed = Decimal("0.00") if state is ReceivableState.CANCELLED else row.amount - received
    kept = {
        name: getattr(row, name) for name in ReceivableRow.model_fields if hasattr(row, name)
    } | {"amount": row.amount if shown else None}
    return ReceivableRow(
        **kept,
        received=received if shown else None,
        open_amount=owed if shown else None,
        state=state,
        days_overdue=(as_of - row.due_date).days if state is ReceivableState.OVERDUE else None,
        as_of=as_of,
    )


def _with_received(ctx: Ctx, statement: Select[Any], day: date) -> Select[Any]:
    return with_shown(ctx, statement, Receivable).add_columns(received_by(day).label("received"))
