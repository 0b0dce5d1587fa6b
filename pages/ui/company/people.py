"""Departments and people added: rows by hand or CSV files, checked and written the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from core.company.organisation import (
    EXAMPLES,
    ImportedOrganisation,
    OrganisationPlan,
    Table,
    import_organisation,
    plan_organisation,
    read_tables,
)
from core.company.organisation.files import Kind, Line
from core.kit.context import Ctx
from core.kit.i18n import N_, current_locale, t
from core.kit.line_files import UploadedFile
from pages.ui.choices import department_choices, people_choices, role_choices, translated
from pages.ui.errors import reported
from pages.ui.notices import toast
from pages.ui.plain import plain
from pages.ui.session import current_credential, page_uow
from pages.ui.views import switch

WAYS: dict[str, str] = {"hand": N_("By hand"), "files": N_("From CSV files")}
PASSWORDS = "organisation.passwords"
ROWS, MORE_ROWS = 3, 3
MIN_CELL = 120  # two beside each other on a phone
SHOWN_PROBLEMS = 8
COLUMNS: dict[Kind, dict[str, str]] = {
    Kind.DEPARTMENTS: {
        "name": N_("Department"),
        "parent": N_("Part of"),
        "manager": N_("Manager"),
    },
    Kind.PEOPLE: {
        "username": N_("User name"),
        "display_name": N_("Full name"),
        "email": N_("Email"),
        "department": N_("Department"),
        "role": N_("Role"),
        "reports_to": N_("Reports to"),
    },
}
TITLES: dict[Kind, str] = {Kind.DEPARTMENTS: N_("Departments"), Kind.PEOPLE: N_("People")}


def add_organisation(key: str) -> None:
    """Both ways to add departments and people; `show_passwords` belongs above it."""
    way = switch(translated(WAYS), key=f"{key}.way", label=t("How"), default="hand")
    if way == "files":
        from_files(key)
        return
    with page_uow() as ctx:
        kinds = [Kind.DEPARTMENTS, *([Kind.PEOPLE] if ctx.actor.can("users.admin") else [])]
        choices = _choices(ctx)
    for kind in kinds:
        by_hand(kind, choices, f"{key}.{kind}")


def _choices(ctx: Ctx) -> dict[str, Mapping[str, str]]:
    places = {name: name for name in department_choices(ctx).values()}
    people = {name: name for name in people_choices(ctx).values()}
    return {
        "parent": places,
        "department": places,
        "manager": people,
        "reports_to": people,
        "role": role_choices(),
    }


def by_hand(kind: Kind, choices: Mapping[str, Mapping[str, str]], key: str) -> None:
    """A small table of empty rows; the filled ones are added together."""
    turn = st.session_state.setdefault(f"{key}.turn", 0)
    rows = st.session_state.setdefault(f"{key}.rows", ROWS)
    with st.form(f"{key}.form", border=False):
        st.markdown(f"**{t(TITLES[kind])}**")
        lines = tuple(
            Line(number, _row(kind, choices, f"{key}.{turn}.{number}"))
            for number in range(1, rows + 1)
        )
        with st.container(horizontal=True):
            text = t("Add departments") if kind is Kind.DEPARTMENTS else t("Add people")
            added = st.form_submit_button(text, icon=":material/add:", key=f"{key}.add")
            more = st.form_submit_button(t("More rows"), type="tertiary", key=f"{key}.more")
    if more:
        st.session_state[f"{key}.rows"] = rows + MORE_ROWS
        st.rerun()
    filled = tuple(line for line in lines if any(line.cells.values()))
    if added and not filled:
        st.caption(t("Fill in at least one row."))
    elif added:
        headings = {name: t(text) for name, text in COLUMNS[kind].items()}
        _add((Table(t(TITLES[kind]), kind, headings, filled),), lambda: _next_turn(key))


def _next_turn(key: str) -> None:
    st.session_state[f"{key}.turn"] += 1
    st.session_state[f"{key}.rows"] = ROWS


def _row(kind: Kind, choices: Mapping[str, Mapping[str, str]], key: str) -> dict[str, str]:
    cells = {}
    with st.grid(len(COLUMNS[kind]), min_column_width=MIN_CELL, gap="xsmall") as grid:
        for name, text in COLUMNS[kind].items():
            with grid.cell():
                cells[name] = _cell(
                    t(text), choices.get(name), f"{key}.{name}", typed=name != "role"
                )
    return cells


def _cell(title: str, options: Mapping[str, str] | None, key: str, *, typed: bool) -> str:
    if options is None:
        text: str = st.text_input(
            title, key=key, placeholder=title, label_visibility="collapsed", max_chars=200
        )
        return text.strip()
    chosen: str | None = st.selectbox(
        title,
        list(options),
        key=key,
        index=None,
        format_func=lambda code: options.get(code, code),
        placeholder=title,
        label_visibility="collapsed",
        accept_new_options=typed,
    )
    return (chosen or "").strip()


def from_files(key: str) -> None:
    """One file of departments, one of people, or both at once."""
    st.caption(
        t(
            "A file of departments, a file of people, or both together. The first line names the "
            "columns. Existing departments and accounts are changed, never doubled."
        )
    )
    example_files(key)
    turn = st.session_state.setdefault(f"{key}.files_turn", 0)
    files = st.file_uploader(
        t("CSV files of departments and people"),
        type=["csv", "txt"],
        accept_multiple_files=True,
        key=f"{key}.files.{turn}",
        label_visibility="collapsed",
    )
    if files:
        with reported():
            tables = read_tables(UploadedFile(one.name, one.getvalue()) for one in files)
            _preview(tables, key)


def example_files(key: str) -> None:
    """The two examples in the reader's language."""
    examples = EXAMPLES.get(current_locale(), EXAMPLES["en"])
    titles = {
        Kind.DEPARTMENTS: t("Example of departments"),
        Kind.PEOPLE: t("Example of people"),
    }
    with st.container(horizontal=True):
        for kind, text in examples.items():
            st.download_button(
                titles[kind],
                data=text.encode("utf-8-sig"),
                file_name=f"{kind}.csv",
                mime="text/csv",
                icon=":material/download:",
                type="tertiary",
                key=f"{key}.example_{kind}",
                on_click="ignore",
            )


