"""The departments: a list, and a page for each."""

from __future__ import annotations

from core.company import (
    DEPARTMENT_LIST,
    DepartmentIn,
    DepartmentPatch,
    create_department,
    delete_department,
    get_department,
    list_departments,
    update_department,
)
from core.kit.context import Ctx
from core.kit.i18n import N_
from pages.ui.choices import as_options, department_choices, people_choices
from pages.ui.lists import Column, ListFilter, RecordList
from pages.ui.records import RecordPage
from pages.ui.things import AllChoices, Services, Thing, thing_page


def choices(ctx: Ctx) -> AllChoices:
    """The department above and the people who may manage one."""
    return {"parent_id": department_choices(ctx), "manager_id": people_choices(ctx)}


LIST = RecordList(
    page="departments",
    load=list_departments,
    listing=DEPARTMENT_LIST,
    columns=(
        Column("name"),
        Column("code"),
        Column("parent_id"),
        Column("manager_id"),
        Column("updated_at", "moment", phone=False),
    ),
    names=lambda ctx, _rows: choices(ctx),
    filters=(
        ListFilter("parent_id", options=lambda ctx: as_options(department_choices(ctx))),
        ListFilter("manager_id", options=lambda ctx: as_options(people_choices(ctx))),
    ),
    empty=N_("No departments yet"),
    hint=N_("Departments decide who sees which records and projects."),
    icon=":material/account_tree:",
)
RECORD = RecordPage(
    page="departments",
    target_type="department",
    back=N_("Departments"),
    fields=(
        Column("code"),
        Column("parent_id"),
        Column("manager_id"),
        Column("created_at", "moment"),
        Column("updated_at", "moment"),
    ),
)
DEPARTMENTS = Thing(
    title=N_("Departments"),
    new=N_("New department"),
    listing=LIST,
    record=RECORD,
    services=Services(get_department, create_department, update_department, delete_department),
    model=DepartmentIn,
    patch=DepartmentPatch,
    edit="departments.edit",
    title_of=lambda row: str(row.name),
    choices=choices,
    delete_question=N_("Delete this department?"),
)
thing_page(DEPARTMENTS)
