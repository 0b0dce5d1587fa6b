"""PostgreSQL: the engine, and the data version by a sequence and NOTIFY."""

from __future__ import annotations

import threading
from contextlib import suppress

import psycopg
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError

CHANNEL = "selfmastery_data"
VERSION_LOCK = 7_340_001  # advisory lock key of this product's version sequence


def make_engine(url: str) -> Engine:
    """An engine for about fifty people at work; sessions run in UTC.

    A transaction reads one snapshot, as on DuckDB: of two that change one row the second fails
    as a write conflict and is repeated, so that no version check is passed by two savers.
    """
    asked = make_url(url).query.get("options", "")
    return create_engine(
        url,
        isolation_level="REPEATABLE READ",
        hide_parameters=True,  # what people typed stays out of logs
        pool_size=10,
        max_overflow=20,
        pool_timeout=30,
        pool_recycle=1800,
        pool_pre_ping=True,
        connect_args={"options": f"-c timezone=UTC {asked}".strip(), "connect_timeout": 10},
    )


def driver_url(engine: Engine) -> str:
    """The address as psycopg itself takes it."""
    url = engine.url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


class VersionSequence:
    """The version as the last value of a sequence, which moves outside transactions."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._listening: psycopg.Connection | None = None
        self._closing = threading.Lock()

    def read(self) -> int:
        """The last value; 0 before the first migration."""
        with self._engine.connect() as connection, suppress(ProgrammingError):
            query = text("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM data_version")
            return int(connection.execute(query).scalar_one())
        return 0

    def advance(self, at_least: int) -> int:
        """Take the next value and tell everybody who listens."""
        with self._engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": VERSION_LOCK})
            query = text(
                "SELECT setval('data_version', greatest(nextval('data_version'), :at_least))"
            )
            version = int(connection.execute(query, {"at_least": at_least}).scalar_one())
            notify = text("SELECT pg_notify(:channel, :version)")
            connection.execute(notify, {"channel": CHANNEL, "version": str(version)})
        return version

    def watch(self, seconds: float) -> int:
        """Wait for a notification on a connection of its own; a fresh one reads the value."""
        if self._listening is None or self._listening.closed:
            self._listening = psycopg.connect(driver_url(self._engine), autocommit=True)
            self._listening.execute(f"LISTEN {CHANNEL}")
            return self.read()
        versions = [
            int(notice.payload)
            for notice in self._listening.notifies(timeout=seconds, stop_after=1)
        ]
        return max(versions, default=0)

    def close(self) -> None:
        """Close the listening connection."""
        with self._closing:
            if self._listening is not None:
                self._listening.close()
                self._listening = None
