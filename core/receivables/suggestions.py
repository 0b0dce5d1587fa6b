"""Which income may pay which receivable: found in SQL over all open ones at once.

A record is taken for a customer's when it names the customer or, naming none, when its
counterparty holds the customer's name, whatever the case and width. Then the amount decides:
all that is open on a receivable, or on all of the customer's together. A suggestion is certain
when customer and amount agree and nothing else fits either side.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from core.identity import load_visible, scoped
from core.kit.context import Ctx
from core.kit.i18n import t
from core.receivables.queries import countable_receivables
from core.receivables.receipts import match_receipt
from core.receivables.schemas import ReceiptIn, ReceiptRow, ReceiptSuggestion
from core.receivables.suggestion_query import first_day, pairs
from data.schema import Receivable

MOST = 500
NEAR, FAR = 10, 45  # days between due and paid
POINTS = {"customer": 50, "name": 40, "": 0, "all": 40, "sum": 35, "part": 10}


def suggest_receipts(ctx: Ctx, receivable_id: int | None = None) -> tuple[ReceiptSuggestion, ...]:
    """Income that may pay a receivable (None: any open one), the best first; payments of another
    amount are suggested only for a single one.

    Raises NotFound, NotPermitted without the rights to see records, receivables and amounts.
    """
    ctx.require("records.view")
    ctx.require("amounts.view")
    if receivable_id is not None:
        load_visible(ctx, Receivable, receivable_id, "receivables.view")
    first = first_day(ctx)
    if first is None:
        return ()
    rows = ctx.session.execute(pairs(ctx, first, receivable_id)).all()
    certain = _certain(rows)
    found = [
        _suggestion(row, certain=(row.receivable_id, row.record_id) in certain)
        for row in rows
        if receivable_id in {None, row.receivable_id}
    ]
    found.sort(key=lambda one: (not one.certain, -one.score, one.record_date))
    return tuple(found[:MOST])


def accept_suggestions(ctx: Ctx, receivable_id: int | None = None) -> tuple[ReceiptRow, ...]:
    """Match all that is certain (None: of every open receivable). Raises as `match_receipt`."""
    ctx.require("receivables.edit")
    editable = _editable(ctx)
    return tuple(
        match_receipt(
            ctx,
            one.receivable_id,
            ReceiptIn(financial_record_id=one.financial_record_id, amount=one.amount),
        )
        for one in suggest_receipts(ctx, receivable_id)
        if one.certain and one.receivable_id in editable
    )


def _editable(ctx: Ctx) -> set[int]:
    mine = select(Receivable.id).where(scoped(ctx, "receivables.edit", Receivable))
    seen = countable_receivables(ctx).with_only_columns(Receivable.id)
    return set(ctx.session.scalars(seen.where(Receivable.id.in_(mine))))


def _certain(rows: Sequence[Any]) -> set[tuple[int, int]]:
    """Pairs where customer and amount agree and nothing else fits; a payment of several only
    where it is the one for each of them."""
    agreed = [row for row in rows if not row.weak]
    alone = [row for row in agreed if row.records == 1 and row.receivables == _expected(row)]
    members: dict[int, int] = {}
    for row in alone:
        members[row.record_id] = members.get(row.record_id, 0) + 1
    return {
        (row.receivable_id, row.record_id)
        for row in alone
        if members[row.record_id] == _expected(row)
    }


def _expected(row: Any) -> int:
    return int(row.all_count) if row.how == "sum" else 1


def _suggestion(row: Any, *, certain: bool) -> ReceiptSuggestion:
    gap = abs(row.days)
    days = 10 if gap <= NEAR else 5 if gap <= FAR else 0
    return ReceiptSuggestion(
        receivable_id=row.receivable_id,
        receivable=row.receivable,
        financial_record_id=row.record_id,
        record_date=row.record_date,
        counterparty=row.counterparty,
        amount=min(row.owed, row.paid),
        record_amount=row.paid,
        currency=row.currency,
        score=POINTS[row.who] + POINTS[row.how] + days,
        certain=certain,
        reason=" · ".join(_reasons(row)),
    )


def _reasons(row: Any) -> Iterable[str]:
    if row.who:
        yield (
            t("Same customer") if row.who == "customer" else t("The payer has the customer’s name")
        )
    if row.how == "all":
        yield t("The amount is exactly what is open")
    elif row.how == "sum":
        yield t("The amount is all that is open of this customer ({n})", n=row.all_count)
    elif row.paid < row.owed:
        yield t("Pays a part")
    else:
        yield t("Pays this and more")
    yield _when(row.days)


def _when(days: int) -> str:
    if days == 0:
        return t("Paid on the day it was due")
    if days < 0:
        return t("Paid {n} days before it was due", n=-days)
    return t("Paid {n} days after it was due", n=days)
