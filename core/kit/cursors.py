"""Keyset cursors: where a page of a list ended, as opaque text."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeDecorator

from core.kit.errors import Invalid
from core.kit.i18n import N_

Column = ColumnElement[Any] | InstrumentedAttribute[Any]

LIMIT = 2**63

_PACK: dict[type, Callable[[Any], Any]] = {
    datetime: lambda value: value.isoformat(),
    date: lambda value: value.isoformat(),
    Decimal: str,
}
_UNPACK: dict[type, Callable[[Any], Any]] = {
    datetime: lambda text: datetime.fromisoformat(text).astimezone(UTC),
    date: date.fromisoformat,
    Decimal: Decimal,
}


def encode(name: str, row: Any) -> str:
    """The cursor behind `row`, which is (sort value, key), of a list sorted by `name`."""
    value, key = row
    pack = _PACK.get(type(value), lambda plain: plain)
    raw = json.dumps([name, pack(value), key]).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def after(
    name: str, column: Column, key: Column, cursor: str, *, descending: bool
) -> ColumnElement[bool]:
    """The rows behind the cursor in the order: column (nulls last), then key. Raises Invalid."""
    value, last_key = _decode(name, column, key, cursor)
    next_key = key < last_key if descending else key > last_key
    if value is None:
        return and_(column.is_(None), next_key)
    beyond = column < value if descending else column > value
    return or_(beyond, and_(column == value, next_key), column.is_(None))


def _decode(name: str, column: Column, key: Column, cursor: str) -> tuple[Any, Any]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        sorted_by, packed, last_key = json.loads(raw)
        if sorted_by != name:
            raise ValueError(sorted_by)
        value = None if packed is None else _value(column, packed)
        return value, _value(key, last_key)
    except (ValueError, TypeError, ArithmeticError, RecursionError, binascii.Error) as error:
        raise Invalid(
            "list.bad_cursor", N_("This cursor is not valid. Start the list again.")
        ) from error


def _value(column: Column, packed: Any) -> Any:
    """The packed value in the column's own type. Raises ValueError for any other."""
    stored = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    wanted = stored.python_type
    value = _UNPACK[wanted](packed) if wanted in _UNPACK else packed
    too_large = isinstance(value, int | Decimal) and abs(Decimal(value)) >= LIMIT
    if not isinstance(value, wanted) or too_large or "\x00" in str(value):
        raise ValueError(packed)
    return value
