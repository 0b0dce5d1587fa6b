"""Accounts, for administrators."""

from __future__ import annotations

import streamlit as st

from core.identity import (
    ROLE_NAMES,
    USER_LIST,
    UserIn,
    UserPatch,
    UserRow,
    create_user,
    get_user,
    list_users,
    reset_password,
    update_user,
)
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from pages.ui.choices import as_options, department_choices, people_choices, role_choices
from pages.ui.dialogs import show_dialog
from pages.ui.fields import Choices
from pages.ui.forms import edit_form, model_form
from pages.ui.language import LANGUAGES
from pages.ui.lists import BulkAction, Column, ListFilter, RecordList, record_list
from pages.ui.page import page_header
from pages.ui.records import RecordPage, Section, confirm_button, record_page
from pages.ui.session import page_uow
from pages.ui.url import open_record, opened_record

FIRST_PASSWORD = "users.first_password"  # noqa: S105 (a name)
STATES = {"True": N_("Active"), "False": N_("Disabled")}
STATE = Column(
    "is_active",
    "badge",
    label=N_("Status"),
    texts=STATES,
    tones={"True": "good", "False": "plain"},
)

LIST = RecordList(
    page="users",
    load=list_users,
    listing=USER_LIST,
    columns=(
        Column("display_name"),
        Column("username"),
        Column("roles", texts=ROLE_NAMES),
        Column("department_id"),
        STATE,
        Column("email", phone=False),
    ),
    names=lambda ctx, _rows: {"department_id": department_choices(ctx)},
    filters=(
        ListFilter("role", options=lambda _ctx: role_choices()),
        ListFilter("department_id", options=lambda ctx: as_options(department_choices(ctx))),
        ListFilter(
            "is_active",
            label=N_("Status"),
            options=lambda _ctx: {"true": t("Active"), "false": t("Disabled")},
        ),
    ),
    actions=(
        BulkAction(
            N_("Disable"),
            lambda ctx, user_id: update_user(ctx, user_id, UserPatch(is_active=False)),
            needs="users.admin",
            done=N_("{n} accounts disabled."),
            icon=":material/block:",
        ),
    ),
    empty=N_("No users yet"),
    icon=":material/group:",
)
RECORD = RecordPage(
    page="users",
    target_type="user",
    back=N_("Users"),
    fields=(
        Column("username"),
        Column("roles", texts=ROLE_NAMES),
        Column("department_id"),
        Column("manager_id"),
        Column("email"),
        Column("locale", texts=LANGUAGES),
        Column("must_change_password", "flag"),
        Column("created_at", "moment"),
    ),
)


def choices_of(ctx: Ctx) -> dict[str, Choices]:
    """What may be chosen in the forms."""
    return {
        "roles": role_choices(),
        "department_id": department_choices(ctx),
        "manager_id": people_choices(ctx),
        "locale": LANGUAGES,
    }


def add_form() -> None:
    """A new account; its first password is shown once."""
    with page_uow() as ctx:
        choices = choices_of(ctx)
    model_form(
        UserIn,
        create_user,
        key="users.new",
        values={"roles": ("employee",)},
        choices=choices,
        hints={"password": t("Leave empty: one is made, to be changed at the first login.")},
        then=keep_first_password,
        border=False,
    )


def keep_first_password(saved: tuple[UserRow, str | None]) -> None:
    """Open the new account and show its password there, once."""
    row, password = saved
    if password:
        st.session_state[FIRST_PASSWORD] = password
    open_record(row.id)


def show_first_password() -> None:
    """The password made for somebody, until the page is left."""
    if password := st.session_state.pop(FIRST_PASSWORD, None):
        st.info(t("Pass this password on. It is shown only now."), icon=":material/key:")
        st.code(password, language=None)


def show(user_id: int) -> None:
    """One account."""
    with page_uow() as ctx:
        row = get_user(ctx, user_id)
        choices = choices_of(ctx)
    show_first_password()
    record_page(
        RECORD,
        row,
        title=row.display_name,
        names={"department_id": choices["department_id"], "manager_id": choices["manager_id"]},
        badge=(t(STATES[str(row.is_active)]), "green" if row.is_active else "gray"),
        actions=lambda: reset_button(row.id),
        sections=(Section(N_("Change"), lambda: edit(row, choices)),),
    )


def edit(row: UserRow, choices: dict[str, Choices]) -> None:
    """The account's form."""
    edit_form(
        row,
        UserPatch,
        lambda ctx, patch, version: update_user(ctx, row.id, patch, expected_version=version),
        key="users.edit",
        choices=choices,
    )


def reset_button(user_id: int) -> None:
    """A new first password; ends the person's sessions."""

    def reset(ctx: Ctx) -> None:
        st.session_state[FIRST_PASSWORD] = reset_password(ctx, user_id)

    confirm_button(
        t("Reset password"),
        t("Give this person a new password and end their sessions?"),
        reset,
        key="users.reset",
        done=t("The password is reset."),
        icon=":material/key:",
    )


if (opened := opened_record()) is not None:
    show(opened)
else:
    with page_header(t("Users")):
        if st.button(t("New user"), type="primary", icon=":material/add:", key="users.add"):
            show_dialog(t("New user"), add_form)
    record_list(LIST, name=t("Users"))
