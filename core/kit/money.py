"""Money is Decimal with two places; rounding is half up, as people do it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache

CENT = Decimal("0.01")
LIMIT = Decimal("9999999999999999.99")  # DECIMAL(18,2)


def to_cents(value: Decimal) -> Decimal:
    """`value` rounded half up to two places."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def ratio(numerator: Decimal | None, denominator: Decimal | None) -> Decimal | None:
    """numerator ÷ denominator; None when either is missing or the denominator is zero."""
    if numerator is None or not denominator:
        return None
    return numerator / denominator if numerator else Decimal(0)  # not "0E+2"


@cache
def currencies() -> frozenset[str]:
    """The currency codes of ISO 4217."""
    from babel.numbers import list_currencies

    return frozenset(list_currencies())
