"""The rows that follow a file on its way in, and its folder in the spool."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Select, select

from core.finance.imports import errors, original
from core.finance.imports.corrections import MOST
from core.finance.imports.schemas import (
    MOST_DECISIONS,
    AnswerIn,
    BatchRow,
    ImportOptions,
    Source,
)
from core.kit.context import Ctx, Scope
from core.kit.errors import AppError
from core.kit.events import emit
from core.kit.i18n import t
from core.kit.listing import (
    ListQuery,
    ListSpec,
    Page,
    at_least,
    at_most,
    equals,
    list_page,
    parse_moment,
)
from core.kit.settings import get_settings
from data.schema import ImportBatch

OPEN_STATES = ("parsing", "committing")
KEPT_FOR = timedelta(days=1)
WAITS_FOR = timedelta(days=30)
REJECTS_KEPT_FOR = timedelta(days=90)
REJECTS = "rejects.csv"
OF_THE_DATABASE = "duckdb"  # where the open database spills to
INTERRUPTED = "import.interrupted"
CANCELLED = "import.cancelled"
WAITING = "finance.import_waiting"
BROKEN = "finance.import_failed"

IMPORT_LIST = ListSpec(
    key=ImportBatch.id,
    sorts={"created_at": ImportBatch.created_at, "file_name": ImportBatch.file_name},
    default_sort="-created_at",
    filters={
        "state": equals(ImportBatch.state),
        "source": equals(ImportBatch.source),
        "created_from": at_least(ImportBatch.created_at, parse_moment),
        "created_to": at_most(ImportBatch.created_at, parse_moment),
    },
    search=(ImportBatch.file_name,),
)


def visible_imports(ctx: Ctx) -> Select[ImportBatch]:
    """All imports for who may import for the company, else one's own. Raises NotPermitted."""
    scope = ctx.require("imports.run")
    statement = select(ImportBatch)
    if scope is Scope.COMPANY:
        return statement
    return statement.where(ImportBatch.created_by == ctx.actor.user_id)


