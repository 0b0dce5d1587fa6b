"""The inbox folder: files dropped there go into the books when nothing about them is open.

A file stays where it is until what it became is committed, and only then moves away; so a kill
at any moment loses nothing, and what has been read already is not read again.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from filelock import FileLock, Timeout
from sqlalchemy import select

from core.finance.imports import batches
from core.finance.imports.driver import run_import
from core.kit.context import Ctx
from core.kit.errors import AppError, Conflict, Unavailable
from core.kit.i18n import N_, t
from core.kit.settings import get_settings
from core.kit.uow import Who, run_in_uow
from data.schema import ImportBatch

LOOK_AGAIN = 1.0  # seconds after which a file must not have grown
EMPTY_FOR = timedelta(minutes=1)  # an empty file may be one that is about to be written
UNFINISHED = (".part", ".tmp", ".temp", ".partial", ".filepart", ".crdownload", ".download")
NAME = "inbox"
DONE, FAILED = "done", "failed"
UNEXPECTED = N_("The import failed for a reason the log names. Try again.")
log = structlog.get_logger(__name__)


def inbox_files() -> list[Path]:
    """Files that wait in the inbox, the oldest first; none that says it is unfinished."""
    folder = get_settings().home / NAME
    if not folder.is_dir():
        return []
    found = [
        path
        for path in folder.iterdir()
        if path.is_file()
        and not path.is_symlink()
        and not path.name.startswith((".", "~$"))
        and path.suffix.lower() not in UNFINISHED
    ]
    return sorted(found, key=lambda path: (_look(path) or (0, 0))[1])


def sweep_inbox(
    who: Who,
    now: datetime,
    *,
    stopping: Callable[[], bool] = lambda: False,
    look_again: float = LOOK_AGAIN,
) -> dict[str, int]:
    """Take in every finished file; how many were `imported`, are `waiting`, `known`, `failed`.

    Nothing while another process does the same.
    """
    taken: Counter[str] = Counter()
    files = inbox_files()
    if not files:
        return {}
    alone = FileLock(get_settings().folder("spool") / "inbox.lock", timeout=0)
    with suppress(Timeout), alone:
        for path in _finished(files, now, look_again):
            if stopping():
                break
            if outcome := _take(who, path, now):
                taken[outcome] += 1
    return dict(taken)


def _finished(files: list[Path], now: datetime, look_again: float) -> list[Path]:
    """Those that did not change between two looks, and that nobody holds open for writing."""
    before = {path: _look(path) for path in files}
    time.sleep(look_again)
    return [
        path
        for path, seen in before.items()
        if seen and seen == _look(path) and _is_whole(path, seen[0], now) and not _is_written(path)
    ]


def _look(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _is_whole(path: Path, size: int, now: datetime) -> bool:
    return size > 0 or now.timestamp() - path.stat().st_mtime > EMPTY_FOR.total_seconds()


def _is_written(path: Path) -> bool:
    """Whether somebody on this machine holds the file open for writing, where that can be told."""
    try:
        import fcntl

        with path.open("rb") as file:
            fcntl.fcntl(file.fileno(), fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(file.fileno(), fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except (ImportError, AttributeError, OSError):
        return False
    return False


def _take(who: Who, path: Path, now: datetime) -> str | None:
    """Import one file and move it away; None when it is left for the next time."""
    digest = _sha256(path)
    if run_in_uow(who, lambda ctx: _is_known(ctx, digest)):
        _move(path, Path(DONE) / f"{now:%Y-%m-%d}")
        return "known"
    size = path.stat().st_size
    batch_id = run_in_uow(who, lambda ctx: _taken_up(ctx, path.name, size))
    try:
        report = run_import(who, path, path.name, "inbox", batch_id=batch_id)
    except (Conflict, Unavailable) as error:
        log.warning("inbox_file_left", file=path.name, code=error.code)
        return None
    except Exception as error:
        log.warning("inbox_file_failed", file=path.name, exc_info=not isinstance(error, AppError))
        _fail(path, error.text() if isinstance(error, AppError) else t(UNEXPECTED))
        return "failed"
    _move(path, Path(DONE) / f"{now:%Y-%m-%d}")
    return "imported" if report["batch_id"] else "waiting"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_known(ctx: Ctx, digest: str) -> bool:
    """Whether this very file is in the books or waits for an answer, by way of the inbox."""
    return bool(
        ctx.session.scalar(
            select(ImportBatch.id)
            .where(
                ImportBatch.source == NAME,
                ImportBatch.file_sha256 == digest,
                ImportBatch.state.in_(("committed", "preview")),
            )
            .limit(1)
        )
    )


def _taken_up(ctx: Ctx, file_name: str, size: int) -> str | None:
    """The batch that a kill left behind at this file, to be read once more; else None."""
    left = ctx.session.scalars(
        batches.visible_imports(ctx).where(
            ImportBatch.source == NAME,
            ImportBatch.file_name == file_name,
            ImportBatch.file_bytes == size,
            ImportBatch.state.in_((*batches.OPEN_STATES, "failed")),
        )
    )
    for batch in left:
        if batch.state in batches.OPEN_STATES or batches.interrupted(batch):
            batches.change(ctx, batch.id, state="parsing", progress=0, error=None)
            return batch.id
    return None


def _fail(path: Path, reason: str) -> None:
    moved = _move(path, Path(FAILED))
    with suppress(OSError):
        moved.with_name(f"{moved.name}.txt").write_text(f"{reason}\n", encoding="utf-8")


def _move(path: Path, folder: Path) -> Path:
    """Out of the inbox into a folder below it, beside what has the same name there."""
    target = path.parent / folder
    target.mkdir(parents=True, exist_ok=True)
    wanted, number = target / path.name, 1
    while wanted.exists():
        number += 1
        wanted = target / f"{path.stem}-{number}{path.suffix}"
    os.replace(path, wanted)  # noqa: PTH105 (as one step, on every system)
    return wanted
