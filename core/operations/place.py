"""Put a copy of a company where it shall live: built beside the target, compared, then swapped."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile

from pydantic import BaseModel, ConfigDict

from core.kit.errors import Conflict, Unavailable
from core.kit.i18n import N_
from core.kit.settings import Settings
from core.operations.contents import compare, has_company
from core.operations.files import second_name, sync_folder
from data import migrate
from data.copies import row_counts
from data.database import DUCKDB_PREFIX, Database
from data.lease import FileLease

STAMP = "%Y%m%dT%H%M%SZ"


class PlacedRow(BaseModel):
    """Where the company is now, its rows per table, and where the former one was kept."""

    model_config = ConfigDict(frozen=True)

    url: str
    tables: dict[str, int]
    kept: str | None = None


def place_copy(
    copy: Path, url: str, settings: Settings, now: datetime, *, replace: bool = False
) -> PlacedRow:
    """Make the DuckDB file `copy` the company at `url`; on any error the target stays as it was.

    Raises Conflict when a company is there already and `replace` is not given; replaced data is
    kept under a dated name. Other processes may be running: they go on with the new data.
    """
    if url.startswith(DUCKDB_PREFIX):
        target = Path(url.removeprefix(DUCKDB_PREFIX)).absolute()
        return _place_file(copy, target, settings, now, replace)
    from core.operations.place_server import place_on_server

    tables, kept = place_on_server(copy, url, settings, now, replace=replace)
    return PlacedRow(url=masked(url), tables=tables, kept=kept)


def _place_file(
    copy: Path, target: Path, settings: Settings, now: datetime, replace: bool
) -> PlacedRow:
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.restored-{os.getpid()}")
    try:
        copyfile(copy, fresh)
        tables = _at_head(fresh, settings)
        compare(copy, fresh)
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        with _without_users(target):
            if not replace:
                refuse_company(target)
            kept = _swap(fresh, target, now)
    finally:
        for left in target.parent.glob(f"{fresh.name}*"):
            left.unlink(missing_ok=True)
    _announce(target, settings)
    return PlacedRow(
        url=f"{DUCKDB_PREFIX}{target}", tables=tables, kept=str(kept) if kept else None
    )


def _at_head(file: Path, settings: Settings) -> dict[str, int]:
    """Upgrade an older company; rows per table."""
    database = Database(f"{DUCKDB_PREFIX}{file}", home=settings.home)
    try:
        migrate.upgrade(database, backup_dir=None)
    finally:
        database.close()
    return row_counts(file)


def refuse_company(target: Path) -> None:
    """Raise Conflict when the file holds a company, or something that is no database of ours."""
    if target.exists() and target.stat().st_size and has_company(target):
        raise taken(str(target))


def taken(place: str) -> Conflict:
    """There is data that would be replaced."""
    return Conflict(
        "restore.target_in_use",
        N_("There is a company at {place} already. With --replace it is kept aside."),
        place=place,
    )


@contextmanager
def _without_users(target: Path) -> Iterator[None]:
    """Hold the target's lease without opening it: every process has closed the file."""
    lease = FileLease(
        target.with_name(f"{target.name}.lease"),
        target.with_name(f"{target.name}.queue"),
        lambda: None,
        lambda: None,
    )
    try:
        with lease.hold(exclusive=True):
            yield
    finally:
        lease.close()


def _swap(fresh: Path, target: Path, now: datetime) -> Path | None:
    """Put `fresh` at `target` in one step; the former file's second name, None without one."""
    kept = None
    if target.exists():
        kept = _free(target.with_name(f"{target.stem}.before-restore-{_stamp(now)}{target.suffix}"))
        second_name(target, kept)
        log = target.with_name(f"{target.name}.wal")
        if log.exists():
            log.replace(kept.with_name(f"{kept.name}.wal"))
    try:
        fresh.replace(target)
    except OSError as error:
        raise Unavailable(
            "restore.not_swapped",
            N_("The database file could not be exchanged: {reason}."),
            reason=str(error),
        ) from error
    sync_folder(target.parent)
    return kept


def _free(path: Path) -> Path:
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def _stamp(now: datetime) -> str:
    return now.astimezone(UTC).strftime(STAMP)


def _announce(target: Path, settings: Settings) -> None:
    """Move the data version, so that caches of running processes are not used again."""
    database = Database(f"{DUCKDB_PREFIX}{target}", home=settings.home)
    with suppress(OSError):
        database.publish(database.version() + 1)
    database.close()


def masked(url: str) -> str:
    """A database address without its password."""
    from sqlalchemy import make_url

    return make_url(url).render_as_string(hide_password=True)
