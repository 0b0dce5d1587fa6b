"""From a file to the books: short units of work around long work that holds no transaction.

parsing → preview → committing → committed; failed from each; undone after committed. What a
person says of a previewed file (`answering`) has it read again: preview → parsing → preview.
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
from core.finance.imports.decisions import Decisions
from core.finance.imports.errors import OTHERWISE_READABLE
from core.finance.imports.original import NAME, keep_original
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
from core.finance.imports.schemas import AnswerIn, BatchRow, ImportOptions, OnDuplicate, Source
from core.finance.imports.spool import spool
from core.kit.context import Ctx
from core.kit.errors import AppError
from core.kit.uow import Who, run_in_uow

LARGE = 8 << 20  # bytes from which progress is written to the batch's row
WRITTEN_EVERY = 0.5  # seconds between two notes of how far the work is


def run_import(
    who: Who,
    file: Path,
    file_name: str,
    source: Source,
    options: ImportOptions | None = None,
    *,
    dry_run: bool = False,
    on_progress: Progress = silent,
    batch_id: str | None = None,
) -> dict[str, Any]:
    """Read `file` and commit it when nothing is open; returns the contract's object.

    `batch_id` is null when nothing was written: on a dry run, while questions are open, or when
    a strict import has rejected rows. A batch already started is taken up when it is named.
    Raises Invalid for a file that cannot be read, NotPermitted, NotFound for an unknown template.
    """
    chosen = options or ImportOptions()
    if dry_run:
        return _dry_run(who, file, chosen, on_progress)
    batch_id = batch_id or start_import(who, file_name, file.stat().st_size, source, chosen)
    with batches.owned(batch_id) as folder:
        prepared = read_batch(who, batch_id, file, folder, on_progress)
        if prepared.counts is not None:
            return prepared.shown(None)
        with failing(who, batch_id):
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

    An error is written to the batch (state failed) and raised; a cancelled import raises Conflict
    (`import.cancelled`).
    """
    with batches.owned(batch_id) as folder:
        prepared = read_batch(who, batch_id, file, folder, on_progress, preview=True)
    on_progress(80)
    return prepared.shown(batch_id)


def read_batch(
    who: Who,
    batch_id: str,
    file: Path,
    folder: Path,
    on_progress: Progress,
    *,
    preview: bool = False,
) -> Prepared:
    """Read the file; store a preview when one is asked for or something is open.

    The caller owns `folder`. A batch that was cancelled meanwhile ends in Conflict.
    """
    batch = run_in_uow(who, lambda ctx: batches.get_import(ctx, batch_id))
    with failing(who, batch_id, keep=None if batch.source == "cli" else file):
        told = progress(who, batch_id, batch.file_bytes, on_progress)
        options = ImportOptions.model_validate(batch.options)
        started = time.perf_counter()
        spooled = spool(file, folder, encoding=options.encoding)
        keep_facts(spooled, folder)
        told(25)
        prepared = prepare(who, spooled, folder, options, told, started=started)
        values: dict[str, Any] = {
            "file_sha256": spooled.sha256,
            "account_id": prepared.read.home.account_id,
        }
        if preview or unfinished(prepared, options):
            prepared = counted(who, batch_id, prepared)
            keep_original(file, folder)
            remember(batch_id, options, prepared)
            values |= {"state": "preview", "preview": prepared.shown(batch_id), "progress": 80}
        else:
            values |= {"state": "committing", "progress": 80}
        run_in_uow(who, lambda ctx: batches.finish_reading(ctx, batch_id, **values))
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
        said = AnswerIn(answers={**(answers or {})}, on_duplicate=on_duplicate)
        batch = run_in_uow(who, lambda ctx: _claim(ctx, batch_id, said))
        options = ImportOptions.model_validate(batch.options)
        with _back_to_preview(who, before):
            told = progress(who, batch_id, batch.file_bytes, on_progress)
            told(82)
            prepared = recall(who, batch_id, folder, options)
            _refuse_unfinished(who, batch_id, prepared, options)
            told(88)
            result = _write(who, batch_id, prepared, options)
        _forget(batch_id, folder)
    on_progress(100)
    return result


def _forget(batch_id: str, folder: Path) -> None:
    forget(batch_id)
    batches.clear(folder)


def _write(who: Who, batch_id: str, prepared: Prepared, options: ImportOptions) -> dict[str, Any]:
    started = time.perf_counter()
    said = Decisions(options.on_duplicate, options.decisions)

    def write(ctx: Ctx) -> dict[str, Any]:
        seconds = prepared.seconds + time.perf_counter() - started
        return write_records(ctx, batch_id, prepared.read, said, prepared.notes, seconds)

    with books.one_at_a_time():
        return run_in_uow(who, write)


def _claim(ctx: Ctx, batch_id: str, said: AnswerIn) -> BatchRow:
    """Take a previewed batch (or one whose process ended) for committing."""
    batch = batches.load(ctx, batch_id)
    if batch.state not in ("preview", "committing") and not batches.interrupted(batch):
        raise errors.wrong_state(batch.state)
    options = batches.with_answers(batch, said)
    batches.change(ctx, batch_id, state="committing", options=options, error=None)
    ctx.session.flush()
    return batches.get_import(ctx, batch_id)


def unfinished(prepared: Prepared, options: ImportOptions) -> bool:
    """Whether questions are open, or a strict import has rejected rows."""
    rejected = prepared.read.shown["rows"]["rejected"]
    return bool(prepared.read.plan.questions) or bool(options.strict and rejected)


def _refuse_unfinished(who: Who, batch_id: str, prepared: Prepared, options: ImportOptions) -> None:
    if not unfinished(prepared, options):
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


def progress(who: Who, batch_id: str, size: int, on_progress: Progress) -> Progress:
    """Tells how far the work is, now and then on a large batch's row too; ends the work of a
    batch that was cancelled."""
    written = time.monotonic()

    def told(percent: int) -> None:
        nonlocal written
        on_progress(percent)
        if size >= LARGE and time.monotonic() - written >= WRITTEN_EVERY:
            written = time.monotonic()
            run_in_uow(who, lambda ctx: batches.advance(ctx, batch_id, percent))

    return told


@contextmanager
def failing(
    who: Who, batch_id: str, keep: Path | None = None, *, retried: bool = False
) -> Iterator[None]:
    """Write an error to the batch's row, then let it go on; a cancelled batch stays cancelled.

    The file is kept where a person may say how it can be read after all.
    """
    try:
        yield
    except AppError as error:
        if error.code not in ("import.questions_open", "import.rejected_rows"):
            kept = keep if retried or error.code in OTHERWISE_READABLE else None
            _give_up(who, batch_id, error, kept)
        raise
    except Exception as error:
        if _give_up(who, batch_id, errors.unexpected()):
            raise
        raise errors.cancelled() from error


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


def _give_up(who: Who, batch_id: str, error: AppError, keep: Path | None = None) -> bool:
    """Nothing of a failed batch's file stays in the spool but what can be read another way.

    False when it had been cancelled before.
    """
    folder = batches.folder_of(batch_id)
    failed = run_in_uow(who, lambda ctx: batches.fail(ctx, batch_id, error))
    if failed and keep is not None and keep.exists():
        keep_original(keep, folder)
        batches.clear(folder, NAME)
    else:
        batches.clear(folder)
    return failed
