"""Restore a backup, and move a company to another database."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from core.audit import record
from core.kit.context import Ctx
from core.kit.errors import Conflict
from core.kit.i18n import N_
from core.kit.settings import Settings
from core.operations.archive import DATABASE, file_sha256, unpack
from core.operations.backup import DOCUMENTS, check_copy
from core.operations.place import STAMP, PlacedRow, place_copy
from data.database import Database


class RestoredRow(PlacedRow):
    """A restored company, and the backup it came from."""

    file: str
    bytes: int
    sha256: str


def restore_backup(
    file: Path, settings: Settings, now: datetime, *, url: str | None = None, replace: bool = False
) -> RestoredRow:
    """Restore `file` to `url`, by default the database of the settings.

    Checksums and counts are compared before anything is replaced. Raises Invalid for a damaged
    or foreign file, Conflict over existing data without `replace`.
    """
    with TemporaryDirectory(dir=settings.folder("spool"), prefix="restore-") as scratch:
        folder = Path(scratch)
        manifest = unpack(file, folder)
        check_copy(file, folder / DATABASE, manifest)
        documents = folder / DOCUMENTS
        if documents.exists() and not replace:
            _refuse_documents(settings)
        placed = place_copy(folder / DATABASE, url or settings.url, settings, now, replace=replace)
        if documents.exists():
            _place_documents(documents, settings, now)
    return RestoredRow(
        **placed.model_dump(),
        file=str(file),
        bytes=file.stat().st_size,
        sha256=file_sha256(file),
    )


def _refuse_documents(settings: Settings) -> None:
    target = settings.home / DOCUMENTS
    if target.exists() and any(target.iterdir()):
        raise Conflict(
            "restore.documents_in_use",
            N_("There are documents in {folder} already. With --replace they are kept aside."),
            folder=str(target),
        )


def _place_documents(documents: Path, settings: Settings, now: datetime) -> None:
    target = settings.home / DOCUMENTS
    fresh = target.with_name(f"{DOCUMENTS}.restored-{os.getpid()}")
    shutil.move(documents, fresh)
    if target.exists():
        stamp = now.astimezone(UTC).strftime(STAMP)
        target.rename(target.with_name(f"{DOCUMENTS}.before-restore-{stamp}"))
    fresh.rename(target)


def move_company(store: Database, url: str, settings: Settings, now: datetime) -> PlacedRow:
    """Copy the whole company to another, empty database and compare every table.

    The old database stays as it is. Raises Conflict when the target is in use.
    """
    with TemporaryDirectory(dir=settings.folder("spool"), prefix="move-") as scratch:
        copy = Path(scratch) / DATABASE
        store.copy_to(copy)
        return place_copy(copy, url, settings, now)


def note_restore(ctx: Ctx, row: RestoredRow) -> None:
    """Audit, in the restored company, where it came from."""
    after = {"sha256": row.sha256, "kept": row.kept}
    record(ctx, "backup.restored", "backup", Path(row.file).name, after=after)
