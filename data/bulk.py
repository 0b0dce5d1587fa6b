"""Many rows at once, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from data.transport import copy_in, described, literal, postgresql_type, quoted, write_csv

if TYPE_CHECKING:
    import duckdb
    import polars
    import psycopg
    from sqlalchemy import Connection, Table
    from sqlalchemy.orm import Session

    from data.database import Database

MEMORY_LIMIT = "512MB"


def stage_query(session: Session, scratch: Path, sql: str, temp_table: str) -> int:
    """Put the rows of `sql`, a SELECT over the DuckDB file `scratch`, into a temporary table.

    Returns the number of rows. `scratch` is closed by then and no longer written to. The table
    is gone when the session's transaction ends; after an error the transaction can only be
    rolled back. Raises TypeError when a column's type has no match on PostgreSQL.
    """
    if session.get_bind().dialect.name == "duckdb":
        rows = _stage_in_duckdb(session, scratch, sql, temp_table)
        _drop_before_commit(session, temp_table)
        return rows
    with _scratch_connection(session, str(scratch)) as source:
        return _stage_in_postgresql(session, source, sql, temp_table)


def keep_query(session: Session, sql: str, temp_table: str) -> None:
    """Put the rows of `sql`, a SELECT that the session can run, into a temporary table, which is
    gone when the session's transaction ends."""
    connection = session.connection()
    if connection.dialect.name == "duckdb":
        connection.exec_driver_sql(f"CREATE TEMP TABLE {quoted(temp_table)} AS {sql}")
        _drop_before_commit(session, temp_table)
    else:
        target = f"CREATE TEMP TABLE {quoted(temp_table)} ON COMMIT DROP AS "
        connection.exec_driver_sql(target + sql.replace("%", "%%"))
        connection.exec_driver_sql(f"ANALYZE {quoted(temp_table)}")


def insert_frame(session: Session, table: Table, frame: polars.DataFrame) -> int:
    """Append the frame's rows to `table`, columns by name; returns the number of rows.

    Columns that the frame lacks get their defaults; JSON columns are given as text.
    """
    names = ", ".join(quoted(name) for name in frame.columns)
    with _spool(session) as folder:
        file = folder / "frame.parquet"
        frame.write_parquet(file)
        query = f"SELECT {names} FROM read_parquet({literal(file)})"  # noqa: S608
        if session.get_bind().dialect.name == "duckdb":
            statement = f"INSERT INTO {quoted(table.name)} ({names}) {query}"
            session.connection().exec_driver_sql(statement)
        else:
            with _scratch_connection(session, ":memory:") as source:
                _copy(session, source, query, table.name, frame.columns)
    return frame.height


def _stage_in_duckdb(session: Session, scratch: Path, sql: str, temp_table: str) -> int:
    connection = session.connection()
    home = connection.exec_driver_sql("SELECT current_database()").scalar_one()
    with _database(session).attached(scratch) as alias:
        try:
            connection.exec_driver_sql(f"USE {alias}.main")
            connection.exec_driver_sql(f"CREATE TEMP TABLE {quoted(temp_table)} AS {sql}")
            connection.exec_driver_sql(f"USE {quoted(home)}.main")
        except BaseException as error:
            # An aborted transaction cannot leave the attached file: throw the connection away.
            connection.invalidate(error)
            raise
    return _count(connection, temp_table)


def _stage_in_postgresql(
    session: Session, source: duckdb.DuckDBPyConnection, sql: str, temp_table: str
) -> int:
    types = described(source, sql)
    columns = ", ".join(f"{quoted(name)} {postgresql_type(kind)}" for name, kind in types.items())
    connection = session.connection()
    connection.exec_driver_sql(
        f"CREATE TEMP TABLE {quoted(temp_table)} ({columns}) ON COMMIT DROP".replace("%", "%%")
    )
    rows = _copy(session, source, sql, temp_table, list(types))
    connection.exec_driver_sql(f"ANALYZE {quoted(temp_table)}")
    return rows


def _copy(
    session: Session, source: duckdb.DuckDBPyConnection, query: str, table: str, names: list[str]
) -> int:
    driver: Any = session.connection().connection.driver_connection
    target: psycopg.Connection = driver
    with _spool(session) as folder:
        file = folder / "rows.csv"
        rows = write_csv(source, query, file)
        copy_in(target, table, names, file)
    return rows


def _count(connection: Connection, table: str) -> int:
    query = f"SELECT count(*) FROM {quoted(table)}"  # noqa: S608
    return int(connection.exec_driver_sql(query).scalar_one())


def _drop_before_commit(session: Session, table: str) -> None:
    """DuckDB keeps temporary tables as long as the connection, which goes back to the pool."""

    def drop(ending: Session) -> None:
        ending.connection().exec_driver_sql(f"DROP TABLE IF EXISTS temp.{quoted(table)}")

    event.listen(session, "before_commit", drop, once=True)


@contextmanager
def _scratch_connection(session: Session, file: str) -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB of its own over a scratch file, or ":memory:"."""
    import duckdb

    with _spool(session) as folder:
        config = {"memory_limit": MEMORY_LIMIT, "temp_directory": str(folder)}
        connection = duckdb.connect(file, read_only=file != ":memory:", config=dict(config))
        try:
            yield connection
        finally:
            connection.close()


@contextmanager
def _spool(session: Session) -> Iterator[Path]:
    spool = _database(session).home / "spool"
    spool.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=spool, prefix="bulk-") as folder:
        yield Path(folder)


def _database(session: Session) -> Database:
    database: Database = session.info["database"]
    return database
