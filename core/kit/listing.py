"""Lists over any number of rows: search, filters and sort keys as tables, keyset cursors.

One spec per list serves REST and pages alike.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_

MAX_LIMIT = 500
Row = TypeVar("Row")
Clause = Callable[[Any], ColumnElement[bool]]


@dataclass(frozen=True)
class Filter:
    """A filter by name: `parse` turns the text into a value, `clause` into a condition."""

    parse: Callable[[str], Any]
    clause: Clause


@dataclass(frozen=True)
class ListSpec:
    """What a list can be searched, filtered and sorted by. `key` breaks ties in the order."""

    key: ColumnElement[Any]
    sorts: Mapping[str, ColumnElement[Any]]
    default_sort: str
    filters: Mapping[str, Filter] = field(default_factory=dict)
    search: tuple[ColumnElement[Any], ...] = ()


@dataclass(frozen=True)
class ListQuery:
    """What a reader asks for. `sort` is a key of the spec, `-key` descending."""

    q: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str | None = None
    limit: int = 50
    cursor: str | None = None
    offset: int = 0


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of rows; `total` only where it was asked for."""

    items: tuple[Row, ...]
    next_cursor: str | None = None
    total: int | None = None


def parse_date(text: str) -> date:
    """An ISO day. Raises ValueError."""
    return date.fromisoformat(text)


def parse_decimal(text: str) -> Decimal:
    """A finite decimal number. Raises ValueError."""
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite():
        raise ValueError(text)
    return value


def parse_bool(text: str) -> bool:
    """true/false/1/0. Raises ValueError."""
    known = {"true": True, "1": True, "false": False, "0": False}
    if text.lower() not in known:
        raise ValueError(text)
    return known[text.lower()]


def equals(column: Any, parse: Callable[[str], Any] = str) -> Filter:
    """`name=a` or `name=a,b`; `name=none` finds rows without a value."""

    def parse_many(text: str) -> list[Any]:
        return [None if part == "none" else parse(part) for part in text.split(",")]

    def clause(values: list[Any]) -> ColumnElement[bool]:
        wanted = column.in_([value for value in values if value is not None])
        return or_(wanted, column.is_(None)) if None in values else wanted

    return Filter(parse_many, clause)


def at_least(column: Any, parse: Callable[[str], Any]) -> Filter:
    """`name=x`: rows from x on."""
    return Filter(parse, lambda value: column >= value)


def at_most(column: Any, parse: Callable[[str], Any]) -> Filter:
    """`name=x`: rows up to x."""
    return Filter(parse, lambda value: column <= value)


def contains(column: Any) -> Filter:
    """`name=x`: rows whose text holds x, whatever the case."""
    return Filter(str, lambda value: column.icontains(value, autoescape=True))


def filtered(statement: Select[Any], spec: ListSpec, query: ListQuery) -> Select[Any]:
    """`statement` narrowed by search and filters. Raises Invalid for an unknown filter."""
    for name, text in query.filters.items():
        statement = statement.where(_condition(spec, name, text))
    words = query.q.split()[:8]
    for word in words if spec.search else []:
        statement = statement.where(
            or_(*(column.icontains(word, autoescape=True) for column in spec.search))
        )
    return statement


def _condition(spec: ListSpec, name: str, text: str) -> ColumnElement[bool]:
    if name not in spec.filters:
        raise Invalid(
            "list.unknown_filter",
            N_("There is no filter “{name}” here. Known: {known}."),
            name=name,
            known=", ".join(sorted(spec.filters)),
        )
    try:
        value = spec.filters[name].parse(text)
    except ValueError as error:
        raise Invalid(
            "list.bad_filter",
            N_("“{value}” is no value for the filter “{name}”."),
            value=text[:80],
            name=name,
        ) from error
    return spec.filters[name].clause(value)


def list_page(
    ctx: Ctx,
    statement: Select[Any],
    spec: ListSpec,
    query: ListQuery,
    to_row: Callable[[Any], Row],
    *,
    with_total: bool = False,
) -> Page[Row]:
    """One page of `statement`, which selects all that `to_row` needs plus nothing else.

    Raises Invalid for an unknown filter, sort key or a broken cursor.
    """
    name, descending = _sort(spec, query)
    column = spec.sorts[name]
    narrowed = filtered(statement, spec, query)
    total = _count(ctx, narrowed, spec) if with_total else None
    ordered = narrowed.add_columns(column.label("_sort"), spec.key.label("_key")).order_by(
        column.is_(None),
        column.desc() if descending else column,
        spec.key.desc() if descending else spec.key,
    )
    if query.cursor:
        ordered = ordered.where(_after(column, spec.key, query.cursor, descending))
    limit = max(1, min(query.limit, MAX_LIMIT))
    rows = ctx.session.execute(ordered.limit(limit + 1).offset(query.offset or None)).all()
    cursor = _encode(rows[limit - 1]) if len(rows) > limit else None
    return Page(tuple(to_row(row) for row in rows[:limit]), cursor, total)


def _count(ctx: Ctx, statement: Select[Any], spec: ListSpec) -> int:
    counted = statement.with_only_columns(spec.key).order_by(None).subquery()
    return ctx.session.scalar(select(func.count()).select_from(counted)) or 0


def _sort(spec: ListSpec, query: ListQuery) -> tuple[str, bool]:
    wanted = query.sort or spec.default_sort
    name = wanted.removeprefix("-")
    if name not in spec.sorts:
        raise Invalid(
            "list.unknown_sort",
            N_("This list cannot be sorted by “{name}”. Known: {known}."),
            name=name[:80],
            known=", ".join(sorted(spec.sorts)),
        )
    return name, wanted.startswith("-")


def _encode(row: Any) -> str:
    value = row._sort
    if isinstance(value, datetime):
        packed: Any = ["t", value.isoformat()]
    elif isinstance(value, date):
        packed = ["d", value.isoformat()]
    elif isinstance(value, Decimal):
        packed = ["n", str(value)]
    else:
        packed = ["v", value]
    raw = json.dumps([*packed, row._key]).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


_UNPACK: dict[str, Callable[[Any], Any]] = {
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "n": Decimal,
    "v": lambda value: value,
}


def _after(
    column: ColumnElement[Any], key: ColumnElement[Any], cursor: str, descending: bool
) -> ColumnElement[bool]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        kind, packed, last_key = json.loads(raw)
        value = _UNPACK[kind](packed)
    except (ValueError, KeyError, TypeError, InvalidOperation, binascii.Error) as error:
        raise Invalid(
            "list.bad_cursor", N_("This cursor is not valid. Start the list again.")
        ) from error
    next_key = key < last_key if descending else key > last_key
    if value is None:
        return and_(column.is_(None), next_key)
    beyond = column < value if descending else column > value
    return or_(beyond, and_(column == value, next_key), column.is_(None))
