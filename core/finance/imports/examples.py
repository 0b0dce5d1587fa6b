"""For each option of a question, what a cell of the file would mean by it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

from core.finance.imports import dates
from core.finance.imports.dates import parse_date, split_time
from core.finance.imports.numbers import take_apart
from core.kit.i18n import current_locale


def examples(preview: dict[str, Any], question: str) -> dict[str, tuple[str, str]]:
    """Option -> (what stands in the file, what it would mean), as far as a cell shows it."""
    if question == "date_order":
        return _days(_cells(preview, "record_date"))
    if question == "decimal":
        return _numbers(_cells(preview, "amount", "income", "expense"))
    return {}


def _cells(preview: dict[str, Any], *fields: str) -> list[str]:
    names = {preview["columns"].get(field) for field in fields}
    columns = [one for one in preview.get("file_columns", []) if one["name"] in names]
    return [cell for column in columns for cell in column["examples"]]


def _days(cells: list[str]) -> dict[str, tuple[str, str]]:
    """By a cell that every order reads differently, where there is one."""
    read = [
        (cell, {order: parse_date(split_time(cell), order) for order in get_args(dates.Order)})
        for cell in cells
    ]
    read.sort(key=lambda one: -len({day for day in one[1].values() if day}))
    if not read:
        return {}
    cell, days = read[0]
    return {order: (cell, _in_words(day)) for order, day in days.items() if day is not None}


def _in_words(day: date) -> str:
    from babel.dates import format_date

    return format_date(day, "long", locale=current_locale())


def _numbers(cells: list[str]) -> dict[str, tuple[str, str]]:
    cell = next((one for one in cells if "." in one or "," in one), None)
    parts = take_apart(cell) if cell else None
    if cell is None or parts is None:
        return {}
    found = {}
    for sign, other in ((".", ","), (",", ".")):
        plain = parts.body.replace(other, "").replace(sign, ".").replace(" ", "")
        try:
            found[sign] = (cell, _amount(Decimal(plain)))
        except InvalidOperation:
            continue
    return found


def _amount(value: Decimal) -> str:
    from babel.numbers import format_decimal

    return format_decimal(value, locale=current_locale())
