"""Lists over any number of rows: search, filters and sort keys as tables, pages of them.

One spec per list serves REST and pages alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, or_, select

from core.kit.context import Ctx
from core.kit.cursors import Column, after, encode
from core.kit.errors import Invalid
from core.kit.i18n import N_

MAX_LIMIT = 500
BULK_LIMIT = 5_000
Row = TypeVar("Row")
Clause = Callable[[Any], ColumnElement[bool]]
BIGINT = 2**63
MAX_OFFSET = 10**9
LARGEST = Decimal(10) ** 18


@dataclass(frozen=True)
class Filter:
    """A filter by name: `parse` turns the text into a value, `clause` into a condition."""

    parse: Callable[[str], Any]
    clause: Clause


@dataclass(frozen=True)
class ListSpec:
    """What a list can be searched, filtered and sorted by. `key` breaks ties in the order."""

    key: Column
    sorts: Mapping[str, Column]
    default_sort: str
    filters: Mapping[str, Filter] = field(default_factory=dict)
    search: tuple[Column, ...] = ()


@dataclass(frozen=True)
class ListQuery:
    """What a reader asks for. `sort` is a key of the spec, `-key` descending.

    `bulk`: pages of up to BULK_LIMIT rows, for whom reads a list to its end.
    """

    q: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str | None = None
    limit: int = 50
    cursor: str | None = None
    offset: int = 0
    bulk: bool = False


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of rows; `total` only where it was asked for."""

    items: tuple[Row, ...]
    next_cursor: str | None = None
    total: int | None = None


def parse_date(text: str) -> date:
    """An ISO day. Raises ValueError."""
    return date.fromisoformat(text)


def parse_moment(text: str) -> datetime:
    """An ISO moment or day, in UTC where no zone is given. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError as error:
        raise ValueError(text) from error


def parse_decimal(text: str) -> Decimal:
    """A decimal number a money or rate column can be compared with. Raises ValueError."""
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not value.is_finite() or abs(value) > LARGEST:
        raise ValueError(text)
    return round(value, 8)


def parse_id(text: str) -> int:
    """A whole number a key can be compared with. Raises ValueError."""
    value = int(text)
    if abs(value) >= BIGINT:
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
        values = [None if part == "none" else parse(part) for part in text.split(",")]
        if any(type(value) is int and abs(value) >= BIGINT for value in values):
            raise ValueError(text)
        return values

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
    return Filter(str, lambda value: _holds(column, value))


def _holds(column: Any, word: str) -> ColumnElement[bool]:
    """Four times as fast on DuckDB as ILIKE, and the same on PostgreSQL."""
    return func.strpos(func.lower(column), word.lower()) > 0


def filtered(statement: Select[Any], spec: ListSpec, query: ListQuery) -> Select[Any]:
    """`statement` narrowed by search and filters. Raises Invalid for an unknown filter."""
    for name, text in query.filters.items():
        statement = statement.where(_condition(spec, name, text))
    words = query.q.replace("\x00", " ").split()[:8]
    for word in words if spec.search else []:
        statement = statement.where(or_(*(_holds(column, word) for column in spec.search)))
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
        if "\x00" in text:
            raise ValueError(text)
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
    order = _order(spec, query)
    narrowed = filtered(statement, spec, query)
    limit = max(1, min(query.limit, BULK_LIMIT if query.bulk else MAX_LIMIT))
    total: int | None
    if with_total and query.q:
        found, total = _searched(ctx, narrowed, query, order, limit + 1)
    else:
        total = _count(ctx, narrowed) if with_total else None
        narrow = narrowed.with_only_columns(*order.columns, maintain_column_froms=True)
        found = _cut(ctx, narrow, query, order, limit + 1)
    cursor = encode(order.name, found[limit - 1][:2]) if len(found) > limit else None
    keys = [row[1] for row in found[:limit]]
    rows = {row._key: row for row in _rows(ctx, statement, spec.key, keys)}
    return Page(tuple(to_row(rows[one]) for one in keys), cursor, total)


@dataclass(frozen=True)
class _Order:
    """What a page is cut by; only sort value and key are read, so that a million rows sort fast."""

    name: str
    column: Column
    key: Column
    descending: bool

    @property
    def columns(self) -> tuple[Any, Any]:
        return self.column.label("_sort"), self.key.label("_key")


def _cut(
    ctx: Ctx, statement: Select[Any], query: ListQuery, order: _Order, limit: int
) -> list[Any]:
    """(sort value, key, …) of the page's rows, in order."""
    column, key, down = order.column, order.key, order.descending
    ordered = statement.order_by(
        column.is_(None), column.desc() if down else column, key.desc() if down else key
    )
    if query.cursor:
        ordered = ordered.where(after(order.name, column, key, query.cursor, descending=down))
    offset = max(0, min(query.offset, MAX_OFFSET))
    return list(ctx.session.execute(ordered.limit(limit).offset(offset or None)).all())


def _searched(
    ctx: Ctx, narrowed: Select[Any], query: ListQuery, order: _Order, limit: int
) -> tuple[list[Any], int]:
    """The page and how many rows there are in all, with one search through the texts."""
    narrow = narrowed.with_only_columns(*order.columns, maintain_column_froms=True)
    found = narrow.cte("found").prefix_with("MATERIALIZED")
    total = select(func.count()).select_from(found).scalar_subquery()
    statement = select(found.c._sort, found.c._key, total)
    inner = _Order(order.name, found.c._sort, found.c._key, order.descending)
    rows = _cut(ctx, statement, query, inner, limit)
    if rows or not (query.cursor or query.offset):
        return rows, rows[0][2] if rows else 0
    return rows, _count(ctx, narrowed)


def _rows(ctx: Ctx, statement: Select[Any], key: Column, keys: list[Any]) -> list[Any]:
    if not keys:
        return []
    return list(
        ctx.session.execute(statement.where(key.in_(keys)).add_columns(key.label("_key"))).all()
    )


def _count(ctx: Ctx, statement: Select[Any]) -> int:
    counted = statement.with_only_columns(func.count(), maintain_column_froms=True)
    return ctx.session.scalar(counted.order_by(None)) or 0


def _order(spec: ListSpec, query: ListQuery) -> _Order:
    wanted = query.sort or spec.default_sort
    name = wanted.removeprefix("-")
    if name not in spec.sorts:
        raise Invalid(
            "list.unknown_sort",
            N_("This list cannot be sorted by “{name}”. Known: {known}."),
            name=name[:80],
            known=", ".join(sorted(spec.sorts)),
        )
    return _Order(name, spec.sorts[name], spec.key, wanted.startswith("-"))
