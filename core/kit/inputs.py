"""Bases and field types of inputs and rows: each limit is declared once, here.

In a patch a column that must have a value is declared `name: Name = UNSET`: it may be left out,
but an explicit null is refused. Messages of our own are message ids: `t(error["msg"])`.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from core.kit.i18n import N_
from core.kit.money import currencies, to_cents

UNSET: Any = None
"""Default of a patch field that may be left out but never be null."""

FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2999, 12, 31)
MAX_ID = 2**63 - 1


class Input(BaseModel):
    """What a caller sends: frozen, nothing unknown, texts without surrounding blanks."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Row(BaseModel):
    """What a service hands out: frozen, read from a table's row."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


def _no_nul(value: str) -> str:
    if "\x00" in value:
        raise PydanticCustomError("nul", N_("This text holds a character that is not allowed."))
    return value


def _blank_is_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _currency(value: object) -> object:
    code = value.strip().upper() if isinstance(value, str) else value
    if code not in currencies():
        raise PydanticCustomError("currency", N_("This is no currency code such as CNY."))
    return code


def _in_range(value: datetime) -> datetime:
    if not FIRST_DAY <= value.date() <= LAST_DAY:
        raise PydanticCustomError("moment", N_("This time is too far away."))
    return value


def _cents(value: Decimal) -> Decimal:
    return to_cents(value) + 0  # no negative zero


Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_no_nul)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=50), AfterValidator(_no_nul)]
OptionalCode = Annotated[Code | None, BeforeValidator(_blank_is_none)]
Line = Annotated[str, StringConstraints(max_length=500), AfterValidator(_no_nul)]
OptionalLine = Annotated[Line | None, BeforeValidator(_blank_is_none)]
OptionalText = Annotated[
    Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_no_nul)] | None,
    BeforeValidator(_blank_is_none),
]
Id = Annotated[int, Field(ge=1, le=MAX_ID)]
Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_range)]
Money = Annotated[
    Decimal,
    Field(max_digits=18, decimal_places=2, allow_inf_nan=False),
    AfterValidator(_cents),
]
NonNegativeMoney = Annotated[Money, Field(ge=0)]
Currency = Annotated[str, BeforeValidator(_currency)]
