"""What can go wrong between the product and its database; core turns these into words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree


class DataError(Exception):
    """Base of every error the data layer raises on its own account."""


class DatabaseUnavailable(DataError):
    """The database cannot be opened, read or written: disk full, no right, server away."""


class DatabaseBusy(DatabaseUnavailable):
    """The file lease was not got in time, or another program holds the file."""


class WriteConflict(DataError):
    """Two transactions touched the same row; the caller repeats its unit of work."""


class DuplicateValue(DataError):
    """A value that must be unique is taken. `columns` are the column names, when known."""

    def __init__(self, columns: tuple[str, ...] = ()) -> None:
        super().__init__(", ".join(columns) or "unique value")
        self.columns = columns


CONFLICT_TEXTS = (
    "Conflict on ",
    "Transaction conflict",
    "write-write conflict",
    "Catalog write-write",
    "Failed to commit: PRIMARY KEY or UNIQUE",
    "Failed to commit: duplicate key",
    "Failed to commit: write-write",
)
CONFLICT_STATES = frozenset({"40001", "40P01"})
UNIQUE_STATE = "23505"
UNAVAILABLE_TEXTS = (
    "No space left",
    "Read-only file system",
    "Permission denied",
    "Could not write file",
    "Could not set lock",
    "read-only mode",
    "FATAL Error",
    "database has been invalidated",
)
UNIQUE_DUCKDB = re.compile(r'[Dd]uplicate key "([^"]*)"')
UNIQUE_POSTGRESQL = re.compile(r"Key \(([^)]*)\)=")


@contextmanager
def mapped_errors() -> Iterator[None]:
    """Turn the driver's errors inside the block into those of this module."""
    try:
        yield
    except DBAPIError as error:
        mapped = mapped_error(error)
        if mapped is None:
            raise
        raise mapped from error
    except NoConnectionFree as error:
        raise DatabaseBusy("all connections to the database are in use") from error


def mapped_error(error: DBAPIError) -> DataError | None:
    """The error of this module that `error` stands for; None when it is none of them."""
    text = str(error.orig)
    state = getattr(error.orig, "sqlstate", None)
    if state in CONFLICT_STATES or any(part in text for part in CONFLICT_TEXTS):
        return WriteConflict(text)
    if state == UNIQUE_STATE or "Duplicate key" in text or "duplicate key" in text:
        return DuplicateValue(_columns(text))
    if error.connection_invalidated or _is_unavailable(state, text):
        return DatabaseUnavailable(text)
    return None


def _is_unavailable(state: str | None, text: str) -> bool:
    """Connection (08), resources such as disk (53) and shutdown (57P) states of PostgreSQL."""
    if state is not None:
        return state.startswith(("08", "53", "57P"))
    return any(part in text for part in UNAVAILABLE_TEXTS) or "connection failed" in text


def _columns(text: str) -> tuple[str, ...]:
    if found := UNIQUE_POSTGRESQL.search(text):
        return tuple(name.strip(' "') for name in found[1].split(","))
    if found := UNIQUE_DUCKDB.search(text):
        return tuple(part.split(":")[0].strip() for part in found[1].split(", ") if ":" in part)
    return ()