def _preview(tables: tuple[Table, ...], key: str) -> None:
    with page_uow() as ctx:
        plan = plan_organisation(ctx, tables)
    if plan.problems:
        _problems(plan)
        return
    st.markdown(
        t(
            "{departments} new departments, {people} new people, {changed} to be changed",
            departments=len(plan.new_departments),
            people=len(plan.new_people),
            changed=len(plan.departments)
            + len(plan.people)
            - len(plan.new_departments)
            - len(plan.new_people),
        )
    )
    if st.button(t("Add them"), icon=":material/check:", key=f"{key}.take"):
        _add(tables, lambda: _next_files(key))


def _next_files(key: str) -> None:
    st.session_state[f"{key}.files_turn"] += 1


def _problems(plan: OrganisationPlan) -> None:
    shown = [f"- {plain(one.text())}" for one in plan.problems[:SHOWN_PROBLEMS]]
    if (left := len(plan.problems) - SHOWN_PROBLEMS) > 0:
        shown.append(f"- {t('and {n} more', n=left)}")
    head = t("Nothing is added before this is mended:")
    st.warning("\n".join([head, "", *shown]), icon=":material/info:")


def _add(tables: tuple[Table, ...], then: Callable[[], None]) -> None:
    """Write all of it, or say what is wrong."""
    with reported():
        with page_uow() as ctx:
            plan = plan_organisation(ctx, tables)
        if plan.problems:
            _problems(plan)
            return
        with st.spinner(t("Adding…")):
            made = import_organisation(current_credential(), tables)
        then()
        _keep(made)
        st.rerun()


def _keep(made: ImportedOrganisation) -> None:
    if made.passwords:
        st.session_state[PASSWORDS] = {**st.session_state.get(PASSWORDS, {}), **made.passwords}
    toast(
        t(
            "{departments} departments and {people} people added, {changed} changed.",
            departments=made.new_departments,
            people=made.new_people,
            changed=made.changed_departments + made.changed_people,
        )
    )


def show_passwords() -> None:
    """First passwords of people just added, until they are put away."""
    passwords: dict[str, str] = st.session_state.get(PASSWORDS, {})
    if not passwords:
        return
    with st.container(border=True, key="organisation.passwords"):
        password_list(passwords)
        if st.button(t("I have noted them"), key="organisation.noted"):
            del st.session_state[PASSWORDS]
            st.rerun()


def password_list(passwords: Mapping[str, str]) -> None:
    """User names with their first passwords, to copy or download."""
    st.markdown(
        t("First passwords. Pass them on; they are shown only now and changed at the first login.")
    )
    st.code("\n".join(f"{name}  {password}" for name, password in passwords.items()), language=None)
    rows = [f"{name},{word}" for name, word in passwords.items()]  # neither can be a formula
    st.download_button(
        t("Download as CSV"),
        data="\n".join(["username,password", *rows]).encode("utf-8-sig"),
        file_name="passwords.csv",
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        key="organisation.passwords_csv",
        on_click="ignore",
    )
