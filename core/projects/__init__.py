"""Projects: plan, state, bin."""

from core.projects.queries import (
    PROJECT_LIST,
    get_project,
    list_projects,
    project_plans,
    visible_projects,
)
from core.projects.schemas import ProjectIn, ProjectPatch, ProjectPlanRow, ProjectRow
from core.projects.service import (
    PROJECTS_CHANGED,
    create_project,
    delete_project,
    restore_project,
    update_project,
)
from core.projects.states import PROJECT_STATUS_NAMES, TRANSITIONS, ProjectStatus

__all__ = [
    "PROJECTS_CHANGED",
    "PROJECT_LIST",
    "PROJECT_STATUS_NAMES",
    "TRANSITIONS",
    "ProjectIn",
    "ProjectPatch",
    "ProjectPlanRow",
    "ProjectRow",
    "ProjectStatus",
    "create_project",
    "delete_project",
    "get_project",
    "list_projects",
    "project_plans",
    "restore_project",
    "update_project",
    "visible_projects",
]
