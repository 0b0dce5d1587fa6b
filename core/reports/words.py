"""Figures as a printed page writes them, in the reader's language. None is a dash."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.kit.i18n import babel_locale

NONE = "–"


def money(value: Decimal | None, currency: str) -> str:
    """An exact amount with its currency sign."""
    from babel.numbers import format_currency

    if value is None:
        return NONE
    return format_currency(value, currency, locale=babel_locale())


def percent(share: Decimal | None, digits: int = 0) -> str:
    """A ratio as per cent."""
    return NONE if share is None else f"{share * 100:,.{digits}f}%"


def points(value: Decimal | None) -> str:
    """A progress of 0-100 as per cent."""
    return NONE if value is None else f"{value:,.0f}%"


def number(value: Decimal | int | None, digits: int = 2) -> str:
    """A number with some digits after the point."""
    return NONE if value is None else f"{value:,.{digits}f}"


def plain(value: Decimal | int | None) -> str:
    """A number with the digits it needs."""
    return NONE if value is None else f"{Decimal(value).normalize():,f}"


def day(value: date | None) -> str:
    """A calendar day: 2026-01-31."""
    return NONE if value is None else value.isoformat()


def moment(value: datetime, timezone: str) -> str:
    """A moment in the company's time zone: 2026-01-31 18:05."""
    return value.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M")
