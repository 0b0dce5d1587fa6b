"""Indicators in words: units, inputs and limits as a reader takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from core.indicators import INDICATORS, Unit
from core.indicators.formulas import INPUTS, Kind, in_numbers, inputs_with
from core.indicators.thresholds import SIGNS, LitValue
from core.kit.i18n import N_, t
from pages.ui.alert_words import figure
from pages.ui.format import NONE, money, number, percent

UNIT_NAMES: Mapping[Unit, str] = {
    Unit.MONEY: N_("Amount"),
    Unit.RATIO: "%",
    Unit.DAYS: N_("Days"),
    Unit.PERCENT: "%",
    Unit.INDEX: N_("Index"),
    Unit.POINTS: N_("Points of 100"),
}
GOOD_NAMES = {"up": N_("More is better"), "down": N_("Less is better")}
ARROWS = {"up": "↑", "down": "↓"}
IN_PERCENT = frozenset({Unit.RATIO, Unit.PERCENT})


def unit_of(code: str) -> Unit:
    """The unit of an indicator or of a sign of a project's light."""
    return SIGNS[code].unit if code in SIGNS else INDICATORS[code].unit


def name_of(code: str) -> str:
    """Its name in the reader's language."""
    return t(SIGNS[code].name) if code in SIGNS else INDICATORS[code].label()


def limit_text(code: str, limit: Decimal, *, days: bool = True) -> str:
    """A limit with its unit; money without a currency, it is the target's. `days`: with that
    word."""
    unit = unit_of(code)
    if unit in IN_PERCENT:
        return f"{number(limit * 100 if unit is Unit.RATIO else limit)}%"
    if unit is Unit.DAYS:
        shown = number(limit, 0)
        return t("{n} days", n=shown) if days else shown
    return number(limit)


def beyond(code: str, limit: Decimal | None, good: str, *, days: bool = True) -> str:
    """What lies beyond a limit: “> 90%”; a sign counts from its limit on. Empty without one."""
    sign = "≥" if code in SIGNS else "<" if good == "up" else ">"
    return "" if limit is None else f"{sign} {limit_text(code, limit, days=days)}"


def limit_line(code: str, amber: Decimal | None, red: Decimal | None, good: str) -> str:
    """Both limits in a line: “Amber > 90% · Red > 100%”; empty where there are none."""
    return " · ".join(
        f"{t(name)} {beyond(code, limit, good)}"
        for name, limit in ((N_("Amber"), amber), (N_("Red"), red))
        if limit is not None
    )


def input_text(name: str, value: Any, currency: str | None) -> str:
    """One input of a formula with its unit."""
    if value is None:
        return NONE
    kind = INPUTS[name][1] if name in INPUTS else Kind.TEXT
    writer = WRITERS.get(kind)
    if writer is not None:
        return writer(value)
    return money(value, currency) if kind is Kind.MONEY else str(value)


def _day(value: date | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


WRITERS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.PERCENT: lambda value: percent(value / 100),
    Kind.RATIO: percent,
    Kind.DAYS: lambda value: t("{n} days", n=number(value, 0)),
    Kind.DAY: _day,
    Kind.COUNT: lambda value: number(value, 0),
    Kind.POINTS: number,
}


def numbers_of(code: str, value: LitValue) -> str:
    """The formula with its numbers and what comes out: “¥500 ÷ ¥1,000 = 50.0%”."""
    inputs, currency = inputs_with(value), currency_of(value)
    text = in_numbers(code, lambda name: input_text(name, inputs.get(name), currency))
    result = value_text(code, value)
    return result if text == result else f"{text} = {result}"


def value_text(code: str, value: LitValue) -> str:
    """The value with its unit."""
    return figure(code, value.value, currency_of(value))


def currency_of(value: LitValue) -> str | None:
    """The currency of the amounts a value rests on; None: the company's."""
    found = value.inputs.get("currency")
    return str(found) if found else None


def shown_inputs(code: str, value: LitValue) -> list[tuple[str, str]]:
    """Names and numbers of all inputs that say something, in their order."""
    currency = currency_of(value)
    return [
        (t(INPUTS[name][0]) if name in INPUTS else name, input_text(name, one, currency))
        for name, one in value.inputs.items()
        if one not in (None, "") and not (name in QUIET and not one) and name != "currency"
    ]


QUIET = frozenset(
    {
        "records_without_rate",
        "receivables_without_rate",
        "uncategorised_share",
        "uncategorised_income",
        "uncategorised_expense",
    }
)
"""Inputs that are only worth a line when they are not zero."""
