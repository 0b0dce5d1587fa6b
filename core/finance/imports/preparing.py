"""A file read and counted against the books, kept between its preview and its commit."""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import select

from core.company import company
from core.finance.accounts import find_account_by_number
from core.finance.imports import books, marks, templates
from core.finance.imports.categories import as_json, categories_of_staged
from core.finance.imports.decide import Surroundings
from core.finance.imports.known import Known
from core.finance.imports.original import original
from core.finance.imports.plan import Plan
from core.finance.imports.preview import Counts, completed
from core.finance.imports.reader import Read, read_table
from core.finance.imports.schemas import ImportOptions, Spooled
from core.finance.imports.scratch import FILE_NAME
from core.finance.imports.spool import spool
from core.finance.imports.stage import Home
from core.finance.links import check_links
from core.kit.context import Ctx
from core.kit.i18n import t
from core.kit.periods import today
from core.kit.uow import Who, run_in_uow, unit_of_work
from data.schema import Account, ImportBatch

Progress = Callable[[int], None]
MOST_HINTS = 5
REMEMBERED = 8
SPOOLED = "spooled.json"


def silent(percent: int) -> None:
    """Nobody follows the progress."""


@dataclass(frozen=True)
class Prepared:
    """A file read, and how its records stand to the books when that was asked for."""

    read: Read
    counts: Counts | None
    notes: tuple[str, ...]
    seconds: float
    sha256: str = ""

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


_kept: OrderedDict[str, tuple[ImportOptions, Prepared]] = OrderedDict()
_kept_lock = Lock()


def prepare(
    who: Who,
    spooled: Spooled,
    folder: Path,
    options: ImportOptions,
    on_progress: Progress,
    *,
    started: float | None = None,
) -> Prepared:
    """Read a spooled file outside any transaction; `started` is when its run began.

    Raises Invalid for a file, map or answer that cannot be used, NotPermitted, NotFound.
    """
    started = time.perf_counter() if started is None else started
    facts = run_in_uow(who, lambda ctx: _company(ctx, options))

    def home(plan: Plan) -> Home:
        return run_in_uow(who, lambda ctx: _home(ctx, facts, plan))

    read = read_table(spooled, folder, facts.around, home, on_progress=on_progress)
    notes = run_in_uow(who, lambda ctx: _known_file(ctx, spooled.sha256))
    return Prepared(read, None, tuple(notes), time.perf_counter() - started, spooled.sha256)


def counted(who: Who, batch_id: str, prepared: Prepared) -> Prepared:
    """With how the records stand to the books, as a preview shows it."""
    folder = prepared.read.folder
    with unit_of_work(who) as ctx, books.staged(ctx.session, prepared.read, batch_id) as rows:
        counts = marks.count_and_mark(rows, folder)
    marks.keep_marks(folder)
    account = prepared.read.home.account_id
    about = run_in_uow(who, lambda ctx: as_json(categories_of_staged(ctx, folder, account)))
    read = replace(prepared.read, shown={**prepared.read.shown, "categories": about})
    return replace(prepared, counts=counts, read=read)


def _company(ctx: Ctx, options: ImportOptions) -> _Company:
    ctx.require("imports.run")
    check_links(ctx, {"account_id": options.account_id})
    own = company(ctx)
    known = templates.named(ctx, options.template) if options.template else None
    as_it_comes = options.template is not None and known is None
    around = Surroundings(
        today(ctx.now, own.timezone),
        own.locale,
        options.mapping,
        options.answers,
        {} if options.template else templates.by_signature(ctx),
        options.corrections,
        known,
        built_in=not as_it_comes,
    )
    account = options.account_id or (known.account_id if isinstance(known, Known) else None)
    return _Company(own.currency, own.timezone, around, account)


def _home(ctx: Ctx, facts: _Company, plan: Plan) -> Home:
    """Where the records go; keys are unique within the account, else within the layout."""
    layout = "|".join((_source(facts, plan), *plan.account_hints[:MOST_HINTS]))
    account = _account(ctx, facts, plan)
    currency = _account_currency(ctx, account) or plan.usual_currency or facts.currency
    if account is None:
        return Home(currency, facts.timezone, layout, company_currency=facts.currency)
    scope = f"account:{account}"
    return Home(currency, facts.timezone, scope, layout, account, facts.currency)


def _source(facts: _Company, plan: Plan) -> str:
    """The layout's signature; where a person's own template was made for another one, that."""
    if plan.template is None or plan.scope in facts.around.templates:
        return plan.scope
    own = (
        signature
        for signature, known in facts.around.templates.items()
        if plan.template == (known.name, "own")
    )
    return next(own, plan.scope)


def _account_currency(ctx: Ctx, account: int | None) -> str | None:
    """What an own account is kept in: records of its file that name no currency are in it."""
    if account is None:
        return None
    return ctx.session.scalar(select(Account.currency).where(Account.id == account))


def _account(ctx: Ctx, facts: _Company, plan: Plan) -> int | None:
    """The own account the file belongs to: said, remembered, or recognised by its number."""
    known = facts.around.templates.get(_source(facts, plan))
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


def recall(
    who: Who,
    batch_id: str,
    folder: Path,
    options: ImportOptions,
    on_progress: Progress = silent,
) -> Prepared:
    """What was read for the preview; read again when answers changed it or the process is new."""
    with _kept_lock:
        kept = _kept.get(batch_id)
    file = folder / SPOOLED
    if kept and kept[0].reading == options.reading and (folder / FILE_NAME).exists():
        return kept[1]
    if file.exists():
        spooled = Spooled.kept(json.loads(file.read_text()), folder)
    else:
        spooled = spool(original(folder), folder, encoding=options.encoding)
        keep_facts(spooled, folder)
    with _kept_lock:
        _kept.pop(batch_id, None)
    prepared = counted(who, batch_id, prepare(who, spooled, folder, options, on_progress))
    remember(batch_id, options, prepared)
    return prepared


def remember(batch_id: str, options: ImportOptions, prepared: Prepared) -> None:
    """Keep what was read for the commit that follows in this process."""
    with _kept_lock:
        _kept[batch_id] = (options, prepared)
        while len(_kept) > REMEMBERED:
            _kept.popitem(last=False)


def forget(batch_id: str) -> None:
    """The batch is committed: what was read is needed no more."""
    with _kept_lock:
        _kept.pop(batch_id, None)


def keep_facts(spooled: Spooled, folder: Path) -> None:
    """Write down what spooling found, so that another process can read the file again."""
    (folder / SPOOLED).write_text(json.dumps(asdict(spooled), default=str))
