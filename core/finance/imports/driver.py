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
from core.finance.imports.plan import Plan
from core.finance.imports.preview import Counts, completed
from core.finance.imports.reader import Read, read_table
from core.finance.imports.schemas import BatchRow, ImportOptions, OnDuplicate, Source, Spooled
from core.finance.imports.scratch import FILE_NAME
from core.finance.imports.spool import spool
from core.finance.imports.stage import Home
from core.finance.links import check_links
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
    """A file read, and how its records stand to the books when that was asked for."""

    read: Read
    counts: Counts | None
    notes: tuple[str, ...]
    seconds: float

    def shown(self, batch_id: str | None) -> dict[str, Any]:
        """The contract's object."""
        return completed(
            self.read.shown, self.counts, batch_id=batch_id, seconds=self.seconds, notes=self.notes
        )


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
    with batches.owned(batch_id) as folder:
        prepared = _read(who, batch_id, file, folder, on_progress)
        if prepared.counts is not None:
            return prepared.shown(None)
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
    who: Who, batch_id: str, file: Path, *, on_progress: Progress = _silent
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
        spooled = spool(file, folder, encoding=options.encoding)
        facts = json.dumps({**asdict(spooled), "path": str(spooled.path)})
        (folder / "spooled.json").write_text(facts)
        told(25)
        prepared = _prepare(who, spooled, folder, options, told)
        sha: dict[str, Any] = {
            "file_sha256": spooled.sha256,
            "account_id": prepared.read.home.account_id,
        }
        if preview or _unfinished(prepared, options):
            prepared = _counted(who, batch_id, prepared)
            _remember(batch_id, options, prepared)
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
    on_progress: Progress = _silent,
) -> dict[str, Any]:
    """Write the good rows of a previewed import in one transaction; returns the contract's object.

    Repeating it answers the same. Raises Conflict while questions are open (`params["questions"]`)
    or in a state that does not allow it, Invalid when a strict import has rejected rows.
    """
    run_in_uow(who, lambda ctx: batches.load(ctx, batch_id))  # before its name makes a folder
    with batches.owned(batch_id) as folder:
        batch = run_in_uow(who, lambda ctx: _claim(ctx, batch_id, answers, on_duplicate))
        if batch.state == "committed":
            return dict(batch.result or {})
        options = ImportOptions.model_validate(batch.options)
        with _failing(who, batch_id):
            prepared = _recall(who, batch_id, folder, options)
            _refuse_unfinished(who, batch_id, prepared, options)
            result = _write(who, batch_id, prepared, options)
        _forget(batch_id, folder)
    on_progress(100)
    return result


def _forget(batch_id: str, folder: Path) -> None:
    with _prepared_lock:
        _prepared.pop(batch_id, None)
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
    if batch.state != "committed":
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


def _prepare(
    who: Who, spooled: Spooled, folder: Path, options: ImportOptions, on_progress: Progress
) -> Prepared:
    started = time.perf_counter()
    facts = run_in_uow(who, lambda ctx: _company(ctx, options))

    def home(plan: Plan) -> Home:
        return run_in_uow(who, lambda ctx: _home(ctx, facts, plan))

    read = read_table(spooled, folder, facts.around, home, on_progress=on_progress)
    notes = run_in_uow(who, lambda ctx: _known_file(ctx, spooled.sha256))
    return Prepared(read, None, tuple(notes), time.perf_counter() - started)


def _counted(who: Who, batch_id: str, prepared: Prepared) -> Prepared:
    """With how the records stand to the books, as a preview shows it."""
    with unit_of_work(who) as ctx, books.staged(ctx.session, prepared.read, batch_id) as rows:
        counts = books.count(rows)
    return replace(prepared, counts=counts)


def _company(ctx: Ctx, options: ImportOptions) -> _Company:
    ctx.require("imports.run")
    check_links(ctx, {"account_id": options.account_id})
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


def _home(ctx: Ctx, facts: _Company, plan: Plan) -> Home:
    """Where the records go; keys are unique within the account, else within the layout."""
    layout = "|".join((plan.scope, *plan.account_hints[:MOST_HINTS]))
    account = _account(ctx, facts, plan)
    if account is None:
        return Home(facts.currency, facts.timezone, layout)
    return Home(facts.currency, facts.timezone, f"account:{account}", layout, account)


def _account(ctx: Ctx, facts: _Company, plan: Plan) -> int | None:
    """The own account the file belongs to: said, remembered, or recognised by its number."""
    known = facts.around.templates.get(plan.scope)
    if facts.account_id or (known and known.account_id):
        return facts.account_id or (known.account_id if known else None)
    if not ctx.actor.can("accounts.view"):
        return None
    found = {
        account.id
        for hint in plan.account_hints[:MOST_HINTS]
        if (account := find_account_by_number(ctx, hint)) is not None
    }
    return found.pop() if len(found) == 1 else None


def _known_file(ctx: Ctx, sha256: str) -> list[str]:
    earlier = ctx.session.scalars(
        select(ImportBatch.committed_at)
        .where(ImportBatch.file_sha256 == sha256, ImportBatch.state == "committed")
        .order_by(ImportBatch.committed_at.desc())
    ).first()
    return (
        [t("The same file was imported before, on {day}.", day=f"{earlier:%Y-%m-%d}")]
        if earlier
        else []
    )


def _dry_run(who: Who, file: Path, options: ImportOptions, on_progress: Progress) -> dict[str, Any]:
    run_in_uow(who, lambda ctx: ctx.require("imports.run"))
    run_id = batches.new_id()
    with batches.owned(run_id) as folder:
        try:
            spooled = spool(file, folder, encoding=options.encoding)
            prepared = _prepare(who, spooled, folder, options, on_progress)
            return _counted(who, run_id, prepared).shown(None)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


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
    return _counted(who, batch_id, _prepare(who, spooled, folder, options, _silent))


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
        if error.code not in ("import.questions_open", "import.rejected_rows"):
            _give_up(who, batch_id, error)
        raise
    except Exception:
        _give_up(who, batch_id, errors.unexpected())
        raise


def _give_up(who: Who, batch_id: str, error: AppError) -> None:
    """A failed batch is not taken up again: nothing of its file stays in the spool."""
    batches.clear(batches.folder_of(batch_id))
    run_in_uow(who, lambda ctx: batches.fail(ctx, batch_id, error))
