"""A message in a language, from its template and parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from core.kit.i18n import current_locale, t, use_locale


def render(template: str, params: Mapping[str, Any], locale: str | None = None) -> str:
    """The text in `locale`, by default in the current language."""
    with use_locale(locale or current_locale()):
        return t(template, **{name: _shown(value) for name, value in params.items()})


def _shown(value: Any) -> Any:
    return KINDS[value["kind"]](value) if isinstance(value, dict) else value


def _ratio(value: dict[str, str]) -> str:
    from babel.numbers import format_percent

    return format_percent(Decimal(value["value"]), format="#,##0.##%", locale=current_locale())


def _money(value: dict[str, str]) -> str:
    from babel.numbers import format_currency

    amount, currency = Decimal(value["value"]), value["currency"]
    return format_currency(amount, currency, locale=current_locale())


def _days(value: dict[str, str]) -> str:
    return t("{n} days", n=f"{Decimal(value['value']).normalize():f}")


def _number(value: dict[str, str]) -> str:
    return f"{Decimal(value['value']).normalize():,f}"


def _phrase(value: dict[str, str]) -> str:
    return t(value["value"])


def _text(value: dict[str, Any]) -> str:
    return render(value["value"], value["params"])


KINDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "ratio": _ratio,
    "money": _money,
    "days": _days,
    "number": _number,
    "phrase": _phrase,
    "text": _text,
}
