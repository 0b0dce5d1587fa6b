"""Backups: made from a consistent copy, read again at once, kept for as long as is useful."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import BaseModel, ConfigDict

from core.audit import record
from core.kit.context import Ctx
from core.kit.errors import AppError
from core.kit.settings import Settings
from core.kit.version import VERSION
from core.operations.archive import (
    DATABASE,
    FORMAT,
    PRODUCT,
    Manifest,
    damaged,
    file_sha256,
    member_of,
    unpack,
    write_archive,
)
from core.operations.files import clear_leftovers, sync_folder
from data import migrate
from data.copies import row_counts
from data.database import Database

SUFFIX = ".backup.zip"
NAME = re.compile(r"selfmastery-(\d{8}T\d{6}Z)(?:-\d+)?\.backup\.zip")
STAMP = "%Y%m%dT%H%M%SZ"
VERIFIED = "verified.json"
DOCUMENTS = "documents"
KEEP = {"%Y-%m-%d": 7, "%G-%V": 5, "%Y-%m": 12}  # days, weeks, months


class BackupRow(BaseModel):
    """A backup that was written and read again."""

    model_config = ConfigDict(frozen=True)

    file: str
    bytes: int
    tables: dict[str, int]
    sha256: str


class VerifiedRow(BaseModel):
    """What reading a backup again said; `error` is None when it is whole."""

    model_config = ConfigDict(frozen=True)

    file: str
    bytes: int
    created_at: datetime | None = None
    rows: int = 0
    error: str | None = None


def create_backup(
    store: Database, settings: Settings, now: datetime, *, folder: Path | None = None
) -> BackupRow:
    """One verified backup file in `folder` (default: `backups` in the home).

    The database is held only while it is copied. The key file is not part of it. Raises
    DatabaseUnavailable, OSError (disk full).
    """
    target = folder or settings.folder("backups")
    target.mkdir(parents=True, exist_ok=True)
    clear_leftovers(settings.home, now)
    with TemporaryDirectory(dir=settings.folder("spool"), prefix="backup-") as scratch:
        copy = Path(scratch) / DATABASE
        counts = store.copy_to(copy)
        files = {DATABASE: copy} | _documents(settings)
        manifest = _describe(store, files, counts, now)
        path = _free_name(target, now)
        part = path.with_name(f".{path.name}.part")
        try:
            write_archive(part, manifest, files)
            verify_archive(part, Path(scratch))
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    sync_folder(target)
    _remember(settings, path, now)
    return BackupRow(
        file=str(path), bytes=path.stat().st_size, tables=counts, sha256=file_sha256(path)
    )


def _describe(
    store: Database, files: dict[str, Path], counts: dict[str, int], now: datetime
) -> Manifest:
    return Manifest(
        product=PRODUCT,
        format=FORMAT,
        version=VERSION,
        created_at=now,
        dialect=store.dialect,
        revision=migrate.current(store) or "",
        tables=counts,
        members={name: member_of(file) for name, file in files.items()},
    )


def _documents(settings: Settings) -> dict[str, Path]:
    root = settings.home / DOCUMENTS
    found = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {f"{DOCUMENTS}/{path.relative_to(root).as_posix()}": path for path in found}


def _free_name(folder: Path, now: datetime) -> Path:
    stamp = now.astimezone(UTC).strftime(STAMP)
    path, number = folder / f"selfmastery-{stamp}{SUFFIX}", 1
    while path.exists():
        number += 1
        path = folder / f"selfmastery-{stamp}-{number}{SUFFIX}"
    return path


def verify_archive(path: Path, scratch: Path) -> Manifest:
    """Read a backup in full and compare it with its manifest. Raises Invalid when it differs."""
    with TemporaryDirectory(dir=scratch, prefix="verify-") as folder:
        manifest = unpack(path, Path(folder))
        check_copy(path, Path(folder) / DATABASE, manifest)
    return manifest


def check_copy(path: Path, copy: Path, manifest: Manifest) -> None:
    """Open the database of a backup and count. Raises Invalid when it is not what was written."""
    import duckdb

    try:
        counts = row_counts(copy)
    except duckdb.Error as error:
        raise damaged(path, DATABASE) from error
    if counts != manifest.tables:
        raise damaged(path, DATABASE)


def list_backups(folder: Path) -> list[Path]:
    """The backups in a folder, newest first."""
    found = (path for path in folder.glob("*.zip") if NAME.fullmatch(path.name))
    return sorted(found, key=lambda path: (made_at(path), len(path.name), path.name), reverse=True)


def verify_backups(
    settings: Settings, now: datetime, folder: Path | None = None
) -> list[VerifiedRow]:
    """Read every backup again, newest first; the whole ones are remembered as verified."""
    rows = []
    for path in list_backups(folder or settings.folder("backups")):
        row = _verified(path, settings.folder("spool"))
        if row.error is None:
            _remember(settings, path, now)
        rows.append(row)
    return rows


def _verified(path: Path, scratch: Path) -> VerifiedRow:
    size = path.stat().st_size
    try:
        manifest = verify_archive(path, scratch)
    except AppError as error:
        return VerifiedRow(file=str(path), bytes=size, error=error.text())
    rows = sum(manifest.tables.values())
    return VerifiedRow(file=str(path), bytes=size, created_at=manifest.created_at, rows=rows)


def last_verified(settings: Settings) -> datetime | None:
    """When the newest backup known to be whole was made (UTC); None when there is none."""
    known = _known(settings).values()
    return max((datetime.fromisoformat(item["created_at"]) for item in known), default=None)


def prune_backups(settings: Settings, now: datetime) -> list[Path]:
    """Remove what is no longer needed of the `backups` folder; the removed files.

    Kept are the newest of each of the last 7 days, 5 weeks and 12 months that have one.
    """
    backups = list_backups(settings.folder("backups"))
    kept = set(backups[:1]) | {
        path for form, count in KEEP.items() for path in _newest_of_each(backups, form, count)
    }
    removed = [path for path in backups if path not in kept and made_at(path) < now]
    for path in removed:
        path.unlink(missing_ok=True)
    return removed


def made_at(path: Path) -> datetime:
    """The moment (UTC) in a backup's name."""
    found = NAME.fullmatch(path.name)
    assert found is not None
    return datetime.strptime(found[1], STAMP).replace(tzinfo=UTC)


