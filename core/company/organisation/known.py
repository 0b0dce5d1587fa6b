"""Who and what exists already, and what the files add to it, found by the names people write."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select

from core.company.organisation.files import Kind, Table
from core.identity import ROLE_NAMES, ROLES
from core.kit.context import Ctx
from core.kit.i18n import catalogue, locales
from data.schema import Department, User


@dataclass(frozen=True)
class Known:
    """Departments by name and people by user name: their ids, or None while only in a file.

    `called` are the user names behind a display name; `parents` and `managers` the links that
    hold now.
    """

    departments: dict[str, int | None]
    twins: frozenset[str]
    people: dict[str, int | None]
    called: dict[str, set[str]]
    parents: dict[str, str | None]
    managers: dict[str, str | None]

    def person(self, written: str) -> set[str]:
        """The user names that `written` may mean: one, none or several."""
        username = written.lower()
        return {username} if username in self.people else self.called.get(written, set())


def known(ctx: Ctx, tables: tuple[Table, ...]) -> Known:
    """What is stored, together with what the files name."""
    departments = ctx.session.execute(
        select(Department.id, Department.name, Department.parent_id)
    ).all()
    people = ctx.session.execute(
        select(User.id, User.username, User.display_name, User.manager_id)
    ).all()
    names = {row.id: row.name for row in departments}
    usernames = {row.id: row.username for row in people}
    found = Known(
        departments={row.name: row.id for row in departments},
        twins=_twins([row.name for row in departments]),
        people={row.username: row.id for row in people},
        called=defaultdict(set),
        parents={row.name: names.get(row.parent_id) for row in departments},
        managers={row.username: usernames.get(row.manager_id) for row in people},
    )
    for row in people:
        found.called[row.display_name].add(row.username)
    _add_files(found, tables)
    return found


def _twins(names: list[str]) -> frozenset[str]:
    return frozenset(name for name in names if names.count(name) > 1)


def _add_files(found: Known, tables: tuple[Table, ...]) -> None:
    for table in tables:
        for line in table.lines:
            if table.kind is Kind.DEPARTMENTS:
                found.departments.setdefault(line["name"], None)
            else:
                username = line["username"].lower()
                found.people.setdefault(username, None)
                found.called[line["display_name"] or username].add(username)


def role_named(written: str) -> str | None:
    """The code of a built-in role written as its code or its name in any language."""
    wanted = written.casefold()
    for code in ROLES:
        names = {ROLE_NAMES[code], *(catalogue(one).get(ROLE_NAMES[code], "") for one in locales())}
        if wanted == code or wanted in {name.casefold() for name in names}:
            return code
    return None
