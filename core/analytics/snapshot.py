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
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path

from filelock import FileLock, Timeout

from core.analytics.catalogue import VIEWS
from core.analytics.errors import refusal
from core.analytics.labels import quoted
from core.analytics.sandbox import run_select, run_worker
from core.analytics.views import build_statements
from core.company import Company
from core.kit.clock import utc_now
from core.kit.errors import AppError, Unavailable
from core.kit.i18n import N_
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
        tables = _build(copy, fresh, version, snapshot_at)
        _replace(fresh, target)
    return SnapshotResult(target, tables, snapshot_at, round(time.perf_counter() - started, 3))


def publish_if_changed(database: Database, target: Path) -> SnapshotResult | None:
    """As `publish_snapshot`, but only when data or the catalogue of views has changed since."""
    if published_as(target) == (database.version(), fingerprint()):
        return None
    return publish_snapshot(database, target)


def published_as(file: Path) -> tuple[int, str] | None:
    """Data version and catalogue of the analysts' file; None when there is none to read."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return _published_as(file, found.st_ino, found.st_mtime_ns)


@lru_cache(maxsize=4)
def _published_as(file: Path, _inode: int, _changed: int) -> tuple[int, str] | None:
    try:
        answer = run_select(file, "SELECT data_version, catalogue FROM snapshot_info")
    except AppError:
        return None
    version, catalogue = answer.rows[0]
    return int(version), str(catalogue)


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


def _build(copy: Path, fresh: Path, version: int, snapshot_at: datetime) -> dict[str, int]:
    request = {
        "source": str(copy),
        "target": str(fresh),
        "statements": _statements(version, snapshot_at),
        "views": list(VIEWS),
        "memory_mb": MEMORY_MB,
        "threads": THREADS,
    }
    answer = run_worker("build", request, BUILD_TIMEOUT)
    tables: dict[str, int] = answer["tables"]
    if not fresh.exists():
        raise refusal("build", detail="")
    return tables


def _statements(version: int, snapshot_at: datetime) -> list[str]:
    return ["CREATE SCHEMA store", _info(version, snapshot_at), *_view_statements()]


def _view_statements() -> list[str]:
    return [statement for view in VIEWS.values() for statement in build_statements(view)]


def _info(version: int, snapshot_at: datetime) -> str:
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
                   AS fiscal_year_start
        FROM (SELECT (SELECT value::JSON FROM src.settings WHERE key = 'company') AS company)
    """  # noqa: S608


def _replace(fresh: Path, target: Path) -> None:
    """Make the file durable and visible in one step."""
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())
    if sys.platform != "win32":  # there, a read-only file cannot be replaced
        fresh.chmod(READABLE)
    os.replace(fresh, target)  # noqa: PTH105 (the one call that is atomic everywhere)
