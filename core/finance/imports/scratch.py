"""A DuckDB file of the batch's own, with bounded memory, for everything before the commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

MEMORY_LIMIT = "256MB"
FILE_NAME = "scratch.duckdb"


@contextmanager
def scratch(folder: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """The batch's scratch database in `folder`; closed at the end."""
    import duckdb

    spill = folder / "spill"
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": MEMORY_LIMIT,
        "temp_directory": str(spill),
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    connection = duckdb.connect(str(folder / FILE_NAME), read_only=read_only, config=config)
    try:
        if not read_only:
            connection.execute("SET force_compression = 'uncompressed'")
        connection.execute("SET enable_progress_bar = false")
        yield connection
    finally:
        connection.close()


def text(value: str) -> str:
    """`value` as an SQL string literal."""
    escaped = value.replace("'", "''")
    return f"'{escaped}'"


def cell(index: int) -> str:
    """The raw column at `index`: text without outer blanks, null when there is nothing in it."""
    return f"c{index}"


BLANKS = "' ' || chr(9) || chr(10) || chr(160) || chr(12288)"
