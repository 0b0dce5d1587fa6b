"""Publish the analysts' file: a fresh file of the documented views, replaced atomically.

The database is copied under its lease (tens of milliseconds); the file is built from the copy
in a child process, so that the caller's memory does not grow. A reader of the old file keeps
it; a kill at any moment leaves the old file.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from pathlib import Path

from filelock import FileLock, Timeout

from core.analytics.calendar_days import calendar_statements
from core.analytics.catalogue import VIEWS
from core.analytics.errors import refusal
from core.analytics.labels import quoted
from core.analytics.sandbox import run_select, run_worker
from core.analytics.views import build_statements, description_statement
from core.company import Company, company
from core.kit.clock import utc_now
from core.kit.context import SYSTEM, Ctx
from core.kit.errors import AppError, Unavailable
from core.kit.i18n import N_
from core.kit.periods import today
from core.kit.settings import get_settings
from data.database import Database

BUILD_TIMEOUT = 900.0  # seconds
WAIT = 300.0  # seconds for another process that is publishing
MEMORY_MB = 768
THREADS = 2
READABLE = 0o440  # owner and group read; a client that would write is refused at once


@dataclass(frozen=True)
class SnapshotResult:
    """A published file: rows of each view, when its data was copied (UTC), how long it took."""

    file: Path
    tables: dict[str, int]
    snapshot_at: datetime
    seconds: float


def publish_snapshot(database: Database, target: Path) -> SnapshotResult:
    """Build the analysts' file from the database as it is now and put it at `target`.

    Do not call it inside a unit of work. Raises Unavailable when another process has been
    publishing for minutes or the file cannot be built.
    """
    started = time.perf_counter()
    with _alone(target) as (copy, fresh):
        version, snapshot_at = database.version(), utc_now()
        database.copy_to(copy)
        tables = _build(copy, fresh, _statements(database, version, snapshot_at))
        _replace(fresh, target)
    return SnapshotResult(target, tables, snapshot_at, round(time.perf_counter() - started, 3))


def publish_if_changed(database: Database, target: Path) -> SnapshotResult | None:
    """As `publish_snapshot`, but only when data, the day or the catalogue has changed since."""
    found = published_as(target)
    if found is not None and (found.version, found.catalogue) == (
        database.version(),
        fingerprint(),
    ):
        with _system(database, utc_now()) as ctx:
            day = today(ctx.now, company(ctx).timezone)
        if found.day == day:
            return None
    return publish_snapshot(database, target)


@dataclass(frozen=True)
class Published:
    """What the analysts' file says of itself: the data's version, the catalogue's fingerprint,
    when the data was copied (UTC), and the company's day then."""

    version: int
    catalogue: str
    snapshot_at: datetime
    day: date


def published_as(file: Path) -> Published | None:
    """What the analysts' file says of itself; None when there is none to read."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return _published_as(file, found.st_ino, found.st_mtime_ns)


@lru_cache(maxsize=4)
def _published_as(file: Path, _inode: int, _changed: int) -> Published | None:
    try:
        answer = run_select(
            file, "SELECT data_version, catalogue, snapshot_at, today FROM snapshot_info"
        )
    except AppError:
        return None
    version, catalogue, moment, day = answer.rows[0]
    copied = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return Published(int(version), str(catalogue), copied, date.fromisoformat(day))


def column_types() -> dict[tuple[str, str], str]:
    """DuckDB's type of each (view, column); empty as long as there is no file."""
    file = get_settings().snapshot_file
    return _column_types(file, fingerprint()) if published_as(file) else {}


@lru_cache(maxsize=2)
def _column_types(file: Path, _catalogue: str) -> dict[tuple[str, str], str]:
    try:
        answer = run_select(
            file, "SELECT view_name, column_name, data_type FROM dictionary", max_rows=5000
        )
    except AppError:
        return {}
    return {(view, column): kind for view, column, kind in answer.rows}


@cache
def fingerprint() -> str:
    """Changes whenever a view of the catalogue does, so that an upgrade publishes anew."""
    statements = "\n".join(_view_statements())
    return hashlib.sha256(statements.encode()).hexdigest()[:16]


@contextmanager
def _alone(target: Path) -> Iterator[tuple[Path, Path]]:
    """Paths for the copy and the new file, ours alone; what a killed publisher left is removed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = [target.with_name(f".{target.name}.{part}") for part in ("copy", "new")]
    lock = FileLock(target.with_name(f".{target.name}.lock"), timeout=WAIT)
    try:
        lock.acquire()
    except Timeout:
        raise Unavailable(
            "snapshot.busy", N_("Another process is still publishing the analysts' file.")
        ) from None
    try:
        _remove(scratch)
        yield scratch[0], scratch[1]
    finally:
        _remove(scratch)
        lock.release()


def _remove(files: list[Path]) -> None:
    for file in files:
        for path in (file, file.with_name(f"{file.name}.wal")):
            path.unlink(missing_ok=True)


def _build(copy: Path, fresh: Path, statements: list[str]) -> dict[str, int]:
    request = {
        "source": str(copy),
        "target": str(fresh),
        "statements": statements,
        "views": list(VIEWS),
        "memory_mb": MEMORY_MB,
        "threads": THREADS,
    }
    answer = run_worker("build", request, BUILD_TIMEOUT)
    tables: dict[str, int] = answer["tables"]
    if not fresh.exists():
        raise refusal("build", detail="")
    return tables


@contextmanager
def _system(database: Database, now: datetime) -> Iterator[Ctx]:
    """The company's settings, read outside of a unit of work: the caller names the database."""
    with database.session(read_only=True) as session:
        yield Ctx(session, SYSTEM, now, touched=[0])  # so that no cache of another database answers


def _statements(database: Database, version: int, snapshot_at: datetime) -> list[str]:
    with _system(database, snapshot_at) as ctx:
        days = calendar_statements(ctx)
        day = today(snapshot_at, company(ctx).timezone)
    info = _info(version, snapshot_at, day)
    return ["CREATE SCHEMA store", info, *days, *_view_statements()]


def _view_statements() -> list[str]:
    *others, last = VIEWS.values()
    return [
        *(statement for view in others for statement in build_statements(view)),
        description_statement(others),
        *build_statements(last),
    ]


def _info(version: int, snapshot_at: datetime, day: date) -> str:
    """A temporary row `info` of what the file says about itself; the company may not be set up."""
    default = Company()
    moment = snapshot_at.replace(tzinfo=None).isoformat(sep=" ")
    return f"""
        CREATE TEMP TABLE info AS
        SELECT TIMESTAMP '{moment}' AS snapshot_at,
               {int(version)}::BIGINT AS data_version,
               {quoted(fingerprint())} AS catalogue,
               coalesce(company->>'$.name', '') AS company,
               coalesce(company->>'$.currency', {quoted(default.currency)}) AS currency,
               coalesce(company->>'$.timezone', {quoted(default.timezone)}) AS timezone,
               coalesce((company->>'$.fiscal_year_start')::INTEGER, {default.fiscal_year_start})
                   AS fiscal_year_start,
               DATE '{day.isoformat()}' AS today
        FROM (SELECT (SELECT value::JSON FROM src.settings WHERE key = 'company') AS company)
    """  # noqa: S608


def _replace(fresh: Path, target: Path) -> None:
    """Make the file durable and visible in one step."""
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    if sys.platform != "win32":  # there, a read-only file cannot be replaced
        fresh.chmod(READABLE)
    os.replace(fresh, target)  # noqa: PTH105 (the one call that is atomic everywhere)
