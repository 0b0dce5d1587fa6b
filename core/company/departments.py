"""The department tree."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from core.audit import change_row, create_row, load_row, remove_row
from core.company.schemas import DepartmentIn, DepartmentPatch, DepartmentRow
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid
from core.kit.i18n import N_
from core.kit.listing import ListQuery, ListSpec, Page, equals, list_page
from data.schema import (
    Account,
    Budget,
    CategorisationRule,
    Contract,
    Customer,
    Department,
    FinancialRecord,
    Project,
    Receivable,
    User,
)

DEPARTMENT_LIST = ListSpec(
    key=Department.id,
    sorts={"id": Department.id, "name": Department.name, "code": Department.code},
    default_sort="name",
    filters={
        "name": equals(Department.name),
        "code": equals(Department.code),
        "parent_id": equals(Department.parent_id, int),
        "manager_id": equals(Department.manager_id, int),
    },
    search=(Department.name, Department.code),
)
USERS_OF_DEPARTMENT = (
    User, FinancialRecord, Project, Budget, Account, Customer, CategorisationRule, Contract,
    Receivable,
)  # fmt: skip


def list_departments(
    ctx: Ctx, query: ListQuery, *, with_total: bool = False
) -> Page[DepartmentRow]:
    """Departments; everybody signed in may see the tree."""
    return list_page(
        ctx,
        select(Department),
        DEPARTMENT_LIST,
        query,
        lambda row: DepartmentRow.model_validate(row.Department),
        with_total=with_total,
    )


def get_department(ctx: Ctx, department_id: int) -> DepartmentRow:
    """One department. Raises NotFound."""
    return DepartmentRow.model_validate(load_row(ctx, Department, department_id))


def create_department(ctx: Ctx, department: DepartmentIn) -> DepartmentRow:
    """Add a department. Raises Invalid for an unknown parent or manager."""
    ctx.require("departments.edit")
    _check_links(ctx, department.model_dump())
    row = create_row(ctx, Department(**department.model_dump()), "department")
    return DepartmentRow.model_validate(row)


def update_department(
    ctx: Ctx, department_id: int, patch: DepartmentPatch, *, expected_version: int | None = None
) -> DepartmentRow:
    """Change a department. Raises Invalid when it would stand below itself, Stale."""
    ctx.require("departments.edit")
    row = load_row(ctx, Department, department_id)
    values = patch.model_dump(exclude_unset=True)
    _check_links(ctx, values)
    _check_no_circle(ctx, department_id, values.get("parent_id"))
    change_row(ctx, row, "department", values, expected_version=expected_version)
    return DepartmentRow.model_validate(row)


def delete_department(ctx: Ctx, department_id: int) -> None:
    """Remove a department nobody and nothing belongs to. Raises Conflict."""
    ctx.require("departments.edit")
    row = load_row(ctx, Department, department_id)
    used = any(
        ctx.session.scalar(
            select(func.count()).select_from(model).where(model.department_id == department_id)
        )
        for model in USERS_OF_DEPARTMENT
    )
    children = select(func.count()).where(Department.parent_id == department_id)
    if used or ctx.session.scalar(children):
        raise Conflict(
            "department.in_use",
            N_("People, records or departments still belong to this department. Move them first."),
        )
    remove_row(ctx, row, "department")


def _check_links(ctx: Ctx, values: dict[str, Any]) -> None:
    for name, model, message in (
        ("parent_id", Department, N_("This department does not exist.")),
        ("manager_id", User, N_("This person does not exist.")),
    ):
        wanted = values.get(name)
        if wanted is not None and ctx.session.get(model, wanted) is None:
            raise Invalid("department.unknown_link", message, fields={name: message})


def _check_no_circle(ctx: Ctx, department_id: int, parent_id: int | None) -> None:
    parents = dict(ctx.session.execute(select(Department.id, Department.parent_id)).all())
    while parent_id is not None:
        if parent_id == department_id:
            message = N_("A department cannot stand below itself.")
            raise Invalid("department.circle", message, fields={"parent_id": message})
        parent_id = parents.get(parent_id)
