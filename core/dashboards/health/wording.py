"""Amounts, spans of time and shares as a sentence says them, in the reader's language."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from core.kit.i18n import babel_locale, t

FULL, HALF = Decimal(100), Decimal("0.5")
WEEK, MONTH = 7, Decimal("30.4")
DAYS_UP_TO, WEEKS_UP_TO = 14, 92  # days told as days, as weeks; more are months


def amount_in_words(value: Decimal, currency: str) -> str:
    """An amount without cents: CN¥512,000."""
    from babel.numbers import format_currency

    whole = value.quantize(Decimal(1), ROUND_HALF_UP)
    return format_currency(
        whole, currency, locale=babel_locale(), currency_digits=False, format="¤#,##0"
    )


def span_in_words(days: int) -> str:
    """A span of days: 9 days, 6 weeks, 8 months."""
    if days < DAYS_UP_TO:
        return t("1 day") if days == 1 else t("{days} days", days=days)
    if days < WEEKS_UP_TO:
        return t("{weeks} weeks", weeks=_round(Decimal(days) / WEEK))
    return t("{months} months", months=_round(days / MONTH))


def percent_in_words(share: Decimal) -> str:
    """A ratio as whole per cent, without the sign: 0.12 is 12."""
    return str(_round(share * FULL))


def is_notable(share: Decimal | None) -> bool:
    """Whether a ratio is half a per cent or more."""
    return share is not None and share * FULL >= HALF


def _round(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