def _newest_of_each(backups: Iterable[Path], form: str, count: int) -> list[Path]:
    newest: dict[str, Path] = {}
    for path in backups:
        newest.setdefault(made_at(path).strftime(form), path)
    return list(newest.values())[:count]


def _remember(settings: Settings, path: Path, now: datetime) -> None:
    note = settings.folder("backups") / VERIFIED
    known = {file: item for file, item in _known(settings).items() if Path(file).exists()}
    known[str(path)] = {"created_at": made_at(path).isoformat(), "verified_at": now.isoformat()}
    part = note.with_name(f".{VERIFIED}.part")
    part.write_text(json.dumps(known, indent=2), encoding="utf-8")
    part.replace(note)


def _known(settings: Settings) -> dict[str, Any]:
    with suppress(FileNotFoundError, json.JSONDecodeError):
        known: dict[str, Any] = json.loads(
            (settings.home / "backups" / VERIFIED).read_text(encoding="utf-8")
        )
        return {file: item for file, item in known.items() if Path(file).exists()}
    return {}


def note_backup(ctx: Ctx, row: BackupRow) -> None:
    """Audit that a backup was made. Needs `backups.admin`."""
    ctx.require("backups.admin")
    after = {"bytes": row.bytes, "sha256": row.sha256, "rows": sum(row.tables.values())}
    record(ctx, "backup.created", "backup", Path(row.file).name, after=after)


class BackupFileRow(BaseModel):
    """A backup in the home folder; `verified_at` None until it was read again."""

    model_config = ConfigDict(frozen=True)

    file: str
    bytes: int
    created_at: datetime
    verified_at: datetime | None


def backup_files(ctx: Ctx, settings: Settings) -> list[BackupFileRow]:
    """The backups in the home folder, newest first. Needs `backups.admin`."""
    ctx.require("backups.admin")
    known = _known(settings)
    return [
        BackupFileRow(
            file=path.name,
            bytes=path.stat().st_size,
            created_at=made_at(path),
            verified_at=known.get(str(path), {}).get("verified_at"),
        )
        for path in list_backups(settings.folder("backups"))
    ]
