"""What is owed: how much of what fell due was collected, and for how long the oldest is overdue.

Receipts count on the day of their record. Amounts in several currencies are added in company
currency at the rates of `as_of`; what has no rate is counted in `receivables_without_rate` and
in no sum, and takes the value from a project or contract.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.types import BigInteger

from core.identity import scope_clause
from core.indicators.places import places_on
from core.indicators.rates import Rates, load_rates
from core.indicators.schemas import COMPANY_ID, Loader, Question, TargetType
from core.kit.context import Ctx
from core.kit.money import ratio, to_cents
from core.kit.periods import Period
from core.kit.rows import plain_rows
from core.kit.versions import days_table
from core.receivables import ReceivableStatus, issued_by, received_by
from data.schema import FinancialRecord, Receivable, ReceivableReceipt

ZERO, ONE = Decimal(0), Decimal(1)
STRICT = (TargetType.PROJECT, TargetType.CONTRACT, TargetType.RECEIVABLE)
ANYWHERE = (TargetType.CUSTOMER, TargetType.CONTRACT)
"""Targets whose receivables may lie where the reader does not see."""


class Due(NamedTuple):
    """What was due in one currency, what was collected of it, and of how many receivables."""

    currency: str
    due: Decimal
    collected: Decimal
    receivables: int


@dataclass(slots=True)
class Owed:
    """A target with its receivables summed, one part for each currency."""

    target_id: int
    target_name: str
    department_id: int | None
    project_id: int | None
    currency: str
    parts: tuple[Due, ...] = ()
    receivables: int = 0
    oldest: date | None = None
    rates: Rates | None = None


@Loader
def load_owed(ctx: Ctx, question: Question, periods: Sequence[Period]) -> list[list[Owed]]:
    """The receivables of every asked target as they stood at the end of each period."""
    targets = places_on(ctx, question, [question.as_of])[0]
    days = [period.end for period in periods]
    found = {
        day: {
            key: Owed(key, place.name, place.department_id, place.project_id, place.currency)
            for key, place in targets.items()
        }
        for day in days
    }
    rows = plain_rows(ctx, _sums(ctx, question, days_table(days)))
    several = len({currency for _, _, currency, *_ in rows}) > 1
    rates = load_rates(ctx) if several else None
    for day, key, *sums in rows:
        entry = found[day].get(key)
        if entry is not None:
            entry.rates = rates
            _add(entry, *sums)
    return [list(found[day].values()) for day in days]


def _add(
    entry: Owed,
    currency: str,
    receivables: int,
    due: Decimal | None,
    collected: Decimal | None,
    oldest: date | None,
) -> None:
    entry.receivables += receivables
    if due:
        entry.parts += (Due(currency, due, collected or ZERO, receivables),)
    if oldest is not None:
        entry.oldest = min(oldest, entry.oldest or oldest)


def _sums(ctx: Ctx, question: Question, days: Subquery) -> Select[Any]:
    """By day, target and currency: how many receivables, what was due and collected of it, and
    when the oldest unpaid one was due."""
    key, received = _key(question.target_type), _received(days).subquery("received")
    one = (
        select(
            days.c.day,
            key.label("owed_target"),
            Receivable.currency,
            Receivable.due_date,
            Receivable.amount,
            func.coalesce(received.c.amount, 0).label("received"),
        )
        .select_from(days)
        .join(Receivable, issued_by(days.c.day))
        .outerjoin(
            received,
            and_(received.c.receivable_id == Receivable.id, received.c.day == days.c.day),
        )
        .where(
            Receivable.status == ReceivableStatus.OPEN.value,
            key.is_not(None),
            _visible(ctx, question),
        )
        .subquery("one")
    )
    due = one.c.due_date <= one.c.day
    late = and_(one.c.due_date < one.c.day, one.c.received < one.c.amount)
    return select(
        one.c.day,
        one.c.owed_target,
        one.c.currency.label("owed_currency"),
        func.count().label("receivables"),
        func.sum(case((due, one.c.amount))).label("due"),
        func.sum(case((due, one.c.received))).label("collected"),
        func.min(case((late, one.c.due_date))).label("oldest"),
    ).group_by(one.c.day, one.c.owed_target, one.c.currency)


def _received(days: Subquery) -> Select[Any]:
    """By day and receivable: receipts from records up to that day."""
    receipt = ReceivableReceipt
    return (
        select(days.c.day, receipt.receivable_id, func.sum(receipt.amount).label("amount"))
        .select_from(receipt)
        .join(FinancialRecord, FinancialRecord.id == receipt.financial_record_id)
        .join(days, FinancialRecord.record_date <= days.c.day)
        .group_by(days.c.day, receipt.receivable_id)
    )


def late_receivables(question: Question) -> Any:
    """Receivables of the asked targets that were due by `as_of` and not fully paid, the oldest
    first, with what is still open."""
    received = received_by(question.as_of)
    open_amount = Receivable.amount - func.coalesce(received, 0)
    key = _key(question.target_type)
    number = literal("#") + cast(Receivable.id, String)
    return (
        select(
            Receivable.id,
            Receivable.due_date.label("day"),
            func.coalesce(Receivable.title, Receivable.code, number).label("name"),
            open_amount.label("amount"),
            Receivable.currency,
        )
        .where(
            Receivable.status == ReceivableStatus.OPEN.value,
            issued_by(question.as_of),
            Receivable.due_date <= question.as_of,
            key.in_(question.target_ids or ()),
            open_amount > 0,
        )
        .order_by(Receivable.due_date, Receivable.id)
    )


def _key(target_type: TargetType) -> Any:
    return {
        TargetType.PROJECT: Receivable.project_id,
        TargetType.CUSTOMER: Receivable.customer_id,
        TargetType.CONTRACT: Receivable.contract_id,
        TargetType.RECEIVABLE: Receivable.id,
        TargetType.COMPANY: cast(literal(COMPANY_ID), BigInteger),
    }[target_type]


def _visible(ctx: Ctx, question: Question) -> ColumnElement[bool]:
    if question.target_type not in ANYWHERE:
        return true()
    return scope_clause(ctx.actor, ctx.actor.scope("amounts.view"), Receivable)


def collection_rate(question: Question, found: Owed) -> Decimal | None:
    """Collected ÷ receivable due by `as_of`; None when nothing was due."""
    due, collected, without_rate = _totals(question, found)
    if without_rate and question.target_type in STRICT:
        return None
    return ratio(collected, due)


def overdue_days(question: Question, found: Owed) -> Decimal | None:
    """`as_of` − due date while unpaid, the largest of the target's receivables; 0 when none is
    late, None when there is none."""
    if found.oldest is not None:
        return Decimal((question.as_of - found.oldest).days)
    return Decimal(0) if found.receivables else None


def collection_inputs(question: Question, found: Owed) -> dict[str, Any]:
    """The two amounts of the rate."""
    due, collected, without_rate = _totals(question, found)
    return {
        "due": due,
        "collected": collected,
        "currency": _currency(question, found),
        "receivables_without_rate": without_rate,
    }


def overdue_inputs(question: Question, found: Owed) -> dict[str, Any]:
    """The day the oldest unpaid one was due."""
    oldest = None if found.oldest is None else found.oldest.isoformat()
    return {"oldest_due": oldest, "receivables": found.receivables}


def _currency(question: Question, found: Owed) -> str:
    """Of a single currency the amounts stay in it."""
    return found.parts[0].currency if len(found.parts) == 1 else question.base


def _totals(question: Question, found: Owed) -> tuple[Decimal, Decimal, int]:
    """Due and collected, and how many receivables have no rate and are in neither."""
    due = collected = ZERO
    without_rate = 0
    currency = _currency(question, found)
    for part in found.parts:
        rate = _rate(question, found, part.currency, currency)
        if rate:
            due += part.due * rate
            collected += part.collected * rate
        else:
            without_rate += part.receivables
    return to_cents(due), to_cents(collected), without_rate


def _rate(question: Question, found: Owed, currency: str, wanted: str) -> Decimal | None:
    if currency == wanted:
        return ONE
    return found.rates.on(currency, question.as_of) if found.rates else None
