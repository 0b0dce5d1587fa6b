"""The states of a project and what may follow what."""

from __future__ import annotations

from enum import StrEnum

from core.kit.i18n import N_


class ProjectStatus(StrEnum):
    """Where a project stands."""

    PLANNING = "planning"
    ACTIVE = "active"
    COMPLETED = "completed"
    PAUSED = "paused"


PLANNING, ACTIVE = ProjectStatus.PLANNING, ProjectStatus.ACTIVE
COMPLETED, PAUSED = ProjectStatus.COMPLETED, ProjectStatus.PAUSED

TRANSITIONS: dict[ProjectStatus, frozenset[ProjectStatus]] = {
    PLANNING: frozenset({ACTIVE, PAUSED}),
    ACTIVE: frozenset({PLANNING, PAUSED, COMPLETED}),
    PAUSED: frozenset({PLANNING, ACTIVE, COMPLETED}),
    COMPLETED: frozenset({ACTIVE}),
}
NEEDS_REASON = frozenset({(COMPLETED, ACTIVE)})

PROJECT_STATUS_NAMES = {
    PLANNING: N_("Planning"),
    ACTIVE: N_("In progress"),
    COMPLETED: N_("Completed"),
    PAUSED: N_("Paused"),
}


def may_follow(before: ProjectStatus, after: ProjectStatus) -> bool:
    """Whether a project may go from one state to the other; staying is always fine."""
    return before == after or after in TRANSITIONS[before]
