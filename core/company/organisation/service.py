"""Writing an organisation from files: all of it in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from core.company.departments import create_department, update_department
from core.company.organisation.files import Table
from core.company.organisation.plan import (
    OrganisationPlan,
    PlannedDepartment,
    PlannedPerson,
    plan_organisation,
)
from core.company.schemas import DepartmentIn, DepartmentPatch
from core.identity import FirstPassword, UserIn, UserPatch, add_user, first_password, update_user
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_
from core.kit.uow import Who, run_in_uow

HASHERS = 2


@dataclass(frozen=True)
class ImportedOrganisation:
    """How much was made and changed; the first passwords are shown once and kept nowhere."""

    new_departments: int
    changed_departments: int
    new_people: int
    changed_people: int
    passwords: Mapping[str, str] = field(repr=False)


def import_organisation(who: Who, tables: tuple[Table, ...]) -> ImportedOrganisation:
    """Create and change what the files say. Needs `departments.edit`, for people `users.admin`.

    Existing departments are known by name, accounts by user name; empty cells change nothing,
    and roles of existing accounts stay. Passwords are hashed before the transaction begins.

    Raises Invalid when something in the files has to be mended.
    """
    plan = run_in_uow(who, lambda ctx: _mended(ctx, tables))
    with ThreadPoolExecutor(HASHERS) as pool:
        names = [one.username for one in plan.new_people]
        made = dict(zip(names, pool.map(lambda _: first_password(), names), strict=True))
    return run_in_uow(who, lambda ctx: _write(ctx, _mended(ctx, tables), made))


def _mended(ctx: Ctx, tables: tuple[Table, ...]) -> OrganisationPlan:
    plan = plan_organisation(ctx, tables)
    if plan.problems:
        raise Invalid(
            "organisation.problems",
            N_("Nothing was added. {count} lines have to be mended first; the first: {first}"),
            count=len({(one.file, one.line) for one in plan.problems}),
            first=plan.problems[0].text(),
        )
    return plan


def _write(
    ctx: Ctx, plan: OrganisationPlan, made: Mapping[str, FirstPassword]
) -> ImportedOrganisation:
    from core.company.organisation.known import known

    found = known(ctx, ())
    departments = {name: row_id for name, row_id in found.departments.items() if row_id}
    people = {name: row_id for name, row_id in found.people.items() if row_id}
    for one in plan.new_departments:
        departments[one.name] = create_department(ctx, DepartmentIn(name=one.name)).id
    passwords = _add_people(ctx, plan.new_people, departments, people, made)
    for one in plan.departments:
        _link_department(ctx, one, departments, people)
    for person in plan.people:
        _link_person(ctx, person, departments, people)
    return ImportedOrganisation(
        new_departments=len(plan.new_departments),
        changed_departments=len(plan.departments) - len(plan.new_departments),
        new_people=len(plan.new_people),
        changed_people=len(plan.people) - len(plan.new_people),
        passwords=passwords,
    )


def _add_people(
    ctx: Ctx,
    new: tuple[PlannedPerson, ...],
    departments: Mapping[str, int],
    people: dict[str, int],
    made: Mapping[str, FirstPassword],
) -> dict[str, str]:
    """Create the accounts, note their ids in `people`; their first passwords."""
    passwords = {}
    for one in new:
        user = UserIn(
            username=one.username,
            display_name=one.display_name,
            email=one.email,
            roles=one.roles,
            department_id=departments[one.department] if one.department else None,
        )
        row, password = add_user(ctx, user, first=made.get(one.username))
        people[one.username] = row.id
        passwords[one.username] = password or ""
    return passwords


def _link_department(
    ctx: Ctx, one: PlannedDepartment, departments: Mapping[str, int], people: Mapping[str, int]
) -> None:
    links = {
        "parent_id": departments[one.parent] if one.parent else None,
        "manager_id": people[one.manager] if one.manager else None,
    }
    given = {name: value for name, value in links.items() if value is not None}
    if given:
        update_department(ctx, departments[one.name], DepartmentPatch(**given))


def _link_person(
    ctx: Ctx, one: PlannedPerson, departments: Mapping[str, int], people: Mapping[str, int]
) -> None:
    given: dict[str, object] = {}
    if one.reports_to:
        given["manager_id"] = people[one.reports_to]
    if one.id is not None:
        given |= {"email": one.email} if one.email else {}
        given |= {"department_id": departments[one.department]} if one.department else {}
        if one.display_name != one.username:
            given["display_name"] = one.display_name
    if given:
        update_user(ctx, people[one.username], UserPatch.model_validate(given))
