"""Who is late, with how much, and a polite letter to each."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from core.company import company
from core.identity import scoped
from core.kit.context import Ctx
from core.kit.i18n import t, use_locale
from core.kit.inputs import Row
from core.receivables.ageing import Rates, issued_by
from core.receivables.queries import countable_receivables
from core.receivables.sums import NOTHING, company_day, open_on
from data.schema import Customer, Receivable

LANGUAGES = {"zh": "zh_CN", "en": "en"}


class OverdueRow(Row):
    """A receivable that is late; `open_amount` in its own currency."""

    id: int
    code: str | None
    title: str | None
    due_date: date
    days_overdue: int
    open_amount: Decimal
    currency: str


class DunningRow(Row):
    """A customer who is late. `overdue` is in company currency, None where a rate is missing;
    `letters` holds the text by language (zh, en)."""

    customer_id: int | None
    customer: str | None
    contact: str | None
    email: str | None
    overdue: Decimal | None
    oldest_days: int
    receivables: tuple[OverdueRow, ...]
    letters: dict[str, str]


def dunning_list(ctx: Ctx, as_of: date | None = None) -> tuple[DunningRow, ...]:
    """Customers with overdue amounts on a day, the longest overdue first. Raises NotPermitted."""
    day = company_day(ctx, as_of)
    late: dict[int | None, list[OverdueRow]] = defaultdict(list)
    for one in ctx.session.execute(_overdue(ctx, day)):
        late[one.customer_id].append(_late(one, day))
    customers = _customers(ctx, late)
    rates = Rates(ctx, day)
    rows = [_row(ctx, customers.get(found), rows, rates) for found, rows in late.items()]
    return tuple(sorted(rows, key=lambda row: (-row.oldest_days, row.customer_id or 0)))


def _overdue(ctx: Ctx, day: date) -> Any:
    left = open_on(day)
    return (
        countable_receivables(ctx)
        .with_only_columns(
            Receivable.id,
            Receivable.code,
            Receivable.title,
            Receivable.customer_id,
            Receivable.due_date,
            Receivable.currency,
            left.label("left"),
        )
        .where(Receivable.due_date < day, issued_by(day), left > 0)
        .order_by(Receivable.due_date, Receivable.id)
    )


def _late(one: Any, day: date) -> OverdueRow:
    return OverdueRow(
        id=one.id,
        code=one.code,
        title=one.title,
        due_date=one.due_date,
        days_overdue=(day - one.due_date).days,
        open_amount=one.left,
        currency=one.currency,
    )


def _customers(ctx: Ctx, ids: Any) -> dict[int | None, Customer]:
    """The customers the actor may see."""
    wanted = [one for one in ids if one is not None]
    seen = select(Customer).where(Customer.id.in_(wanted), scoped(ctx, "customers.view", Customer))
    return {row.id: row for row in ctx.session.scalars(seen)}


def _row(ctx: Ctx, customer: Customer | None, rows: list[OverdueRow], rates: Rates) -> DunningRow:
    amounts = [rates.in_base(row.open_amount, row.currency) for row in rows]
    known = [amount for amount in amounts if amount is not None]
    return DunningRow(
        customer_id=customer.id if customer else None,
        customer=customer.name if customer else None,
        contact=customer.contact if customer else None,
        email=customer.email if customer else None,
        overdue=sum(known, NOTHING) if len(known) == len(amounts) else None,
        oldest_days=max(row.days_overdue for row in rows),
        receivables=tuple(rows),
        letters={name: _letter(ctx, code, customer, rows) for name, code in LANGUAGES.items()},
    )


def _letter(ctx: Ctx, locale: str, customer: Customer | None, rows: list[OverdueRow]) -> str:
    with use_locale(locale):
        to = (customer.contact or customer.name) if customer else t("customer")
        lines = [
            t("Dear {name},", name=to),
            "",
            t(
                "According to our books the following is still open. It may have crossed with "
                "your payment; if so, please take this as settled."
            ),
            "",
            *(_line(row) for row in rows),
            "",
            t("Total: {amounts}", amounts=_totals(rows)),
            "",
            t("We would be grateful for your payment, or a word on when we may expect it."),
            "",
            t("With kind regards"),
            company(ctx).name,
        ]
    return "\n".join(lines)


def _line(row: OverdueRow) -> str:
    name = " ".join(part for part in (row.code, row.title) if part) or f"#{row.id}"
    return t(
        "- {name}: {amount}, due on {day} ({n} days ago)",
        name=name,
        amount=_money(row.open_amount, row.currency),
        day=row.due_date.isoformat(),
        n=row.days_overdue,
    )


def _totals(rows: list[OverdueRow]) -> str:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        sums[row.currency] += row.open_amount
    return " + ".join(_money(amount, currency) for currency, amount in sorted(sums.items()))


def _money(amount: Decimal, currency: str) -> str:
    return f"{currency} {amount:,.2f}"
