"""Run every core function end to end on a scratch company."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

import structlog

from core.kit.errors import AppError
from core.kit.i18n import N_, t
from core.operations.verify import steps
from core.operations.verify.scratch import Scratch, scratch_company

log = structlog.get_logger(__name__)

STEPS: tuple[tuple[str, Callable[[Scratch], None]], ...] = (
    (N_("Set up a company"), steps.set_up),
    (N_("Sign in, token, disable"), steps.sign_people_in),
    (N_("Budget and alert rule"), steps.watch_budget),
    (N_("Import three formats to the cent"), steps.import_files),
    (N_("Import again adds nothing"), steps.import_again),
    (N_("Refuse what is no table"), steps.refuse_files),
    (N_("Alert and notification after the import"), steps.see_alert),
    (N_("Edit a record, refuse a stale save"), steps.edit),
    (N_("Hide what somebody may not see"), steps.hide),
    (N_("Analysts' file and SQL"), steps.ask_sql),
    (N_("Backup, restore, compare"), steps.back_up_and_restore),
    (N_("Undo the imports"), steps.undo),
    (N_("Seal the audit log"), steps.seal),
    (N_("Integrity checks"), steps.check),
)


@dataclass(frozen=True)
class StepResult:
    """How a step went, in milliseconds."""

    name: str
    ok: bool
    ms: int
    error: str | None = None

    def line(self) -> str:
        """One line for the terminal."""
        state = t(N_("ok")) if self.ok else t(N_("failed"))
        return f"{state}\t{self.ms} ms\t{self.name}" + (f": {self.error}" if self.error else "")

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return asdict(self)


def verify_everything() -> Iterator[StepResult]:
    """Try each step on a company in a temporary home; a failing one does not stop the others."""
    with scratch_company() as at:
        for name, step in STEPS:
            yield _tried(t(name), step, at)


def _tried(name: str, step: Callable[[Scratch], None], at: Scratch) -> StepResult:
    started, error = perf_counter(), None
    try:
        step(at)
    except AppError as refused:
        error = str(refused)
    except steps.Unexpected as seen:
        error = f"{t(N_('not as expected'))} ({seen})"
    except Exception as broken:
        log.exception("verify_step_failed", step=name)
        error = f"{type(broken).__name__}: {broken}"
    return StepResult(name, error is None, round((perf_counter() - started) * 1000), error)
