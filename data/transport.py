"""Rows between DuckDB and PostgreSQL, as CSV files that both read and write exactly.

NULL is the unquoted `\\N`, so that an empty text stays an empty text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    import psycopg

CHUNK = 1 << 20  # bytes handed to COPY at once
LEAST_LINE = 2 << 20  # bytes
WRITE_OPTIONS = r"FORMAT csv, HEADER false, NULLSTR '\N'"
COPY_OPTIONS = r"(FORMAT csv, NULL '\N')"
PLAIN_TYPES = {
    "BOOLEAN": "boolean",
    "TINYINT": "smallint",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "UTINYINT": "smallint",
    "USMALLINT": "integer",
    "UINTEGER": "bigint",
    "UBIGINT": "numeric(20)",
    "HUGEINT": "numeric(39)",
    "UHUGEINT": "numeric(39)",
    "FLOAT": "real",
    "DOUBLE": "double precision",
    "VARCHAR": "text",
    "JSON": "jsonb",
    "UUID": "uuid",
    "DATE": "date",
    "TIME": "time",
    "TIMESTAMP": "timestamp",
    "TIMESTAMP_S": "timestamp",
    "TIMESTAMP_MS": "timestamp",
    "TIMESTAMP_NS": "timestamp",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
}
DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")


def quoted(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | Path) -> str:
    """`text` as an SQL string."""
    return "'" + str(text).replace("'", "''") + "'"


def postgresql_type(duckdb_type: str) -> str:
    """The PostgreSQL type that holds every value of a DuckDB type. Raises TypeError for none."""
    if found := DECIMAL.fullmatch(duckdb_type):
        return f"numeric({found[1]},{found[2]})"
    if duckdb_type not in PLAIN_TYPES:
        raise TypeError(f"{duckdb_type} columns cannot be carried to PostgreSQL")
    return PLAIN_TYPES[duckdb_type]


def described(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, str]:
    """Column -> DuckDB type of a query."""
    return {row[0]: row[1] for row in connection.execute(f"DESCRIBE {query}").fetchall()}


def write_csv(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """Write the rows of a DuckDB query; returns how many."""
    done = connection.execute(f"COPY ({query}) TO {literal(path)} ({WRITE_OPTIONS})").fetchone()
    return int(done[0]) if done else 0


def read_csv(path: Path, types: dict[str, str], longest: int) -> str:
    """A DuckDB table function over a file that PostgreSQL wrote, with its longest row in bytes."""
    line = max(longest + 1, LEAST_LINE)
    columns = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in types.items())
    return (
        f"read_csv({literal(path)}, columns={{{columns}}}, header=false, auto_detect=false, "
        f"delim=',', quote='\"', escape='\"', nullstr='\\N', allow_quoted_nulls=false, "
        f"parallel=false, max_line_size={line}, buffer_size={line * 2})"
    )


def copy_in(connection: psycopg.Connection, table: str, columns: Sequence[str], path: Path) -> None:
    """Fill a PostgreSQL table from a CSV file."""
    from psycopg import sql  # not needed on DuckDB: a quarter second at start

    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN {}").format(
        sql.Identifier(table), names, sql.SQL(COPY_OPTIONS)
    )
    with path.open("rb") as file, connection.cursor().copy(statement) as copy:
        while chunk := file.read(CHUNK):
            copy.write(chunk)


def copy_out(connection: psycopg.Connection, table: str, columns: Sequence[str], path: Path) -> int:
    """Write a PostgreSQL table to a CSV file; returns the bytes of its longest row."""
    from psycopg import sql

    longest = 0
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT {}").format(
        names, sql.Identifier(table), sql.SQL(COPY_OPTIONS)
    )
    with path.open("wb") as file, connection.cursor().copy(statement) as copy:
        for row in copy:
            longest = max(longest, len(row))
            file.write(row)
    return longest
