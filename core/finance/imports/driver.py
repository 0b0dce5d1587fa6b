"""From a file to the books: short units of work around long work that holds no transaction.

parsing → preview → committing → committed; failed from each; undone after committed.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.finance.imports import batches, books, errors
from core.finance.imports.commit import write_records
from core.finance.imports.preparing import (
    Prepared,
    Progress,
    counted,
    forget,
    keep_facts,
    prepare,
    recall,
    remember,
    silent,
)
from core.finance.imports.schemas import BatchRow, ImportOptions, OnDuplicate, Source
from core.finance.imports.spool import spool
from core.kit.context import Ctx
from core.kit.errors import AppError
from core.kit.uow import Who, run_in_uow

LARGE = 8 << 20  # bytes from which progress is written to the batch's row


def run_import(
    who: Who,
    file: Path,
    file_name: str,
    source: Source,
    options: ImportOptions | None = None,
    *,
    dry_run: bool = False,
    on_progress: Progress = silent,
) -> dict[str, Any]:
    """Read `file` and commit it when nothing is open; returns the contract's object.

    `batch_id` is null when nothing was written: on a dry run, while questions are open, or when
    a strict import has rejected rows. Raises Invalid for a file that cannot be read,
    NotPermitted, NotFound for an unknown template.
    """
    chosen = options or ImportOptions()
    if dry_run:
        return _dry_run(who, file, chosen, on_progress)
    batch_id = start_import(who, file_name, file.stat().st_size, source, chosen)
    with batches.owned(batch_id) as folder:
        prepared = _read(who, batch_id, file, folder, on_progress)
        if prepared.counts is not None:
            return prepared.shown(None)
        with _failing(who, batch_id):
            result = _write(who, batch_id, prepared, chosen)
        _forget(batch_id, folder)
    on_progress(100)
    return result


def start_import(
    who: Who, file_name: str, file_bytes: int, source: Source, options: ImportOptions | None = None
) -> str:
    """Register a file that is about to be read; the batch's id. Raises NotPermitted."""
    chosen = options or ImportOptions()
    return run_in_uow(who, lambda ctx: batches.add(ctx, file_name, file_bytes, source, chosen))


def read_import(
    who: Who, batch_id: str, file: Path, *, on_progress: Progress = silent
) -> dict[str, Any]:
    """Read the file of a started import and store its preview; long, for a worker thread.

    An error is written to the batch (state failed) and raised.
    """
    with batches.owned(batch_id) as folder:
        prepared = _read(who, batch_id, file, folder, on_progress, preview=True)
    on_progress(80)
    return prepared.shown(batch_id)


def _read(
    who: Who,
    batch_id: str,
    file: Path,
    folder: Path,
    on_progress: Progress,
    *,
    preview: bool = False,
) -> Prepared:
    """Read the file; store a preview when one is asked for or something is open."""
    with _failing(who, batch_id):
        batch = run_in_uow(who, lambda ctx: batches.get_import(ctx, batch_id))
        told = _progress(who, batch_id, batch.file_bytes, on_progress)
        options = ImportOptions.model_validate(batch.options)
        started = time.perf_counter()
        spooled = spool(file, folder, encoding=options.encoding)
        keep_facts(spooled, folder)
        told(25)
        prepared = prepare(who, spooled, folder, options, told, started=started)
        sha: dict[str, Any] = {
            "file_sha256": spooled.sha256,
            "account_id": prepared.read.home.account_id,
        }
        if preview or _unfinished(prepared, options):
            prepared = counted(who, batch_id, prepared)
            remember(batch_id, options, prepared)
            sha |= {"state": "preview", "preview": prepared.shown(batch_id), "progress": 80}
        else:
            sha |= {"state": "committing", "progress": 80}
        run_in_uow(who, lambda ctx: batches.change(ctx, batch_id, **sha))
    return prepared


def commit_import(
    who: Who,
    batch_id: str,
    *,
    answers: dict[str, str] | None = None,
    on_duplicate: OnDuplicate | None = None,
    on_progress: Progress = silent,
) -> dict[str, Any]:
    """Write the good rows of a previewed import in one transaction; returns the contract's object.

    Repeating it answers the same. Raises Conflict while questions are open (`params["questions"]`)
    or in a state that does not allow it, Invalid when a strict import has rejected rows.
    """
    run_in_uow(who, lambda ctx: batches.load(ctx, batch_id))  # before its name makes a folder
    with batches.owned(batch_id) as folder:
        before = run_in_uow(who, lambda ctx: batches.get_import(ctx, batch_id))
        if before.state == "committed":
            return dict(before.result or {})
        batch = run_in_uow(who, lambda ctx: _claim(ctx, batch_id, answers, on_duplicate))
        options = ImportOptions.model_validate(batch.options)
        with _back_to_preview(who, before):
            prepared = recall(who, batch_id, folder, options)
            _refuse_unfinished(who, batch_id, prepared, options)
            result = _write(who, batch_id, prepared, options)
        _forget(batch_id, folder)
    on_progress(100)
    return result


