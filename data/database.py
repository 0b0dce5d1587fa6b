"""The company's database: DuckDB file under a lease, or PostgreSQL, behind one face."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy.orm import Session

from data.changes import Changes, VersionFile
from data.errors import DatabaseUnavailable, mapped_errors
from data.lease import FileLease, Lease, NoLease
from data.turnstile import Timing

if TYPE_CHECKING:
    import duckdb
    from sqlalchemy import Engine

    from data.duck import DuckFile

Dialect = Literal["duckdb", "postgresql"]
DUCKDB_PREFIX = "duckdb:///"
CHANGE_SEQUENCE = "change_seq"
CHANGE_TABLES = ("audit_log", "event_outbox")
INVALIDATED = "has been invalidated"  # what DuckDB says after a fatal error, until reopened
_numbers = count(1)


class Database:
    """One database. Opens nothing before the first use; threads share it."""

    def __init__(self, url: str, *, home: Path, lease_timeout: float = 30.0) -> None:
        self.url = url
        self.home = home
        self.dialect: Dialect = "duckdb" if url.startswith(DUCKDB_PREFIX) else "postgresql"
        self._duck: DuckFile | None = None
        self._lease: Lease = NoLease()
        if self.dialect == "duckdb":
            self._use_file(Path(url.removeprefix(DUCKDB_PREFIX)).absolute(), lease_timeout)
        else:
            self._use_server(url)

        self._finish = weakref.finalize(self, _finish, self._changes, self._lease, self.engine)

    def _use_file(self, path: Path, timeout: float) -> None:
        from data.duck import DuckFile

        self._duck = DuckFile(path, self.home / "spool" / "duckdb")
        self.engine: Engine = self._duck.engine
        self._changes = Changes(VersionFile(path.with_name(f"{path.name}.version")))
        self._lease = FileLease(
            path.with_name(f"{path.name}.lease"),
            path.with_name(f"{path.name}.queue"),
            partial(_open_file, self._duck, self._changes),
            self._duck.close,
            Timing(timeout=timeout),
        )

    def _use_server(self, url: str) -> None:
        from data.postgres import VersionSequence, make_engine

        self.engine = make_engine(url)
        self._changes = Changes(VersionSequence(self.engine))

    @contextmanager
    def session(self, *, read_only: bool = False) -> Iterator[Session]:
        """One transaction under the lease: commits at the end, rolls back on an error.

        With `read_only` nothing is kept. Raises DatabaseBusy, DatabaseUnavailable,
        WriteConflict (repeat the whole unit of work), DuplicateValue.
        """
        with (
            self._lease.hold(),
            self._renewing(),
            mapped_errors(),
            Session(self.engine, expire_on_commit=False, info={"database": self}) as session,
        ):
            yield session
            if not read_only:
                session.commit()

    @contextmanager
    def _renewing(self) -> Iterator[None]:
        try:
            yield
        except DatabaseUnavailable as error:
            if INVALIDATED in str(error):
                self._lease.renew()
            raise

    @contextmanager
    def raw(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A plain DuckDB connection under the lease; autocommit. DuckDB only."""
        if self._duck is None:
            raise TypeError("raw() is for DuckDB")
        with self._lease.hold():
            cursor = self._duck.root.cursor()
            try:
                yield cursor
            finally:
                cursor.close()

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """On DuckDB, keep everybody else out of the database for the length of the block."""
        with self._lease.hold(exclusive=True):
            yield

    @contextmanager
    def frugal(self, *, lean: bool = True) -> Iterator[None]:
        """Inside a session: statements that read much but once keep little of it in memory, on
        DuckDB and where `lean`, at the cost of time. Not for updates of many long texts."""
        if self._duck is None or not lean:
            yield
        else:
            with self._duck.frugal():
                yield

    @contextmanager
    def attached(self, file: Path) -> Iterator[str]:
        """Another, closed DuckDB file as a read-only catalogue of this one; yields its name."""
        from data.transport import literal

        with self.raw() as connection:
            name = f"attached_{next(_numbers)}"
            connection.execute(f"ATTACH {literal(file)} AS {name} (READ_ONLY)")
            try:
                yield name
            finally:
                connection.execute(f"DETACH {name}")

    def copy_to(self, path: Path) -> dict[str, int]:
        """A consistent copy of everything as one DuckDB file; table -> rows.

        On DuckDB everybody waits for the tens of milliseconds it takes. Raises DatabaseBusy,
        DatabaseUnavailable (disk full).
        """
        from data import copies

        if self._duck is None:
            with mapped_errors():
                copies.copy_server(self, path)
        else:
            with self._lease.hold(exclusive=True):
                copies.copy_file(self._duck, path)
        return copies.row_counts(path)

    def load_from(self, path: Path) -> dict[str, int]:
        """Fill this empty, migrated database from a copy; table -> rows.

        Ids go on above the highest in use. Raises copies.NotEmpty, DatabaseUnavailable.
        """
        from data import copies

        counts = copies.load(self, path)
        self.publish(0)
        return counts

    def version(self) -> int:
        """The data version; takes no lease. 0 when nothing was ever published."""
        return self._changes.store.read()

    def publish(self, version: int) -> None:
        """Move the data version forward, to `version` or more, and wake who waits for it."""
        self._changes.publish(version)

    def wait_for_change(self, after: int, timeout: float) -> int:
        """The data version once it is above `after`, else as it is after `timeout` seconds.

        Takes no lease; all waiters of the process share one watching thread.
        """
        return self._changes.wait(after, timeout)

    async def wait_for_change_async(self, after: int, timeout: float) -> int:
        """As `wait_for_change`, without occupying a thread (server-sent events)."""
        return await self._changes.wait_async(after, timeout)

    def close(self) -> None:
        """Give everything up; the object is not used afterwards."""
        self._finish()


def _open_file(duck: DuckFile, changes: Changes) -> None:
    """Open the file and bring its numbers level; what fails leaves it closed."""
    duck.open()
    try:
        _level(duck, changes)
    except BaseException:
        duck.close()
        raise


def _level(duck: DuckFile, changes: Changes) -> None:
    """Bring data version and change numbers to the same height.

    A process killed between commit and publish leaves the version behind; a database restored
    from an older copy has lower numbers than what was published.
    """
    from data.duck import drawing

    highest = duck.highest(CHANGE_TABLES)
    if highest is None:
        return
    published = changes.store.read()
    if highest > published:
        changes.publish(highest)
    elif highest < published:
        duck.root.execute(drawing(CHANGE_SEQUENCE, published))


def _finish(changes: Changes, lease: Lease, engine: Engine) -> None:
    """Close the parts; also runs when the program ends or the object is forgotten."""
    changes.close()
    lease.close()
    engine.dispose()
