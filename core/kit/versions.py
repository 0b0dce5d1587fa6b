"""Dated versions as SQL: which version of a thing was in force on which of many days at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Subquery, and_, bindparam, cast, func, literal, select
from sqlalchemy.types import ARRAY

NEVER = date(9999, 12, 31)


def days_table(days: Sequence[date]) -> Subquery:
    """One row a day, column `day`."""
    given = bindparam("days", list(days), type_=ARRAY(Date), unique=True)
    return select(func.unnest(cast(given, ARRAY(Date)), type_=Date).label("day")).subquery("days")


def versions(
    model: Any, *keys: Any, since: Any = None, only: ColumnElement[bool] | None = None
) -> Subquery:
    """The rows of `model` with `since`, the first day each is in force (default: its
    `effective_on`), and `until`, the day the next one of the same `keys` takes over; for the last
    one a day that never comes. Of several from one day the one entered last counts. `only` leaves
    out whole `keys`."""
    first = model.effective_on if since is None else since
    following = func.lead(first).over(partition_by=keys, order_by=(first, model.id))
    until = func.coalesce(following, literal(NEVER, Date))
    columns = [column for column in model.__table__.c if column.key not in ("since", "until")]
    found = select(*columns, first.label("since"), until.label("until"))
    narrowed = found if only is None else found.where(only)
    return narrowed.subquery(f"versions_{model.__tablename__}")


def in_force(version: Any, day: Any) -> ColumnElement[bool]:
    """Whether a row of `versions` is the one of `day`, a date or a column."""
    return and_(version.c.since <= day, version.c.until > day)
