"""One scheduler: among the processes of a machine by a lock file, and among the machines at one
PostgreSQL by an advisory lock, which ends with the connection that holds it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import Timeout
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core.kit.uow import database
from core.operations.jobs.home import is_scheduler_running, scheduler_lock

if TYPE_CHECKING:
    from sqlalchemy import Connection

KEY = 0x5E1F  # any number that nothing else at this database locks
HELD = text(
    "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = :key "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


class Leader:
    """The right to be the one scheduler. Not for several threads."""

    def __init__(self, home: Path) -> None:
        self._file: Any = scheduler_lock(home)
        self._connection: Connection | None = None

    def acquire(self) -> bool:
        """Take it if nobody has it."""
        try:
            self._file.acquire(timeout=0)
        except Timeout:
            return False
        return database().dialect == "duckdb" or self._acquire_on_server()

    def _acquire_on_server(self) -> bool:
        """Whoever waits for another machine keeps the file, so that one waits a machine."""
        try:
            if self._connection is None:
                self._connection = (
                    database().engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                )
            asked = self._connection.execute(
                text("SELECT pg_try_advisory_lock(:key)"), {"key": KEY}
            )
            return bool(asked.scalar())
        except SQLAlchemyError:
            self._forget()
            return False

    def holds(self) -> bool:
        """Whether it is still ours: a server that was gone has given it away."""
        if database().dialect == "duckdb":
            return True
        if self._connection is None:
            return False
        try:
            self._connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            self._forget()
            return False
        return True

    def release(self) -> None:
        """Let another process have it."""
        self._forget()
        self._file.release(force=True)

    def _forget(self) -> None:
        """End the connection itself: the pool would keep it, and the lock with it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()


def is_some_scheduler_running(home: Path) -> bool:
    """Whether a scheduler works for this database, here or on another machine."""
    if database().dialect == "duckdb":
        return is_scheduler_running(home)
    with database().session(read_only=True) as session:
        return session.execute(HELD, {"key": KEY}).first() is not None
