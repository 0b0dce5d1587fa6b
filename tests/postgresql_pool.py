"""Databases on the test server that are emptied and used again: a fresh one costs a hundred times
as much as deleting a test's rows."""

from __future__ import annotations

import json
from itertools import count
from os import getpid
from typing import Any

import psycopg

TABLES = """SELECT table_name FROM information_schema.tables
  WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
  AND table_name <> 'alembic_version' ORDER BY 1"""
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
SHAPE = """SELECT (SELECT string_agg(version_num, ',') FROM alembic_version) ||
  md5(string_agg(n.nspname || c.relname || a.attname || a.atttypid || a.attnotnull, ','
  ORDER BY n.nspname, c.relname, a.attnum))
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname !~ '^pg_|^information_schema$' AND a.attnum > 0 AND NOT a.attisdropped"""
_numbers = count(1)


class Pool:
    """The reusable databases of one worker. `address(name)` is the address of a database."""

    def __init__(self, server: Any, template: str) -> None:
        self._address = server
        self._template = template
        self._free: list[str] = []
        self._shape: str | None = None

    def take(self) -> str:
        """The name of an empty migrated database."""
        while self._free:
            name = self._free.pop()
            if self._emptied(name):
                return name
            self.drop(name)
        return self._make()

    def give_back(self, name: str) -> None:
        """It may be used again; it is emptied before that."""
        self._free.append(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        with self._connected("postgres") as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _make(self) -> str:
        name = f"pool_{getpid()}_{next(_numbers)}"
        with self._connected("postgres") as admin:
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {self._template} STRATEGY FILE_COPY")
        if self._shape is None:
            with self._connected(name) as connection:
                self._shape = _one(connection, SHAPE)
        return name

    def _emptied(self, name: str) -> bool:
        """Delete all rows; False when the test changed the schema or left it locked."""
        try:
            with self._connected(name) as connection:
                connection.execute("SET lock_timeout = '5s'")
                if _one(connection, SHAPE) != self._shape:
                    return False
                empty(connection)
        except psycopg.Error:
            return False
        return True

    def _connected(self, name: str) -> psycopg.Connection[Any]:
        return psycopg.connect(self._address(name), autocommit=True)


def empty(connection: psycopg.Connection[Any]) -> None:
    """Delete every row and start the sequences anew."""
    tables = [row[0] for row in connection.execute(TABLES)]
    sequences = [row[0] for row in connection.execute(SEQUENCES)]
    steps = [f'DELETE FROM "{table}"' for table in tables]
    steps += [f"SELECT setval('{sequence}', 1, false)" for sequence in sequences]
    connection.execute(";".join(steps))


def dump(connection: psycopg.Connection[Any]) -> str:
    """All rows and sequences as text for `load`."""
    rows = {}
    for (table,) in connection.execute(TABLES).fetchall():
        with connection.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
            text = b"".join(bytes(part) for part in copy).decode()
        if text:
            rows[table] = text
    return json.dumps({"rows": rows, "sequences": dict(connection.execute(SEQUENCES).fetchall())})


def load(connection: psycopg.Connection[Any], dumped: str) -> None:
    """Fill an empty migrated database with what `dump` returned."""
    found = json.loads(dumped)
    with connection.transaction():
        for table, text in found["rows"].items():
            with connection.cursor().copy(f'COPY "{table}" FROM STDIN') as copy:
                copy.write(text)
        for sequence, value in found["sequences"].items():
            if value is not None:
                connection.execute(f"SELECT setval('{sequence}', {value})")


def _one(connection: psycopg.Connection[Any], query: str) -> Any:
    row = connection.execute(query).fetchone()
    return row[0] if row else None
