"""The states of a milestone; all but the start of work follow from its dates."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from core.kit.i18n import N_


class MilestoneStatus(StrEnum):
    """Where a milestone stands."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    DELAYED = "delayed"


NOT_STARTED, IN_PROGRESS = MilestoneStatus.NOT_STARTED, MilestoneStatus.IN_PROGRESS
COMPLETED, DELAYED = MilestoneStatus.COMPLETED, MilestoneStatus.DELAYED

MILESTONE_STATUS_NAMES = {
    NOT_STARTED: N_("Not started"),
    IN_PROGRESS: N_("In progress"),
    COMPLETED: N_("Completed"),
    DELAYED: N_("Delayed"),
}


def status_on(
    day: date, planned: date, actual: date | None, work: MilestoneStatus
) -> MilestoneStatus:
    """What the dates say on `day`; `work` is whether work had begun, for where they say nothing."""
    if actual is not None and actual <= day:
        return COMPLETED
    if planned < day:
        return DELAYED
    return IN_PROGRESS if work is IN_PROGRESS else NOT_STARTED
