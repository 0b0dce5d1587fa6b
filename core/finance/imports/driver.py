"""From a file to the books: short units of work around long work that holds no transaction.

parsing → preview → committing → committed; failed from each; undone after committed.
"""

from __future__ import annotations

import json
import shutil
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import select

from core.company import company
from core.finance.accounts import find_account_by_number
from core.finance.imports import batches, books, errors, templates
from core.finance.imports.commit import write_records
from core.finance.imports.decide import Surroundings
from core.finance.imports.keys import make_keys
from core.finance.imports.preview import Counts, contract
from core.finance.imports.reader import Read, read_table
from core.finance.imports.rejects import write_rejects
from core.finance.imports.schemas import ImportOptions, OnDuplicate, Source, Spooled
from core.finance.imports.scratch import FILE_NAME, scratch
from core.finance.imports.spool import spool
from core.finance.imports.staging import span, stage
from core.kit.context import Ctx
from core.kit.errors import AppError
from core.kit.i18n import t
from core.kit.periods import today
from core.kit.uow import Who, run_in_uow, unit_of_work
from data.schema import ImportBatch

Progress = Callable[[int], None]
LARGE = 8 << 20  # bytes from which progress is written to the batch's row
MOST_HINTS = 5
REMEMBERED = 8


def _silent(percent: int) -> None:
    pass


@dataclass(frozen=True)
class Prepared:
    """A file read, keyed and counted against the books."""

    read: Read
    counts: Counts
    notes: tuple[str, ...]
    account_id: int | None
    seconds: float


@dataclass(frozen=True)
class _Company:
    """What reading needs of the database, taken in one short unit of work."""

    currency: str
    timezone: str
    around: Surroundings
    account_id: int | None


_prepared: OrderedDict[str, tuple[ImportOptions, Prepared]] = OrderedDict()
_prepared_lock = Lock()