def _forget(batch_id: str, folder: Path) -> None:
    forget(batch_id)
    batches.clear(folder)


def _write(who: Who, batch_id: str, prepared: Prepared, options: ImportOptions) -> dict[str, Any]:
    started = time.perf_counter()
    read = prepared.read

    def write(ctx: Ctx) -> dict[str, Any]:
        seconds = prepared.seconds + time.perf_counter() - started
        return write_records(ctx, batch_id, read, options.on_duplicate, prepared.notes, seconds)

    with books.one_at_a_time():
        return run_in_uow(who, write)


def _claim(
    ctx: Ctx, batch_id: str, answers: dict[str, str] | None, on_duplicate: OnDuplicate | None
) -> BatchRow:
    """Take a previewed batch (or one whose process ended) for committing."""
    batch = batches.load(ctx, batch_id)
    interrupted = batch.state == "failed" and (batch.error or {}).get("code") == batches.INTERRUPTED
    if batch.state not in ("preview", "committing") and not interrupted:
        raise errors.wrong_state(batch.state)
    options = dict(batch.options)
    options["answers"] = {**options.get("answers", {}), **(answers or {})}
    options["on_duplicate"] = on_duplicate or options.get("on_duplicate", "skip")
    batches.change(ctx, batch_id, state="committing", options=options, error=None)
    ctx.session.flush()
    return batches.get_import(ctx, batch_id)


def _unfinished(prepared: Prepared, options: ImportOptions) -> bool:
    """Whether questions are open, or a strict import has rejected rows."""
    rejected = prepared.read.shown["rows"]["rejected"]
    return bool(prepared.read.plan.questions) or bool(options.strict and rejected)


def _refuse_unfinished(who: Who, batch_id: str, prepared: Prepared, options: ImportOptions) -> None:
    if not _unfinished(prepared, options):
        return
    shown = prepared.shown(batch_id)
    run_in_uow(who, lambda ctx: batches.change(ctx, batch_id, state="preview", preview=shown))
    if shown["questions"]:
        raise errors.open_questions(shown["questions"])
    raise errors.rejected_rows(shown["rows"]["rejected"])


def _dry_run(who: Who, file: Path, options: ImportOptions, on_progress: Progress) -> dict[str, Any]:
    run_in_uow(who, lambda ctx: ctx.require("imports.run"))
    run_id = batches.new_id()
    with batches.owned(run_id) as folder:
        try:
            started = time.perf_counter()
            spooled = spool(file, folder, encoding=options.encoding)
            prepared = prepare(who, spooled, folder, options, on_progress, started=started)
            return counted(who, run_id, prepared).shown(None)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _progress(who: Who, batch_id: str, size: int, on_progress: Progress) -> Progress:
    def told(percent: int) -> None:
        on_progress(percent)
        if size >= LARGE:
            run_in_uow(who, lambda ctx: batches.change(ctx, batch_id, progress=percent))

    return told


@contextmanager
def _failing(who: Who, batch_id: str) -> Iterator[None]:
    """Write an error to the batch's row, then let it go on."""
    try:
        yield
    except AppError as error:
        if error.code not in ("import.questions_open", "import.rejected_rows"):
            _give_up(who, batch_id, error)
        raise
    except Exception:
        _give_up(who, batch_id, errors.unexpected())
        raise


@contextmanager
def _back_to_preview(who: Who, before: BatchRow) -> Iterator[None]:
    """A commit that fails leaves the batch to be tried again, as it was before."""
    try:
        yield
    except Exception as error:
        code = error.code if isinstance(error, AppError) else ""
        if code not in ("import.questions_open", "import.rejected_rows"):
            values = {"state": "preview", "options": before.options}
            run_in_uow(who, lambda ctx: batches.change(ctx, before.id, **values))
        raise


def _give_up(who: Who, batch_id: str, error: AppError) -> None:
    """A failed batch is not taken up again: nothing of its file stays in the spool."""
    batches.clear(batches.folder_of(batch_id))
    run_in_uow(who, lambda ctx: batches.fail(ctx, batch_id, error))
