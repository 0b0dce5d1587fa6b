"""What tables hold, as one number each: equal as long as no row of theirs has changed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Table, text
from sqlalchemy.orm import Session

Contents = tuple[tuple[str, int, int], ...]
_ROW = {
    "duckdb": "bit_xor(hash(whole))",
    "postgresql": "bit_xor(hashtextextended(whole::text, 0))",
}


def contents_of(session: Session, tables: Iterable[Table]) -> Contents:
    """Name, number of rows and hash of each of the tables, as the session's transaction sees
    them; some 2 ms for seven tables with 30,000 rows. Rows are told apart by their keys, so that
    none of them cancels another out.
    """
    row = _ROW[session.get_bind().dialect.name]
    parts = [
        f"SELECT '{table.name}' AS name, count(*), coalesce({row}, 0) FROM {table.name} whole"  # noqa: S608
        for table in tables
    ]
    found = session.execute(text(" UNION ALL ".join(parts) + " ORDER BY name"))
    return tuple((name, rows, whole) for name, rows, whole in found)
