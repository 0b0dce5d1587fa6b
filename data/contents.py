"""What belongs to a project's plan, as one number each: equal as long as no row of it changed."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

Contents = tuple[int, int]
"""How many rows, and their hash."""
WATCHED = {  # table: the project of a `part`, and where its rows come from
    "projects": ("part.id", "projects part"),
    "project_plans": ("part.project_id", "project_plans part"),
    "project_progress": ("part.project_id", "project_progress part"),
    "project_milestones": ("part.project_id", "project_milestones part"),
    "milestone_plans": ("part.project_id", "milestone_plans part"),
    "project_baselines": ("part.project_id", "project_baselines part"),
    "baseline_milestones": (
        "frozen.project_id",
        "baseline_milestones part JOIN project_baselines frozen ON frozen.id = part.baseline_id",
    ),
}
"""Whatever a remembered reading of plans is made of (`core.projects.PlanMemory`)."""
_HASH = {
    "duckdb": "hash(hash(part), '{table}')",
    "postgresql": "hashint8extended(hash_record_extended(part, 0), hashtext('{table}'))",
}  # of the hash of a row alone, changes of two rows can cancel each other out


def plan_contents(session: Session) -> dict[int, Contents]:
    """Of each project's row, plan, progress, milestones and baselines, by its id, as the session's
    transaction sees them. For 1,000 projects with 8,000 milestones some 3 ms on DuckDB, 12 on
    PostgreSQL.
    """
    row = _HASH[session.get_bind().dialect.name]
    parts = [
        f"SELECT {project} AS project_id, {row.format(table=table)} AS whole FROM {source}"  # noqa: S608
        for table, (project, source) in WATCHED.items()
    ]
    summed = "SELECT project_id, count(*), bit_xor(whole) FROM ({}) parts GROUP BY project_id"
    found = session.connection().execute(text(summed.format(" UNION ALL ".join(parts))))
    return {project: (rows, whole) for project, rows, whole in found}
