"""The demonstration made beside the pages of this process: one at a time, with its progress.

It is one transaction and its alert rules: what a stopped process leaves behind is an empty company
that can be filled again, so the progress need not outlive the process.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock

from core.company import complete_step, wizard_state
from core.company.wizard import Step
from core.kit.context import Ctx
from core.kit.errors import AppError, Conflict
from core.kit.i18n import N_
from core.kit.uow import Who, database, run_in_uow
from core.kit.workers import in_background
from core.operations.demo import RIGHTS, DemoReport, check_empty, fill_company

RECORDS, SEED = 5000, 1


@dataclass
class DemoRun:
    """A demonstration being made: `percent` of 100; `report` when done, `error` when refused."""

    user_id: int | None
    percent: int = 0
    report: DemoReport | None = None
    error: AppError | None = None
    work: Future[None] | None = field(default=None, repr=False)

    @property
    def is_running(self) -> bool:
        """Whether it is still at work."""
        return self.work is None or not self.work.done()


_runs: dict[str, DemoRun] = {}
_lock = Lock()


def may_fill(ctx: Ctx) -> bool:
    """Whether the actor may fill the company with the demonstration, and it is empty."""
    if not all(ctx.actor.can(right) for right in RIGHTS):
        return False
    try:
        check_empty(ctx)
    except Conflict:
        return False
    return True


def start_demo(who: Who, *, records: int = RECORDS, seed: int = SEED) -> DemoRun:
    """Begin to fill the company. Raises Conflict while one is at work or for a used company."""
    user_id = run_in_uow(who, _checked)
    with _lock:
        place = database().url
        if place in _runs and _runs[place].is_running:
            raise Conflict("demo.running", N_("The demonstration is already being made."))
        run = _runs[place] = DemoRun(user_id)
    run.work = in_background(lambda: _fill(run, who, records, seed))
    return run


def demo_run(ctx: Ctx) -> DemoRun | None:
    """The demonstration of this process; what it reports only to who began it."""
    run = _runs.get(database().url)
    return run if run is None or run.user_id == ctx.actor.user_id else None


def forget_demo() -> None:
    """Drop what a finished demonstration reported, its passwords above all."""
    with _lock:
        run = _runs.get(database().url)
        if run is not None and not run.is_running:
            del _runs[database().url]


def _checked(ctx: Ctx) -> int | None:
    for right in RIGHTS:
        ctx.require(right)
    check_empty(ctx)
    return ctx.actor.user_id


def _fill(run: DemoRun, who: Who, records: int, seed: int) -> None:
    try:
        run.report = fill_company(who, records=records, seed=seed, tell=_teller(run))
        run_in_uow(who, _finish_step)
    except AppError as error:
        run.error = error
        raise
    except Exception:
        run.error = AppError("demo.failed", N_("The demonstration could not be made."))
        raise


def _teller(run: DemoRun) -> Callable[[int], None]:
    def tell(percent: int) -> None:
        run.percent = percent

    return tell


def _finish_step(ctx: Ctx) -> None:
    """The demonstration brings departments, people and records: nothing is left to set up."""
    found = wizard_state(ctx)
    if found.finished or not ctx.actor.can("settings.admin"):
        return
    for step in (Step.ORGANISATION, Step.DATA):
        if step not in wizard_state(ctx).done:
            complete_step(ctx, step)
