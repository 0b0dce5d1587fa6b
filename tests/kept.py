"""Rows that many tests begin with: made once a test run, copied into each test's database."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import psycopg

from data.database import Database
from tests.postgresql_pool import dump, empty, load


def keep(database: Database, file: Path) -> None:
    """Note all rows of a database that nobody has open."""
    scratch = file.with_name(f"{file.name}-new")
    if database.dialect == "duckdb":
        shutil.copyfile(database.url.removeprefix("duckdb:///"), scratch)
    else:
        with _connected(database.url) as connection:
            scratch.write_text(dump(connection))
    scratch.rename(file)


def bring(file: Path, database: Database) -> None:
    """Fill a migrated database, not yet opened, with what `keep` noted of one of its kind."""
    if database.dialect == "duckdb":
        shutil.copyfile(file, database.url.removeprefix("duckdb:///"))
        return
    with _connected(database.url) as connection:
        empty(connection)
        load(connection, file.read_text())


def _connected(url: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://", 1))
