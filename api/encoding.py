"""JSON of answers: decimals as text with at least two places and no idle zeros."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

PLACES = 2


def encode(value: Any) -> bytes:
    """`value` as JSON. Days and moments are ISO 8601, NaN and infinity null."""
    return to_json(_plain(value), inf_nan_mode="null")


def decimal_text(value: Decimal) -> str:
    """`12.50`, `0.80`, `7.1234`: never an exponent."""
    whole, _, places = format(value, "f").partition(".")
    return f"{whole}.{places.rstrip('0').ljust(PLACES, '0')}"


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return decimal_text(value) if value.is_finite() else None
    if isinstance(value, BaseModel):
        return {name: _plain(part) for name, part in value.model_dump().items()}
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value
