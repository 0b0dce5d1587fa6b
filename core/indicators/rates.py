"""Exchange rates by day, for sums that no query can convert."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from core.kit.context import Ctx
from data.schema import ExchangeRate


@dataclass(frozen=True)
class Rates:
    """Units of company currency for one unit of a currency, by day."""

    days: Mapping[str, list[date]]
    rates: Mapping[str, list[Decimal]]

    def on(self, currency: str, day: date) -> Decimal | None:
        """The latest rate of that day or before; None without one."""
        position = bisect_right(self.days.get(currency, []), day)
        return self.rates[currency][position - 1] if position else None


def load_rates(ctx: Ctx) -> Rates:
    """All exchange rates."""
    days: dict[str, list[date]] = defaultdict(list)
    rates: dict[str, list[Decimal]] = defaultdict(list)
    statement = select(ExchangeRate.currency, ExchangeRate.rate_date, ExchangeRate.rate)
    for currency, day, rate in ctx.session.execute(statement.order_by(ExchangeRate.rate_date)):
        days[currency].append(day)
        rates[currency].append(rate)
    return Rates(days, rates)
