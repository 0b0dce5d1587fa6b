"""Exchange rates to the company currency, and the amounts in it that follow from them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Numeric, case, cast, func, literal, null, select, update

from core.audit import change_row, create_row, load_row, remove_row
from core.company import company
from core.finance.changes import RATES_CHANGED, forget_loaded, span_of
from core.finance.schemas import ExchangeRateIn, ExchangeRatePatch, ExchangeRateRow
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid
from core.kit.events import emit
from core.kit.i18n import N_
from core.kit.listing import (
    ListQuery,
    ListSpec,
    Page,
    at_least,
    at_most,
    equals,
    list_page,
    parse_date,
)
from core.kit.money import LIMIT, to_cents
from data.schema import ExchangeRate, FinancialRecord
from data.schema.base import Money

EXCHANGE_RATE_LIST = ListSpec(
    key=ExchangeRate.id,
    sorts={
        "id": ExchangeRate.id,
        "currency": ExchangeRate.currency,
        "rate_date": ExchangeRate.rate_date,
    },
    default_sort="-rate_date",
    filters={
        "currency": equals(ExchangeRate.currency, str.upper),
        "rate_date": equals(ExchangeRate.rate_date, parse_date),
        "date_from": at_least(ExchangeRate.rate_date, parse_date),
        "date_to": at_most(ExchangeRate.rate_date, parse_date),
    },
    search=(ExchangeRate.currency,),
)


def list_exchange_rates(
    ctx: Ctx, query: ListQuery, *, with_total: bool = False
) -> Page[ExchangeRateRow]:
    """Rates; everybody signed in may see them."""
    return list_page(
        ctx,
        select(ExchangeRate),
        EXCHANGE_RATE_LIST,
        query,
        lambda row: ExchangeRateRow.model_validate(row.ExchangeRate),
        with_total=with_total,
    )


def get_exchange_rate(ctx: Ctx, rate_id: int) -> ExchangeRateRow:
    """One rate. Raises NotFound."""
    return ExchangeRateRow.model_validate(load_row(ctx, ExchangeRate, rate_id))


def create_exchange_rate(ctx: Ctx, rate: ExchangeRateIn) -> ExchangeRateRow:
    """Add a rate; amounts it applies to follow. Raises Conflict for a second one on a day."""
    ctx.require("rates.edit")
    _check(ctx, rate.currency, rate.rate_date, None)
    row = create_row(ctx, ExchangeRate(**rate.model_dump()), "exchange_rate")
    _refresh(ctx, {(row.currency, row.rate_date)})
    return ExchangeRateRow.model_validate(row)


def update_exchange_rate(
    ctx: Ctx, rate_id: int, patch: ExchangeRatePatch, *, expected_version: int | None = None
) -> ExchangeRateRow:
    """Change a rate; amounts follow. Raises Conflict for a second one on a day, Stale."""
    ctx.require("rates.edit")
    row = load_row(ctx, ExchangeRate, rate_id)
    before = (row.currency, row.rate_date)
    values = patch.model_dump(exclude_unset=True)
    _check(ctx, values.get("currency", before[0]), values.get("rate_date", before[1]), rate_id)
    change_row(ctx, row, "exchange_rate", values, expected_version=expected_version)
    _refresh(ctx, {before, (row.currency, row.rate_date)})
    return ExchangeRateRow.model_validate(row)


def delete_exchange_rate(ctx: Ctx, rate_id: int) -> None:
    """Remove a rate; amounts fall back to the rate before, or to none."""
    ctx.require("rates.edit")
    row = load_row(ctx, ExchangeRate, rate_id)
    remove_row(ctx, row, "exchange_rate")
    _refresh(ctx, {(row.currency, row.rate_date)})


def rate_on(ctx: Ctx, currency: str, day: date) -> Decimal | None:
    """Company currency for one unit of `currency`: the latest rate up to `day`; None without."""
    if currency == company(ctx).currency:
        return Decimal(1)
    return ctx.session.scalar(
        select(ExchangeRate.rate)
        .where(ExchangeRate.currency == currency, ExchangeRate.rate_date <= day)
        .order_by(ExchangeRate.rate_date.desc())
        .limit(1)
    )


def base_amount(ctx: Ctx, amount: Decimal, currency: str, day: date) -> Decimal | None:
    """`amount` in company currency, to the cent, half up; None without a rate."""
    rate = rate_on(ctx, currency, day)
    if rate is None:
        return None
    converted = to_cents(amount * rate)
    return converted if abs(converted) <= LIMIT else None


def _check(ctx: Ctx, currency: str, day: date, rate_id: int | None) -> None:
    if currency == company(ctx).currency:
        message = N_("This is the company currency; its rate is always 1.")
        raise Invalid("rate.company_currency", message, fields={"currency": message})
    taken = select(ExchangeRate.id).where(
        ExchangeRate.currency == currency,
        ExchangeRate.rate_date == day,
        ExchangeRate.id != (rate_id or 0),
    )
    if ctx.session.scalar(taken) is not None:
        raise Conflict(
            "rate.taken",
            N_("There is already a rate for {currency} on {day}."),
            currency=currency,
            day=day.isoformat(),
        )


def _refresh(ctx: Ctx, starts: set[tuple[str, date]]) -> None:
    """Recompute the amounts from each day up to the currency's next rate, and tell of it."""
    for currency, start in sorted(starts):
        until = ctx.session.scalar(
            select(func.min(ExchangeRate.rate_date)).where(
                ExchangeRate.currency == currency, ExchangeRate.rate_date > start
            )
        )
        concerned = [FinancialRecord.currency == currency, FinancialRecord.record_date >= start]
        if until is not None:
            concerned.append(FinancialRecord.record_date < until)
        ctx.session.execute(
            update(FinancialRecord)
            .where(*concerned)
            .values(amount_base=converted(rate_on(ctx, currency, start)))
            .execution_options(synchronize_session=False)
        )
        told = {"currency": currency, "since": start.isoformat()}
        emit(ctx, RATES_CHANGED, told | (span_of(ctx, *concerned) or {}))
    forget_loaded(ctx)


def converted(rate: Any) -> Any:
    """SQL of a record's amount in company currency; `rate` is a value, an expression or None."""
    if rate is None:
        return null()
    wide = cast(FinancialRecord.amount, Numeric(20, 2))  # so that the product has 38 digits
    known = literal(rate) if isinstance(rate, Decimal) else rate
    product = func.round(wide * cast(known, Numeric(18, 8)), 2)
    return case((func.abs(product) <= LIMIT, cast(product, Money)), else_=null())
