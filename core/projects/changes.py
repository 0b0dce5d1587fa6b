"""The event of a changed project, the rights to see and change one, and where its plans stand."""

from __future__ import annotations

from data.schema import (
    BaselineMilestone,
    MilestonePlan,
    Project,
    ProjectBaseline,
    ProjectMilestone,
    ProjectPlan,
    ProjectProgress,
)

PROJECTS_CHANGED = "projects.changed"
RIGHTS = ("projects.view", "projects.edit")
PLAN_TABLES = (
    Project,
    ProjectPlan,
    ProjectProgress,
    ProjectMilestone,
    MilestonePlan,
    ProjectBaseline,
    BaselineMilestone,
)
"""All that plans, progress and the forecast of an end rest on: no money that was spent."""
