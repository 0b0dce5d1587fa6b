"""What a person says of a file that waits in its preview: the figures are read anew at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.finance.imports import batches, errors
from core.finance.imports.driver import failing, progress
from core.finance.imports.original import NAME, original
from core.finance.imports.preparing import forget, keep_facts, recall, silent
from core.finance.imports.schemas import AnswerIn, BatchRow, ImportOptions
from core.finance.imports.scratch import interrupt
from core.finance.imports.spool import spool
from core.kit.context import Ctx
from core.kit.errors import AppError
from core.kit.settings import get_settings
from core.kit.uow import Who, run_in_uow
from data.schema import ImportBatch


def answer_import(who: Who, batch_id: str, said: AnswerIn) -> BatchRow:
    """Take what a person says of a previewed file, and read it again where that changes it; or
    read one that could not be read in another way.

    The preview has the new figures afterwards. Raises Conflict in another state, Invalid for an
    answer, map, encoding or correction that cannot be used: then the preview stays as it was.
    """
    if begin_answer(who, batch_id, said):
        read_again(who, batch_id)
    return run_in_uow(who, lambda ctx: batches.get_import(ctx, batch_id))


def begin_answer(who: Who, batch_id: str, said: AnswerIn) -> bool:
    """The short part of `answer_import`: True when `read_again` has to follow, in a worker."""
    return run_in_uow(who, lambda ctx: _take(ctx, batch_id, said))


def _take(ctx: Ctx, batch_id: str, said: AnswerIn) -> bool:
    batch = batches.load(ctx, batch_id)
    retried = may_read_otherwise(batch)
    if batch.state != "preview" and not retried:
        raise errors.wrong_state(batch.state)
    before = ImportOptions.model_validate(batch.options)
    options = batches.with_answers(batch, said)
    again = (
        retried or said.reread or ImportOptions.model_validate(options).reading != before.reading
    )
    values: dict[str, Any] = {"options": options, "error": None}
    if again:
        values |= {"state": "parsing", "progress": 5, "result": {"before": batch.options}}
    batches.change(ctx, batch_id, **values)
    return again


def may_read_otherwise(batch: ImportBatch | BatchRow) -> bool:
    """Whether the file could not be read but is kept, for somebody to say how."""
    return batch.state == "failed" and (get_settings().home / "spool" / batch.id / NAME).exists()


def read_again(who: Who, batch_id: str) -> None:
    """Read the file anew with the options as they are now; long for a large file.

    What cannot be used leaves the preview and the options as they were, with the reason in
    `error`, and is raised; a file that was never read stays failed.
    """
    with batches.owned(batch_id) as folder:
        batch = run_in_uow(who, lambda ctx: batches.get_import(ctx, batch_id))
        options = ImportOptions.model_validate(batch.options)
        before = ImportOptions.model_validate((batch.result or {}).get("before", batch.options))
        if batch.preview is None:
            with failing(who, batch_id, keep=original(folder), retried=True):
                _read(who, batch, folder, options, decode=True)
            return
        try:
            _read(who, batch, folder, options, decode=options.encoding != before.encoding)
        except Exception as error:
            _as_before(who, batch, folder, before, error)
            raise


def _read(
    who: Who,
    batch: BatchRow,
    folder: Path,
    options: ImportOptions,
    *,
    decode: bool,
    error: AppError | None = None,
) -> None:
    told = progress(who, batch.id, batch.file_bytes, silent)
    if decode:
        keep_facts(spool(original(folder), folder, encoding=options.encoding), folder)
        forget(batch.id)
    told(25)
    prepared = recall(who, batch.id, folder, options, told)
    values = {
        "state": "preview",
        "progress": 80,
        "preview": prepared.shown(batch.id),
        "options": options.model_dump(mode="json", by_alias=True),
        "account_id": prepared.read.home.account_id,
        "file_sha256": batch.file_sha256 or prepared.sha256,
        "result": None,
        "error": {"code": error.code, "message": error.text()} if error else None,
    }
    run_in_uow(who, lambda ctx: batches.finish_reading(ctx, batch.id, **values))


def _as_before(
    who: Who, batch: BatchRow, folder: Path, before: ImportOptions, error: Exception
) -> None:
    """When the file cannot be read that way, read it as it was. Raises Conflict if cancelled."""
    refusal = error if isinstance(error, AppError) else errors.unexpected()
    state = run_in_uow(who, lambda ctx: batches.get_import(ctx, batch.id)).state
    if state != "parsing":
        batches.clear(folder)
        raise errors.cancelled() from error
    forget(batch.id)
    with failing(who, batch.id):
        _read(who, batch, folder, before, decode=True, error=refusal)


def cancel_import(who: Who, batch_id: str) -> BatchRow:
    """Call an import off while it is read or waits; nothing of its file stays.

    It ends in the state failed with the code `import.cancelled`; repeating it answers the same.
    Raises Conflict once it is being written or is in the books.
    """
    batch = run_in_uow(who, lambda ctx: _call_off(ctx, batch_id))
    folder = batches.folder_of(batch_id)
    interrupt(folder)
    forget(batch_id)
    try:
        with batches.owned(batch_id):
            batches.clear(folder)
    except AppError:  # who reads it finds it cancelled and clears
        return batch
    return batch


def _call_off(ctx: Ctx, batch_id: str) -> BatchRow:
    batch = batches.load(ctx, batch_id)
    if batch.state == "failed":
        return BatchRow.model_validate(batch)
    if batch.state not in ("parsing", "preview"):
        raise errors.wrong_state(batch.state)
    told = errors.cancelled()
    error = {"code": told.code, "message": told.text()}
    batches.change(ctx, batch_id, state="failed", error=error, result=None)
    ctx.session.flush()
    return batches.get_import(ctx, batch_id)
