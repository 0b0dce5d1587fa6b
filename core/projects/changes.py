"""The event of a changed project, and the rights to see and change one."""

from __future__ import annotations

PROJECTS_CHANGED = "projects.changed"
RIGHTS = ("projects.view", "projects.edit")
