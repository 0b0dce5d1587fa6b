"""The whole company as one DuckDB file: made from either database, loaded into either."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sqlalchemy import Sequence, text

from data import migrate
from data.duck import drawing
from data.errors import DatabaseUnavailable, DataError
from data.transport import copy_in, copy_out, quoted, read_csv, write_csv

if TYPE_CHECKING:
    import duckdb
    import psycopg
    from sqlalchemy import Table
    from sqlalchemy.orm import Session

    from data.database import Database
    from data.duck import DuckFile

REVISIONS = "alembic_version"


class NotEmpty(DataError):
    """A copy is only loaded into a database without rows."""


def copy_file(duck: DuckFile, path: Path) -> None:
    """Close the DuckDB file, which writes everything into it, copy it, open it again.

    Runs with the lease held exclusively. Closed, because closing any second handle on a file
    makes the kernel forget DuckDB's own lock on it.
    """
    if duck.in_use:
        raise RuntimeError("a copy cannot be made inside a session of the same thread")
    duck.close()
    try:
        wal = duck.path.with_name(f"{duck.path.name}.wal")
        if wal.exists():
            raise DatabaseUnavailable(f"{duck.path}: its log could not be written back")
        with _fresh(path) as part:
            shutil.copyfile(duck.path, part)
    finally:
        duck.open()


def copy_server(database: Database, path: Path) -> None:
    """Write a consistent state of a PostgreSQL database into a DuckDB file."""
    with _spool(database) as folder, database.session(read_only=True) as session:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        revision = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        with (
            closing(_migrated_file(folder / "copy.duckdb", revision)) as target,
            target.raw() as connection,
        ):
            for table in tables(connection):
                _fetch_table(_driver(session), connection, table, folder / "rows.csv")
            for name, last in _server_sequences(session).items():
                connection.execute(drawing(name, last))
        with _fresh(path) as part:
            shutil.copyfile(folder / "copy.duckdb", part)


def row_counts(path: Path) -> dict[str, int]:
    """Table -> number of rows of a copy, without the schema's own revision."""
    with _opened(path) as connection:
        return {table: _count(connection, table) for table in tables(connection)}


def tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of the company, by name."""
    query = (
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
        " AND schema_name = 'main' AND NOT temporary ORDER BY table_name"
    )
    return [name for (name,) in connection.execute(query).fetchall() if name != REVISIONS]


def load(database: Database, path: Path) -> dict[str, int]:
    """Fill an empty, migrated database from a copy, in one transaction; returns row counts.

    A copy of an older version is upgraded on the way. Raises NotEmpty, and DatabaseUnavailable
    for a copy of a newer version.
    """
    with _spool(database) as folder, database.exclusive():
        source = _at_head(path, folder)
        counts = row_counts(source)
        with database.session() as session:
            _refuse_rows(session, list(counts))
            if database.dialect == "duckdb":
                _load_file(database, session, source, list(counts))
            else:
                _load_server(session, source, list(counts), folder / "rows.csv")
            _advance_all(session, at_least=database.version())
    return counts


def _at_head(path: Path, folder: Path) -> Path:
    """The copy itself, or an upgraded copy of it."""
    with _opened(path) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if found and found[0] == migrate.head():
        return path
    upgraded = folder / "upgraded.duckdb"
    shutil.copyfile(path, upgraded)
    _migrated_file(upgraded, migrate.head()).close()
    return upgraded


def _migrated_file(path: Path, revision: str) -> Database:
    from data.database import Database

    database = Database(f"duckdb:///{path}", home=path.parent)
    before = migrate.current(database)
    if before is not None and before not in migrate.revisions():
        raise DatabaseUnavailable(f"{path}: made by a newer version ({before})")
    with database.session() as session:
        migrate.apply(session.connection(), revision)
    return database


def _refuse_rows(session: Session, names: list[str]) -> None:
    for name in names:
        query = f"SELECT 1 FROM {quoted(name)} LIMIT 1"  # noqa: S608
        if session.connection().exec_driver_sql(query).first():
            raise NotEmpty(name)


def _load_file(database: Database, session: Session, source: Path, names: list[str]) -> None:
    with database.attached(source) as alias:
        for name in names:
            statement = f"INSERT INTO {quoted(name)} BY NAME SELECT * FROM {alias}.{quoted(name)}"  # noqa: S608
            session.connection().exec_driver_sql(statement)


def _load_server(session: Session, source: Path, names: list[str], file: Path) -> None:
    with _opened(source) as connection:
        for name in names:
            columns = list(_columns(connection, name))
            listed = ", ".join(map(quoted, columns))
            write_csv(connection, f"SELECT {listed} FROM {quoted(name)}", file)  # noqa: S608
            copy_in(_driver(session), name, columns, file)
            session.execute(text(f"ANALYZE {quoted(name)}"))
            file.unlink()


def _fetch_table(
    source: psycopg.Connection, target: duckdb.DuckDBPyConnection, table: str, file: Path
) -> None:
    types = _columns(target, table)
    if longest := copy_out(source, table, list(types), file):
        rows = read_csv(file, types, longest)
        target.execute(f"INSERT INTO {quoted(table)} SELECT * FROM {rows}")  # noqa: S608
    file.unlink()


def _advance_all(session: Session, *, at_least: int) -> None:
    """Move every sequence past the ids in use; the change sequence past the data version too."""
    from data.schema.base import CHANGE_SEQ, Base

    used: dict[str, int] = {CHANGE_SEQ.name: at_least}
    for table in Base.metadata.sorted_tables:
        if name := _sequence(table):
            query = f"SELECT coalesce(max(id), 0) FROM {quoted(table.name)}"  # noqa: S608
            highest = session.connection().exec_driver_sql(query).scalar_one()
            used[name] = max(used.get(name, 0), int(highest))
    for name, highest in used.items():
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text(f"SELECT setval('{name}', greatest({highest}, 1))"))
        else:
            session.execute(text(drawing(name, highest)))


def _sequence(table: Table) -> str | None:
    default = table.columns["id"].default if "id" in table.columns else None
    return default.name if isinstance(default, Sequence) else None


def _server_sequences(session: Session) -> dict[str, int]:
    """Sequence -> last value used; those that were never used are left out."""
    query = text(
        "SELECT sequencename, last_value FROM pg_sequences"
        " WHERE schemaname = current_schema() AND last_value IS NOT NULL"
        " AND sequencename <> 'data_version'"
    )
    return {name: int(last) for name, last in session.execute(query)}


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    rows = connection.execute(f"DESCRIBE {quoted(table)}").fetchall()
    return {row[0]: row[1] for row in rows}


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    found = connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()  # noqa: S608
    return int(found[0]) if found else 0


def _driver(session: Session) -> psycopg.Connection:
    driver: Any = session.connection().connection.driver_connection
    connection: psycopg.Connection = driver
    return connection


@contextmanager
def _opened(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    import duckdb

    connection = duckdb.connect(str(path), read_only=True)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def _fresh(path: Path) -> Iterator[Path]:
    """A file beside `path` that takes its place when it is whole and on disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    try:
        yield part
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise DatabaseUnavailable(f"{path}: {error}") from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _spool(database: Database) -> Iterator[Path]:
    spool = database.home / "spool"
    spool.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=spool, prefix="copy-") as folder:
        yield Path(folder)
