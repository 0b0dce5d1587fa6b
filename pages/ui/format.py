"""Numbers, money and days as pages write them: those of `core.kit.formats` in the currency and time
zone of the company, and short ones for figures. None is a dash."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from core.kit import formats
from core.kit.formats import NONE, day, number, percent
from core.kit.i18n import babel_locale
from core.kit.scales import scale_of
from pages.ui.session import current_company

__all__ = [
    "NONE",
    "day",
    "moment",
    "money",
    "month_name",
    "number",
    "percent",
    "short",
    "short_money",
    "value_missing",
    "weekday",
]


def money(value: Decimal | None, currency: str | None = None) -> str:
    """The exact amount with its currency sign: ¥1,234.50. No currency: the company's."""
    return formats.money(value, currency or current_company().currency)


def short_money(value: Decimal | None, currency: str | None = None) -> str:
    """An amount for a figure: ¥123.4万, CN¥1.23M. Show `money` beside it as help."""
    from babel.numbers import get_currency_symbol

    if value is None:
        return NONE
    symbol = get_currency_symbol(currency or current_company().currency, locale=babel_locale())
    sign = "-" if value < 0 else ""
    return f"{sign}{symbol}{short(abs(value))}"


def short(value: Decimal | float | int | None) -> str:
    """A large number in three or four digits: 123.4万, 1.23亿, 12.3k, 4.5M; small ones as is."""
    if value is None:
        return NONE
    exact = Decimal(str(value))
    scale, unit = scale_of(exact)
    if unit:
        return f"{_three_digits(exact / scale)}{unit}"
    return number(exact, 2 if exact != exact.to_integral_value() else 0)


def value_missing(value: object) -> bool:
    """Whether there is nothing to show."""
    return value is None or value in ("", ())


def month_name(value: date) -> str:
    """The month of a day: June 2026, 2026年6月."""
    from babel.dates import format_skeleton

    return format_skeleton("yMMMM", value, locale=babel_locale())


def weekday(value: date) -> str:
    """The short name of a day of the week: Mon, 周一."""
    from babel.dates import format_date

    return format_date(value, "EEE", locale=babel_locale())


def moment(value: datetime | None) -> str:
    """A UTC moment in the company's time zone: 2026-01-31 18:05."""
    return NONE if value is None else formats.moment(value, current_company().timezone)


def _three_digits(value: Decimal) -> str:
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 1000 else 0  # noqa: PLR2004
    return f"{value:,.{digits}f}"