def run_import(
    who: Who,
    file: Path,
    file_name: str,
    source: Source,
    options: ImportOptions | None = None,
    *,
    dry_run: bool = False,
    on_progress: Progress = _silent,
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
    shown = read_import(who, batch_id, file, on_progress=on_progress)
    if shown["questions"] or (chosen.strict and shown["rows"]["rejected"]):
        return {**shown, "batch_id": None}
    return commit_import(who, batch_id, on_progress=on_progress)


def start_import(
    who: Who, file_name: str, file_bytes: int, source: Source, options: ImportOptions | None = None
) -> str:
    """Register a file that is about to be read; the batch's id. Raises NotPermitted."""
    chosen = options or ImportOptions()
    return run_in_uow(who, lambda ctx: batches.add(ctx, file_name, file_bytes, source, chosen))


def read_import(
    who: Who, batch_id: str, file: Path, *, on_progress: Progress = _silent
) -> dict[str, Any]:
    """Read the file of a started import and store its preview; long, for a worker thread.

    An error is written to the batch (state failed) and raised.
    """
    with batches.owned(batch_id) as folder, _failing(who, batch_id):
        batch = run_in_uow(who, lambda ctx: batches.get_import(ctx, batch_id))
        told = _progress(who, batch_id, batch.file_bytes, on_progress)
        options = ImportOptions.model_validate(batch.options)
        spooled = spool(file, folder, encoding=options.encoding)
        (folder / "spooled.json").write_text(json.dumps({**asdict(spooled), "path": str(spooled.path)}))
        told(25)
        prepared = _prepare(who, spooled, folder, options, told)
        shown = _show(prepared, folder, batch_id)
        _remember(batch_id, options, prepared)
        run_in_uow(
            who,
            lambda ctx: batches.change(
                ctx, batch_id, state="preview", preview=shown, file_sha256=spooled.sha256,
                account_id=prepared.account_id, progress=80,
            ),
        )  # fmt: skip
    on_progress(80)
    return shown


def commit_import(
    who: Who,
    batch_id: str,
    *,
    answers: dict[str, str] | None = None,
    on_duplicate: OnDuplicate | None = None,
    on_progress: Progress = _silent,
) -> dict[str, Any]:
    """Write the good rows of a previewed import in one transaction; returns the contract's object.

    Repeating it answers the same. Raises Conflict while questions are open (`params["questions"]`)
    or in a state that does not allow it, Invalid when a strict import has rejected rows.
    """
    with batches.owned(batch_id) as folder:
        batch = run_in_uow(who, lambda ctx: _claim(ctx, batch_id, answers, on_duplicate))
        if batch.state == "committed":
            return dict(batch.result or {})
        options = ImportOptions.model_validate(batch.options)
        with _failing(who, batch_id):
            prepared = _recall(who, batch_id, folder, options)
            _refuse_unfinished(who, batch_id, prepared, folder, options)
            result = _write(who, batch_id, prepared, options)
        with _prepared_lock:
            _prepared.pop(batch_id, None)
        batches.clear(folder)
    on_progress(100)
    return result


def _write(who: Who, batch_id: str, prepared: Prepared, options: ImportOptions) -> dict[str, Any]:
    with books.ONE_AT_A_TIME:
        return run_in_uow(
            who,
            lambda ctx: write_records(
                ctx, batch_id, prepared.read, options.on_duplicate, prepared.account_id,
                prepared.notes, prepared.seconds,
            ),
        )  # fmt: skip


def _claim(
    ctx: Ctx, batch_id: str, answers: dict[str, str] | None, on_duplicate: OnDuplicate | None
) -> batches.BatchRow:
    """Take a previewed batch (or one whose process ended) for committing."""
    batch = batches.load(ctx, batch_id)
    interrupted = batch.state == "failed" and (batch.error or {}).get("code") == batches.INTERRUPTED
    if batch.state != "committed":
        if batch.state not in ("preview", "committing") and not interrupted:
            raise errors.wrong_state(batch.state)
        options = dict(batch.options)
        options["answers"] = {**options.get("answers", {}), **(answers or {})}
        options["on_duplicate"] = on_duplicate or options.get("on_duplicate", "skip")
        batches.change(ctx, batch_id, state="committing", options=options, error=None)
        ctx.session.flush()
    return batches.get_import(ctx, batch_id)


def _refuse_unfinished(
    who: Who, batch_id: str, prepared: Prepared, folder: Path, options: ImportOptions
) -> None:
    shown = _show(prepared, folder, batch_id)
    strict = options.strict and shown["rows"]["rejected"]
    if not shown["questions"] and not strict:
        return
    run_in_uow(who, lambda ctx: batches.change(ctx, batch_id, state="preview", preview=shown))
    if strict:
        raise errors.rejected_rows(shown["rows"]["rejected"])
    raise errors.open_questions(shown["questions"])


def _prepare(
    who: Who, spooled: Spooled, folder: Path, options: ImportOptions, on_progress: Progress
) -> Prepared:
    started = time.perf_counter()
    facts = run_in_uow(who, lambda ctx: _company(ctx, options))
    for name in (FILE_NAME, f"{FILE_NAME}.wal"):
        (folder / name).unlink(missing_ok=True)
    read = read_table(spooled, folder, facts.around, on_progress=on_progress)
    account_id = run_in_uow(who, lambda ctx: _account(ctx, facts, read))
    hints = "|".join((read.plan.scope, *read.plan.account_hints[:MOST_HINTS]))
    with scratch(folder) as connection:
        scope = hints if account_id is None else f"account:{account_id}"
        notes = make_keys(connection, read.plan, scope, None if account_id is None else hints)
        write_rejects(connection, read.table, read.plan, folder / batches.REJECTS)
        read = replace(read, span=span(connection))
    on_progress(75)
    with unit_of_work(who) as ctx:
        stage(ctx.session, read, currency=facts.currency, timezone=facts.timezone)
        if account_id is not None:
            books.keep_former_keys(ctx.session)
        counts = books.count(ctx.session)
        notes += _known_file(ctx, spooled.sha256)
    return Prepared(read, counts, tuple(notes), account_id, time.perf_counter() - started)


def _company(ctx: Ctx, options: ImportOptions) -> _Company:
    ctx.require("imports.run")
    own = company(ctx)
    known = templates.named(ctx, options.template) if options.template else None
    around = Surroundings(
        today(ctx.now, own.timezone),
        own.locale,
        {**(known.columns if known else {}), **options.mapping},
        {**(known.answers if known else {}), **options.answers},
        {} if known else templates.by_signature(ctx),
    )
    account = options.account_id or (known.account_id if known else None)
    return _Company(own.currency, own.timezone, around, account)


def _account(ctx: Ctx, facts: _Company, read: Read) -> int | None:
    """The own account the file belongs to: said, remembered, or recognised by its number."""
    known = facts.around.templates.get(read.plan.scope)
    if facts.account_id or (known and known.account_id):
        return facts.account_id or (known.account_id if known else None)
    if not ctx.actor.can("accounts.view"):
        return None
    found = {
        account.id
        for hint in read.plan.account_hints[:MOST_HINTS]
        if (account := find_account_by_number(ctx, hint)) is not None
    }
    return found.pop() if len(found) == 1 else None


def _known_file(ctx: Ctx, sha256: str) -> list[str]:
    earlier = ctx.session.scalars(
        select(ImportBatch.committed_at)
        .where(ImportBatch.file_sha256 == sha256, ImportBatch.state == "committed")
        .order_by(ImportBatch.committed_at.desc())
    ).first()
    return [t("The same file was imported before, on {day}.", day=f"{earlier:%Y-%m-%d}")] if earlier else []


def _show(prepared: Prepared, folder: Path, batch_id: str | None) -> dict[str, Any]:
    with scratch(folder, read_only=True) as connection:
        return contract(
            connection, prepared.read.table, prepared.read.plan, prepared.counts,
            seconds=prepared.seconds, batch_id=batch_id, notes=prepared.notes,
        )  # fmt: skip


def _dry_run(who: Who, file: Path, options: ImportOptions, on_progress: Progress) -> dict[str, Any]:
    run_in_uow(who, lambda ctx: ctx.require("imports.run"))
    with batches.owned(batches.new_id()) as folder:
        try:
            spooled = spool(file, folder, encoding=options.encoding)
            shown = _show(_prepare(who, spooled, folder, options, on_progress), folder, None)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return shown


def _recall(who: Who, batch_id: str, folder: Path, options: ImportOptions) -> Prepared:
    """What was read for the preview; read again when answers changed it or the process is new."""
    with _prepared_lock:
        kept = _prepared.get(batch_id)
    file = folder / "spooled.json"
    if kept and kept[0].answers == options.answers and (folder / FILE_NAME).exists():
        return kept[1]
    if not file.exists():
        raise errors.spool_gone()
    facts = json.loads(file.read_text())
    spooled = Spooled(**{**facts, "path": folder / "table.txt"})
    prepared = _prepare(who, spooled, folder, options, _silent)
    _remember(batch_id, options, prepared)
    return prepared


def _remember(batch_id: str, options: ImportOptions, prepared: Prepared) -> None:
    with _prepared_lock:
        _prepared[batch_id] = (options, prepared)
        while len(_prepared) > REMEMBERED:
            _prepared.popitem(last=False)


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
        refused = error
        if refused.code not in ("import.questions_open", "import.rejected_rows"):
            run_in_uow(who, lambda ctx: batches.fail(ctx, batch_id, refused))
        raise
    except Exception:
        lost = errors.unexpected()
        run_in_uow(who, lambda ctx: batches.fail(ctx, batch_id, lost))
        raise
