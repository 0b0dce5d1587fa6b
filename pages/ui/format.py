"""Numbers, money and days as the reader's language writes them. None is a dash."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.kit.i18n import babel_locale
from core.kit.scales import scale_of
from pages.ui.session import current_company

NONE = "–"


def money(value: Decimal | None, currency: str | None = None) -> str:
    """The exact amount with its currency sign: ¥1,234.50. No currency: the company's."""
    from babel.numbers import format_currency

    if value is None:
        return NONE
    return format_currency(value, currency or current_company().currency, locale=babel_locale())


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


def number(value: Decimal | float | int | None, digits: int | None = None) -> str:
    """A number with thousands separators; `digits` after the point, else as many as it needs."""
    if value is None:
        return NONE
    exact = Decimal(str(value))
    return f"{exact.normalize():,f}" if digits is None else f"{exact:,.{digits}f}"


def percent(fraction: Decimal | float | None, digits: int = 1) -> str:
    """A ratio (0.1) as per cent (10.0 %)."""
    if value_missing(fraction):
        return NONE
    return f"{Decimal(str(fraction)) * 100:,.{digits}f}%"


def value_missing(value: object) -> bool:
    """Whether there is nothing to show."""
    return value is None or value in ("", ())


def day(value: date | None) -> str:
    """A calendar day: 2026-01-31, the same in every language, sortable by eye."""
    return NONE if value is None else value.isoformat()[:10]


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
    if value is None:
        return NONE
    return value.astimezone(ZoneInfo(current_company().timezone)).strftime("%Y-%m-%d %H:%M")


def _three_digits(value: Decimal) -> str:
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 1000 else 0  # noqa: PLR2004
    return f"{value:,.{digits}f}"
