"""What dates and states of a project go together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core.kit.errors import Conflict, Invalid
from core.kit.i18n import N_, t
from core.projects.states import NEEDS_REASON, PROJECT_STATUS_NAMES, ProjectStatus, may_follow


def check_dates(project: Mapping[str, Any], day: date) -> None:
    """Raise Invalid unless the dates are in order and allow the state on `day`."""
    start, end, ended = (project[name] for name in ("start_date", "end_date", "actual_end_date"))
    completed = project["status"] == ProjectStatus.COMPLETED
    if end is not None and end < start:
        _refuse("end_date", N_("The project ends before it begins."))
    if ended is not None and ended < start:
        _refuse("actual_end_date", N_("The project ended before it began."))
    if ended is not None and ended > day:
        _refuse("actual_end_date", N_("The day the project ended lies in the future."))
    if completed and ended is None:
        _refuse("actual_end_date", N_("A completed project needs the day it ended."))
    if ended is not None and not completed:
        _refuse("actual_end_date", N_("Only a completed project has a day it ended."))


def check_transition(before: ProjectStatus, after: ProjectStatus, reason: str | None) -> None:
    """Raise Conflict when `after` cannot follow, Invalid when it needs a reason."""
    if not may_follow(before, after):
        raise Conflict(
            "project.transition",
            N_("A project cannot go from {before} to {after}."),
            before=t(PROJECT_STATUS_NAMES[before]),
            after=t(PROJECT_STATUS_NAMES[after]),
        )
    if (before, after) in NEEDS_REASON and not reason:
        _refuse("reason", N_("Say why the project is opened again."))


def _refuse(field: str, message: str) -> None:
    raise Invalid("project.invalid", message, fields={field: message})
