"""The DuckDB file: opened when the lease is taken, closed when it is given up."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from types import ModuleType

import duckdb
from duckdb_sqlalchemy import ConnectionWrapper
from sqlalchemy import create_engine
from sqlalchemy.pool import QueuePool

from data.errors import DatabaseBusy, DatabaseUnavailable
from data.transport import literal

MEMORY_LIMIT = "1GB"
FRUGAL_LIMIT = "400MB"
MOST_THREADS = 4
OPEN_RETRY = 2.0  # seconds; a killed owner's file lock may outlive its lease by a moment
UNREPLAYED = "Failure while replaying WAL"
SAFE_CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}


def drawing(sequence: str, last: int) -> str:
    """A query that uses up a sequence until `last`, for DuckDB has no setval.

    A million numbers take 30 ms. What the catalogue calls the last value is no help: it is off
    by one after a checkpoint and not kept by the log.
    """
    drawn = f"SELECT nextval('{sequence}')"
    return f"SELECT max(nextval('{sequence}')) FROM range(greatest({last} - ({drawn}), 0))"  # noqa: S608


def replay(path: Path) -> None:
    """Bring what a killed process left in the log into the file, from beside it.

    Opened by itself, a file whose log holds a change of a table with computed defaults is refused
    (duckdb#18259, #20543): binding them asks for a default database before there is one.
    """
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH {literal(path)} AS replayed")
        connection.execute("CHECKPOINT replayed")


class NoPandas(ModuleType):
    """Stands in for pandas during one binding; whatever is asked for is a class of nobody."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


def spare_pandas() -> None:
    """Let DuckDB bind Python values without importing pandas (a second, 93 MB).

    At the first parameter it looks for `pandas.NaT` and `pandas.NA` and keeps what it found for
    good. Who imports pandas afterwards gets the real one; only DuckDB's own `.df()` is lost.
    """
    if "pandas" in sys.modules:
        return
    sys.modules["pandas"] = NoPandas("pandas")
    try:
        with duckdb.connect() as connection:
            connection.execute("SELECT $1", [1]).fetchall()
    finally:
        del sys.modules["pandas"]


spare_pandas()


class DuckFile:
    """One DuckDB file and the SQLAlchemy engine over it; the engine outlives each opening."""

    def __init__(self, path: Path, scratch: Path) -> None:
        self.path = path
        self._scratch = scratch
        self._config: dict[str, str | bool | int | float | list[str]] = {
            **SAFE_CONFIG,
            "threads": min(MOST_THREADS, os.cpu_count() or 1),
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(scratch),
        }
        self._root: duckdb.DuckDBPyConnection | None = None
        self._frugal = 0  # how many threads ask for it now
        self._limiting = Lock()
        self.engine = create_engine(
            "duckdb:///:memory:",
            poolclass=QueuePool,
            creator=self._connect,
            pool_size=8,
            max_overflow=-1,
            hide_parameters=True,  # what people typed stays out of logs
        )

    @property
    def root(self) -> duckdb.DuckDBPyConnection:
        """The open database. Raises DatabaseUnavailable outside the lease."""
        if self._root is None:
            raise DatabaseUnavailable(f"{self.path}: used without the lease")
        return self._root

    @property
    def in_use(self) -> bool:
        """Whether a session is open."""
        pool = self.engine.pool
        return isinstance(pool, QueuePool) and pool.checkedout() > 0

    def _connect(self) -> ConnectionWrapper:
        return ConnectionWrapper(self.root.cursor())

    def open(self) -> None:
        """Open the file. Raises DatabaseBusy when another program has it."""
        self._scratch.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + OPEN_RETRY
        while self._root is None:
            try:
                self._root = self._connected()
            except duckdb.Error as error:
                if "Could not set lock" not in str(error):
                    raise DatabaseUnavailable(f"{self.path}: {error}") from error
                if time.monotonic() > deadline:
                    raise DatabaseBusy(f"{self.path}: another program has it open") from error
                time.sleep(0.02)
        self._root.execute("SET GLOBAL TimeZone='UTC'")

    def _connected(self) -> duckdb.DuckDBPyConnection:
        try:
            return duckdb.connect(str(self.path), config=self._config)
        except duckdb.InternalException as error:
            if UNREPLAYED not in str(error):
                raise
            replay(self.path)
            return duckdb.connect(str(self.path), config=self._config)

    @contextmanager
    def frugal(self) -> Iterator[None]:
        """Hold little in memory for the length of the block, which passes over much just once."""
        self._limit(1)
        try:
            yield
        finally:
            self._limit(-1)

    def _limit(self, change: int) -> None:
        with self._limiting, self.root.cursor() as cursor:
            self._frugal += change
            limit = FRUGAL_LIMIT if self._frugal else MEMORY_LIMIT
            with suppress(duckdb.OutOfMemoryException):  # others hold more than that now
                cursor.execute(f"SET memory_limit = '{limit}'")

    def highest(self, tables: tuple[str, ...]) -> int | None:
        """The highest id in any of `tables`; None before they exist."""
        ids = " UNION ALL ".join(f"SELECT max(id) AS id FROM {table}" for table in tables)  # noqa: S608
        try:
            found = self.root.execute(f"SELECT coalesce(max(id), 0) FROM ({ids})").fetchone()  # noqa: S608
        except duckdb.CatalogException:
            return None
        return int(found[0]) if found else 0

    def close(self) -> None:
        """Close pooled connections and the file."""
        root, self._root = self._root, None
        self.engine.dispose()
        if root is not None:
            root.close()
