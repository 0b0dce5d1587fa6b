"""The departments: a list, and a page for each."""

from __future__ import annotations

import streamlit as st

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
from core.kit.i18n import N_, t
from pages.ui.choices import as_options, department_choices, people_choices
from pages.ui.forms import edit_form, model_form
from pages.ui.lists import Column, ListFilter, RecordList, record_list
from pages.ui.page import page_header
from pages.ui.records import RecordPage, Section, confirm_button, record_page
from pages.ui.session import current_actor, page_uow
from pages.ui.url import close_record, open_record, opened_record

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
    names=lambda ctx, _rows: {
        "parent_id": department_choices(ctx),
        "manager_id": people_choices(ctx),
    },
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


@st.dialog(t("New department"), width="medium")
def add_dialog() -> None:
    """A new department."""
    with page_uow() as ctx:
        choices = {"parent_id": department_choices(ctx), "manager_id": people_choices(ctx)}
    model_form(
        DepartmentIn,
        create_department,
        key="departments.new",
        choices=choices,
        then=lambda row: open_record(row.id),
        border=False,
    )


def show(department_id: int) -> None:
    """One department."""
    with page_uow() as ctx:
        row = get_department(ctx, department_id)
        choices = {"parent_id": department_choices(ctx), "manager_id": people_choices(ctx)}
        may_edit = ctx.actor.can("departments.edit")
    edit = Section(
        N_("Change"),
        lambda: edit_form(
            row,
            DepartmentPatch,
            lambda ctx, patch, version: update_department(
                ctx, row.id, patch, expected_version=version
            ),
            key="departments.edit",
            choices=choices,
        ),
    )
    record_page(
        RECORD,
        row,
        title=row.name,
        names=choices,
        actions=(lambda: delete_button(row.id)) if may_edit else None,
        sections=(edit,) if may_edit else (),
    )


def delete_button(department_id: int) -> None:
    """Asks, then removes a department nothing belongs to."""
    confirm_button(
        t("Delete"),
        t("Delete this department?"),
        lambda ctx: delete_department(ctx, department_id),
        key="departments.delete",
        done=t("Deleted."),
        then=close_record,
    )


if (opened := opened_record()) is not None:
    show(opened)
else:
    with page_header(t("Departments")):
        if current_actor().can("departments.edit") and st.button(
            t("New department"), type="primary", icon=":material/add:", key="departments.add"
        ):
            add_dialog()
    record_list(LIST, name=t("Departments"))
