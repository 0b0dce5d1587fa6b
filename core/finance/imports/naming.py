"""Names in a file become ids: departments, projects and categories that are called so."""

from __future__ import annotations

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

_LISTS = {
    "department": "SELECT lower(name) AS word, id FROM departments UNION "
    "SELECT lower(code), id FROM departments WHERE code IS NOT NULL",
    "project": "SELECT lower(name) AS word, id FROM projects WHERE deleted_at IS NULL UNION "
    "SELECT lower(code), id FROM projects WHERE code IS NOT NULL AND deleted_at IS NULL",
    "category": "SELECT lower(name_zh) AS word, id FROM categories UNION "
    "SELECT lower(name_en), id FROM categories UNION SELECT lower(code), id FROM categories",
}


def joins(names: list[str]) -> str:
    """Joins from names in the file to ids; a name that several rows carry names none of them."""
    return " ".join(
        f"LEFT JOIN (SELECT word, min(id) AS id FROM ({_LISTS[name]}) listed GROUP BY word "  # noqa: S608
        f"HAVING min(id) = max(id)) {name}_ids ON {name}_ids.word = lower(s.{name})"
        for name in names
    )


def unknown_names(session: Session, source: str, name: str) -> list[str]:
    """Up to ten names in staged rows that name no department (project, category), or several."""
    found = session.execute(
        sql(
            f"SELECT DISTINCT s.{name} FROM {source} s {joins([name])} "  # noqa: S608
            f"WHERE s.{name} IS NOT NULL AND {name}_ids.id IS NULL LIMIT 10"
        )
    )
    return sorted(found.scalars())
