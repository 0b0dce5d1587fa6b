"""Small batches of rows in one statement: hundreds of inserts or updates without a loop.

Values travel as one text array a column and are cast in SQL, the same on both databases; an
`executemany` costs DuckDB seven times as much.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Row, Table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from data.errors import DuplicateValue, WriteConflict, mapped_error

Values = Mapping[str, Any]


def insert_rows(
    session: Session,
    table: Table,
    rows: Sequence[Values],
    *,
    skip_taken: str | None = None,
    returning: Sequence[str] = (),
) -> list[Row[Any]]:
    """Insert `rows`, all with the same columns; what the rest needs comes from defaults.

    `skip_taken` names a unique column whose taken values are left out. Returns the `returning`
    columns of the rows inserted, in no particular order.
    """
    if not rows:
        return []
    names = list(rows[0])
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(_casts(session, table, names))
    statement = f'INSERT INTO "{table.name}" ({columns}) SELECT {values}'
    if skip_taken:
        statement += f' ON CONFLICT ("{skip_taken}") DO NOTHING'
    try:
        return _run(session, table, statement, rows, returning)
    except DBAPIError as error:
        if skip_taken and isinstance(mapped_error(error), DuplicateValue):
            # taken by a transaction that committed after this one began: only a new one sees it
            raise WriteConflict(str(error.orig)) from error
        raise


def update_rows(
    session: Session,
    table: Table,
    rows: Sequence[Values],
    *,
    only: str = "true",
    returning: Sequence[str] = ("id",),
) -> list[Row[Any]]:
    """Set the columns of `rows`, which carry `id`, where the SQL condition `only` still holds.

    Returns the `returning` columns of the rows changed.
    """
    if not rows:
        return []
    names = list(rows[0])
    given = ", ".join(
        f"{cast} AS {_alias(name)}"
        for name, cast in zip(names, _casts(session, table, names), strict=True)
    )
    sets = ", ".join(f'"{name}" = given.{_alias(name)}' for name in names if name != "id")
    statement = (
        f'UPDATE "{table.name}" SET {sets} FROM (SELECT {given}) AS given '  # noqa: S608
        f'WHERE "{table.name}".id = given.{_alias("id")} AND {only}'
    )
    return _run(session, table, statement, rows, returning)


def _run(
    session: Session, table: Table, statement: str, rows: Sequence[Values], returning: Sequence[str]
) -> list[Row[Any]]:
    if returning:
        statement += " RETURNING " + ", ".join(f'"{table.name}"."{name}"' for name in returning)
    arrays = {
        _alias(name): [_as_text(row[name], table.c[name].type) for row in rows] for name in rows[0]
    }
    result = session.execute(text(statement), arrays)
    return list(result.all()) if returning else []


def _casts(session: Session, table: Table, names: list[str]) -> list[str]:
    dialect = session.get_bind().dialect
    return [
        f"CAST(unnest(CAST(:{_alias(name)} AS VARCHAR[])) AS {table.c[name].type.compile(dialect)})"
        for name in names
    ]


def _alias(name: str) -> str:
    return f"given_{name}"


def _as_text(value: Any, kind: Any) -> str | None:
    if value is None:
        return None
    if isinstance(kind, JSON):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).lower() if isinstance(value, bool) else str(value)
