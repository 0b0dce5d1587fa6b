"""Column types and helpers shared by all tables.

Keys are integers from a sequence per table. Foreign keys are declared by name only
(`references`), because DuckDB cannot update or delete referenced rows freely; services
and `manage.py check` hold them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, MetaData, Numeric, Sequence
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {"uq": "uq_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"}


class Base(DeclarativeBase):
    """Declarative base of every table; metadata carries stable constraint names."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware UTC in Python, TIMESTAMP without zone (UTC by convention) in SQL."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must carry its time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


Json = JSON().with_variant(JSONB(), "postgresql")
Money = Numeric(18, 2, asdecimal=True)
Rate = Numeric(18, 8, asdecimal=True)

CHANGE_SEQ = Sequence("change_seq", metadata=Base.metadata)
"""One sequence numbers audit and event rows, so the last id used is the data version."""


def key(table: str) -> Mapped[int]:
    """The integer primary key of `table`, drawn from `<table>_id_seq`."""
    sequence = Sequence(f"{table}_id_seq", metadata=Base.metadata)
    return mapped_column(
        BigInteger, sequence, primary_key=True, server_default=sequence.next_value()
    )


def change_key() -> Mapped[int]:
    """A primary key drawn from the shared change sequence (see `CHANGE_SEQ`)."""
    return mapped_column(
        BigInteger, CHANGE_SEQ, primary_key=True, server_default=CHANGE_SEQ.next_value()
    )


class Tracked:
    """Columns of rows that people edit: who, when, and the version sent as If-Match."""

    created_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(BigInteger, server_default="1")


__all__ = [
    "CHANGE_SEQ",
    "Base",
    "Decimal",
    "Json",
    "Money",
    "Rate",
    "Tracked",
    "UtcDateTime",
    "change_key",
    "key",
]
