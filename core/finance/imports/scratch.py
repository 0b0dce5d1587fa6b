"""A DuckDB file of the batch's own, with bounded memory, for everything before the commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, RLock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

MEMORY_LIMIT = "256MB"
FILE_NAME = "scratch.duckdb"
PATIENCE = 10.0  # seconds a reader waits for who writes

_at_work: dict[Path, duckdb.DuckDBPyConnection] = {}
_locks: dict[Path, RLock] = {}
_guard = Lock()


@contextmanager
def scratch(folder: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """The batch's scratch database in `folder`; closed at the end. One user of it at a time.

    A reader that waits too long for a writer gets TimeoutError.
    """
    with _alone(folder, PATIENCE if read_only else -1):
        connection = _connect(folder, read_only=read_only)
        try:
            if not read_only:
                _at_work[folder] = connection
                _attach(connection, folder)
            connection.execute("SET enable_progress_bar = false")
            yield connection
            if not read_only:
                connection.execute("CHECKPOINT scratch")  # closing would keep a full disk to itself
        finally:
            _at_work.pop(folder, None)
            connection.close()


def interrupt(folder: Path) -> None:
    """End what this process is doing in the scratch database of `folder`, if anything."""
    connection = _at_work.get(folder)
    if connection is not None:
        connection.interrupt()


def _connect(folder: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY_LIMIT,
        "temp_directory": str(folder / "spill"),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    if read_only:
        return duckdb.connect(str(folder / FILE_NAME), read_only=True, config=config)
    return duckdb.connect(config=config)


def _attach(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Without a log, so that the file is written once, when it is closed: a file that was not
    read to its end is read again anyway."""
    file = text(str(folder / FILE_NAME))
    connection.execute(f"ATTACH {file} AS scratch (RECOVERY_MODE no_wal_writes)")
    connection.execute("USE scratch")
    connection.execute("SET force_compression = 'uncompressed'")


@contextmanager
def _alone(folder: Path, patience: float) -> Iterator[None]:
    with _guard:
        lock = _locks.setdefault(folder, RLock())
    if not lock.acquire(timeout=patience):
        raise TimeoutError(f"{folder.name} is being written")
    try:
        yield
    finally:
        lock.release()


def forget(folder: Path) -> None:
    """The folder is done with: keep no lock for it."""
    with _guard:
        _locks.pop(folder, None)


def text(value: str) -> str:
    """`value` as an SQL string literal."""
    escaped = value.replace("'", "''")
    return f"'{escaped}'"


def cell(index: int) -> str:
    """The raw column at `index`: text without outer blanks, null when there is nothing in it."""
    return f"c{index}"


BLANKS = "' ' || chr(9) || chr(10) || chr(160) || chr(12288)"
