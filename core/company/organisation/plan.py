"""What the files would make, and all that has to be mended in them first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from core.company.organisation.files import Kind, Line, Problem, Table
from core.company.organisation.known import Known, known, role_named
from core.identity.schemas import USERNAME
from core.kit.context import Ctx
from core.kit.i18n import N_, t

ROLE_MARKS = re.compile(r"[;；、/|+]")
NAME_LENGTH, EMAIL_LENGTH = 200, 500
Found = Iterator[tuple[str, str, dict[str, object]]]  # column, msgid, params


@dataclass(frozen=True)
class PlannedDepartment:
    """A department of the file; what is empty stays as it is."""

    id: int | None
    name: str
    parent: str | None
    manager: str | None


@dataclass(frozen=True)
class PlannedPerson:
    """A person of the file; `roles` count for new accounts only."""

    id: int | None
    username: str
    display_name: str
    email: str | None
    department: str | None
    roles: tuple[str, ...]
    reports_to: str | None


@dataclass(frozen=True)
class OrganisationPlan:
    """What would be written; nothing is while there are problems."""

    departments: tuple[PlannedDepartment, ...] = ()
    people: tuple[PlannedPerson, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @property
    def new_departments(self) -> tuple[PlannedDepartment, ...]:
        """Those that are not there yet."""
        return tuple(one for one in self.departments if one.id is None)

    @property
    def new_people(self) -> tuple[PlannedPerson, ...]:
        """Those without an account yet."""
        return tuple(one for one in self.people if one.id is None)


def plan_organisation(ctx: Ctx, tables: tuple[Table, ...]) -> OrganisationPlan:
    """Check the files against each other and against what is stored; changes nothing.

    Needs `departments.edit`, and `users.admin` where there are people.
    """
    ctx.require("departments.edit")
    if any(table.kind is Kind.PEOPLE for table in tables):
        ctx.require("users.admin")
    found = known(ctx, tables)
    problems: list[Problem] = []
    departments: list[PlannedDepartment] = []
    people: list[PlannedPerson] = []
    for table in tables:
        check = _department if table.kind is Kind.DEPARTMENTS else _person
        problems += _problems(table, found, check)
    for table in tables:
        if table.kind is Kind.DEPARTMENTS:
            departments += [_planned_department(line, found) for line in table.lines]
        else:
            people += [_planned_person(line, found) for line in table.lines]
    if not problems:
        problems += _circles(tables, found, departments, people)
    return OrganisationPlan(tuple(departments), tuple(people), tuple(problems))


def _problems(
    table: Table, found: Known, check: Callable[[Line, Known], Found]
) -> Iterator[Problem]:
    key = "name" if table.kind is Kind.DEPARTMENTS else "username"
    seen: dict[str, int] = {}
    for line in table.lines:
        for column, message, params in check(line, found):
            yield _problem(table, line, column, message, **params)
        value = line[key].lower()
        if value and value in seen:
            message = N_("this is already in line {first}. Delete one of the two lines.")
            yield _problem(table, line, key, message, first=seen[value])
        seen.setdefault(value, line.number)


def _problem(table: Table, line: Line, column: str, message: str, **params: object) -> Problem:
    heading = table.headings.get(column, column.replace("_", " "))
    return Problem(table.file, line.number, heading, message, params)


def _department(line: Line, found: Known) -> Found:
    if not line["name"]:
        yield "name", N_("the name is missing. Write one or delete the line."), {}
    elif len(line["name"]) > NAME_LENGTH:
        yield "name", N_("the name is too long. Use up to 200 characters."), {}
    if line["name"] in found.twins:
        message = N_("there are several departments of this name. Rename them first.")
        yield "name", message, {}
    yield from _known_department("parent", line["parent"], found)
    yield from _known_person("manager", line["manager"], found)


def _person(line: Line, found: Known) -> Found:
    if not re.match(USERNAME, line["username"].lower()):
        message = N_("write 2 to 64 letters a–z, digits, dots, dashes, underscores or @.")
        yield "username", message, {}
    if len(line["display_name"]) > NAME_LENGTH:
        yield "display_name", N_("the name is too long. Use up to 200 characters."), {}
    email = line["email"]
    if email and ("@" not in email.strip("@") or len(email) > EMAIL_LENGTH):
        message = N_("“{value}” is no e-mail address. Correct it or leave it empty.")
        yield "email", message, {"value": email}
    yield from _known_department("department", line["department"], found)
    for written in _roles(line):
        if role_named(written) is None:
            message = N_("there is no role “{value}”. Use one of: {roles}.")
            yield "role", message, {"value": written, "roles": _role_list()}
    yield from _known_person("reports_to", line["reports_to"], found)


def _known_department(column: str, written: str, found: Known) -> Found:
    if written and written not in found.departments:
        message = N_(
            "there is no department “{value}”. Add it to the file of departments or correct it."
        )
        yield column, message, {"value": written}
    elif written in found.twins:
        message = N_("there are several departments of this name. Rename them first.")
        yield column, message, {}


def _known_person(column: str, written: str, found: Known) -> Found:
    meant = found.person(written) if written else {""}
    if not meant:
        message = N_(
            "there is nobody called “{value}”. Add the person to the file of people, correct the "
            "name or leave it empty."
        )
        yield column, message, {"value": written}
    elif len(meant) > 1:
        message = N_("several people are called “{value}”. Write the user name.")
        yield column, message, {"value": written}


def _roles(line: Line) -> list[str]:
    return [part.strip() for part in ROLE_MARKS.split(line["role"]) if part.strip()]


def _role_list() -> str:
    from core.identity import ROLE_NAMES

    return ", ".join(f"{code} ({t(name)})" for code, name in ROLE_NAMES.items())


def _one(found: Known, written: str) -> str | None:
    meant = found.person(written) if written else set()
    return next(iter(meant)) if len(meant) == 1 else None


def _planned_department(line: Line, found: Known) -> PlannedDepartment:
    return PlannedDepartment(
        id=found.departments.get(line["name"]),
        name=line["name"],
        parent=line["parent"] or None,
        manager=_one(found, line["manager"]),
    )


def _planned_person(line: Line, found: Known) -> PlannedPerson:
    username = line["username"].lower()
    roles = tuple(dict.fromkeys(role_named(one) or "" for one in _roles(line)))
    return PlannedPerson(
        id=found.people.get(username),
        username=username,
        display_name=line["display_name"] or username,
        email=line["email"] or None,
        department=line["department"] or None,
        roles=roles or ("employee",),
        reports_to=_one(found, line["reports_to"]),
    )


def _circles(
    tables: tuple[Table, ...],
    found: Known,
    departments: list[PlannedDepartment],
    people: list[PlannedPerson],
) -> Iterator[Problem]:
    above = found.parents | {one.name: one.parent for one in departments if one.parent}
    bosses = found.managers | {one.username: one.reports_to for one in people if one.reports_to}
    for table in tables:
        for line in table.lines:
            if table.kind is Kind.DEPARTMENTS and _in_circle(line["name"], above):
                message = N_("a department cannot stand below itself. Choose another parent.")
                yield _problem(table, line, "parent", message)
            elif table.kind is Kind.PEOPLE and _in_circle(line["username"].lower(), bosses):
                message = N_("nobody can report to themselves, not even through others.")
                yield _problem(table, line, "reports_to", message)


def _in_circle(start: str, above: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    place = above.get(start)
    while place is not None and place not in seen:
        if place == start:
            return True
        seen.add(place)
        place = above.get(place)
    return False
