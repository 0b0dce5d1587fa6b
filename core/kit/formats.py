"""Numbers, money and days as the reader's language writes them. None is a dash."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.kit.i18n import babel_locale

NONE = "–"


def money(value: Decimal | None, currency: str) -> str:
    """The exact amount with its currency sign: ¥1,234.50."""
    from babel.numbers import format_currency

    if value is None:
        return NONE
    return format_currency(value, currency, locale=babel_locale())


def number(value: Decimal | float | int | None, digits: int | None = None) -> str:
    """A number with thousands separators; `digits` after the point, else as many as it needs."""
    if value is None:
        return NONE
    exact = Decimal(str(value))
    return f"{exact.normalize():,f}" if digits is None else f"{exact:,.{digits}f}"


def percent(fraction: Decimal | float | None, digits: int = 1) -> str:
    """A ratio (0.1) as per cent (10.0 %)."""
    if fraction is None:
        return NONE
    return f"{Decimal(str(fraction)) * 100:,.{digits}f}%"


def day(value: date | None) -> str:
    """A calendar day: 2026-01-31, the same in every language, sortable by eye."""
    return NONE if value is None else value.isoformat()[:10]


def moment(value: datetime, timezone: str) -> str:
    """A UTC moment in that time zone: 2026-01-31 18:05."""
    return value.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M")