def list_imports(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[BatchRow]:
    """Imports, the latest first."""
    return list_page(
        ctx, visible_imports(ctx), IMPORT_LIST, query,
        lambda row: BatchRow.model_validate(row.ImportBatch), with_total=with_total,
    )  # fmt: skip


def get_import(ctx: Ctx, batch_id: str) -> BatchRow:
    """One import. Raises NotFound, NotPermitted."""
    return BatchRow.model_validate(load(ctx, batch_id))


def load(ctx: Ctx, batch_id: str) -> ImportBatch:
    """The row to be changed. Raises NotFound, NotPermitted."""
    batch = ctx.session.scalars(visible_imports(ctx).where(ImportBatch.id == batch_id)).first()
    if batch is None:
        raise errors.batch_missing()
    return batch


def new_id() -> str:
    """A batch's id: random, so that nobody guesses another's."""
    return secrets.token_hex(8)


def add(ctx: Ctx, file_name: str, file_bytes: int, source: Source, options: ImportOptions) -> str:
    """A new batch in the state parsing; its id. Raises NotPermitted."""
    ctx.require("imports.run")
    batch = ImportBatch(
        id=new_id(), state="parsing", file_name=Path(file_name).name[:255], file_bytes=file_bytes,
        source=source, options=options.model_dump(mode="json", by_alias=True), progress=0,
        created_by=ctx.actor.user_id, created_at=ctx.now, updated_at=ctx.now,
    )  # fmt: skip
    ctx.session.add(batch)
    ctx.session.flush()
    return batch.id


def change(ctx: Ctx, batch_id: str, **values: Any) -> None:
    """Write columns of the batch."""
    batch = load(ctx, batch_id)
    for name, value in values.items():
        setattr(batch, name, value)
    batch.updated_at = ctx.now


def advance(ctx: Ctx, batch_id: str, percent: int) -> None:
    """Say how far the work on the batch is. Raises Conflict when it was cancelled meanwhile."""
    batch = load(ctx, batch_id)
    if batch.state not in OPEN_STATES:
        raise errors.cancelled()
    batch.progress, batch.updated_at = percent, ctx.now


def finish_reading(ctx: Ctx, batch_id: str, **values: Any) -> None:
    """Write what was read. Raises Conflict when the batch was cancelled meanwhile.

    A file of the inbox that waits for somebody's answer is announced in the same transaction.
    """
    batch = load(ctx, batch_id)
    if batch.state != "parsing":
        raise errors.cancelled()
    change(ctx, batch_id, **values)
    if values["state"] == "preview":
        _tell_of_inbox(ctx, batch, WAITING)


def fail(ctx: Ctx, batch_id: str, error: AppError) -> bool:
    """The file could not be read or written: say why on its row. False: it was cancelled before."""
    batch = load(ctx, batch_id)
    if (batch.error or {}).get("code") == CANCELLED:
        return False
    told = {"code": error.code, "message": error.text()}
    change(ctx, batch_id, state="failed", error=told)
    _tell_of_inbox(ctx, batch, BROKEN, told["message"])
    return True


def _tell_of_inbox(ctx: Ctx, batch: ImportBatch, name: str, reason: str = "") -> None:
    """Nobody sits before the screen when a file of the inbox needs somebody."""
    if batch.source == "inbox":
        emit(ctx, name, {"batch_id": batch.id, "file_name": batch.file_name, "reason": reason})


def interrupted(batch: ImportBatch) -> bool:
    """Whether the batch failed only because its process ended."""
    return batch.state == "failed" and (batch.error or {}).get("code") == INTERRUPTED


def with_answers(batch: ImportBatch, said: AnswerIn) -> dict[str, Any]:
    """The batch's options with what a person says now. Raises Invalid when that is too much."""
    options = ImportOptions.model_validate(batch.options)
    corrected = {(one.line, one.column): one for one in options.corrections}
    corrected |= {(one.line, one.column): one for one in said.corrections}
    decisions = _merged(options.decisions, said.decisions)
    if len(corrected) > MOST or len(decisions) > MOST_DECISIONS:
        raise errors.too_many_said(MOST)
    values = {
        "answers": _merged(options.answers, said.answers),
        "mapping": _merged(options.mapping, said.mapping),
        "decisions": decisions,
        "corrections": () if said.uncorrect else tuple(corrected.values()),
    }
    for name in ("encoding", "template", "account_id", "on_duplicate"):
        if name in said.model_fields_set and (getattr(said, name) or name != "on_duplicate"):
            values[name] = getattr(said, name)
    changed = options.model_copy(update=values)
    return changed.model_dump(mode="json", by_alias=True)


def _merged(before: dict[Any, Any], said: Mapping[Any, Any]) -> dict[Any, Any]:
    merged = {**before, **said}
    return {name: value for name, value in merged.items() if value is not None}


def folder_of(batch_id: str) -> Path:
    """The batch's folder in the spool, made when missing."""
    folder = get_settings().folder("spool") / batch_id
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def owned(batch_id: str) -> Iterator[Path]:
    """Hold the batch while this process works on it, so that others know it is alive.

    Raises Conflict when another process or thread works on it.
    """
    folder = folder_of(batch_id)
    lock = FileLock(folder / "owner.lock", timeout=0, thread_local=False)
    try:
        with lock:
            yield folder
    except Timeout as error:
        raise errors.wrong_state("committing") from error


def recover_imports(ctx: Ctx, *, idle_for: timedelta = timedelta(0)) -> list[str]:
    """Fail batches whose process is gone while reading or committing; their ids.

    Only those that nobody has written to for `idle_for`: one that waits for a free worker has
    no owner either.
    """
    ctx.require("imports.run")
    open_ones = ImportBatch.state.in_(OPEN_STATES), ImportBatch.updated_at <= ctx.now - idle_for
    found = ctx.session.scalars(select(ImportBatch).where(*open_ones)).all()
    lost = [batch for batch in found if not _alive(batch.id)]
    for batch in lost:
        batch.state, batch.updated_at = "failed", ctx.now
        batch.error = {
            "code": INTERRUPTED,
            "message": t("The program ended before the import did."),
        }
    return [batch.id for batch in lost]


def _alive(batch_id: str) -> bool:
    lock = FileLock(folder_of(batch_id) / "owner.lock", timeout=0, thread_local=False)
    try:
        with lock:
            return False
    except Timeout:
        return True


def clear(folder: Path, *kept: str) -> None:
    """Remove what the batch no longer needs; the rejected rows stay, and files named `kept`."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in (REJECTS, "owner.lock", *kept):
            path.unlink(missing_ok=True)


def clean_spool(now: datetime) -> int:
    """Clear what nobody has touched for a day, rejected rows after 90 days; how many are gone.

    The file of a preview waits for 30 days, without what was made of it. Besides imports that is
    what a kill has left of copies and uploads.
    """
    cleared = 0
    for folder in get_settings().folder("spool").iterdir():
        if folder.name == OF_THE_DATABASE or not folder.is_dir() or _is_held(folder):
            continue
        idle = timedelta(seconds=now.timestamp() - _touched(folder))
        if idle > KEPT_FOR:
            cleared += _clear_idle(folder, idle)
    return cleared


def _clear_idle(folder: Path, idle: timedelta) -> bool:
    """Whether nothing is left of a folder that nobody has touched for so long."""
    waits = (folder / original.NAME).exists() and idle <= WAITS_FOR
    if waits:
        clear(folder, original.NAME)
    elif (folder / REJECTS).exists() and idle <= REJECTS_KEPT_FOR:
        clear(folder)
    else:
        shutil.rmtree(folder, ignore_errors=True)
        return True
    return False


def _is_held(folder: Path) -> bool:
    return (folder / "owner.lock").exists() and _alive(folder.name)


def _touched(folder: Path) -> float:
    return max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
