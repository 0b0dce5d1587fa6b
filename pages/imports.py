"""Importing a file: upload, see what was found, answer what is unsure, commit, take back."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.finance.imports import (
    IMPORT_LIST,
    BatchRow,
    get_import,
    list_imports,
    may_read_otherwise,
    planned,
)
from core.kit.i18n import N_, t
from pages.ui import import_actions as actions
from pages.ui import import_view as view
from pages.ui.choices import people_choices, translated
from pages.ui.errors import part, reported
from pages.ui.format import moment, number
from pages.ui.import_found import account_names, findings
from pages.ui.import_grid import LINE, MARK, PAGE, grid, opened_line
from pages.ui.import_overrides import otherwise, overrides
from pages.ui.import_questions import questions
from pages.ui.import_result import result
from pages.ui.import_templates import templates
from pages.ui.lists import Column, ListFilter, RecordList, record_list
from pages.ui.notices import show_toasts
from pages.ui.page import page_header
from pages.ui.plain import plain
from pages.ui.session import page_uow
from pages.ui.url import RECORD

STATES: dict[str, str] = {
    "parsing": N_("Reading"),
    "preview": N_("Waiting for you"),
    "committing": N_("Writing"),
    "committed": N_("Done"),
    "failed": N_("Failed"),
    "undone": N_("Taken back"),
}
TONES: dict[str, Any] = {
    "committed": "good",
    "preview": "warn",
    "failed": "bad",
    "undone": "plain",
    "parsing": "accent",
    "committing": "accent",
}
SOURCES: dict[str, str] = {
    "page": N_("Upload"),
    "inbox": N_("Inbox folder"),
    "api": N_("REST"),
    "cli": N_("Command line"),
}
COLOURS = {"good": "green", "warn": "orange", "bad": "red", "accent": "blue", "plain": "gray"}
POLL_SECONDS = 0.7
KINDS = [
    "csv", "tsv", "txt", "xlsx", "xls", "xlsm", "ods", "zip", "gz", "ofx", "qfx", "xml", "sta",
    "mt940", "940", "htm", "html",
]  # fmt: skip


def source_of(batch: BatchRow) -> str:
    """What the file was recognised as, else how it came."""
    return view.template_of(batch) or t(SOURCES[batch.source])


HISTORY = RecordList(
    page="imports",
    load=list_imports,
    listing=IMPORT_LIST,
    columns=(
        Column("created_at", "moment", label=N_("When")),
        Column("file_name", label=N_("File")),
        Column("state", "badge", label=N_("State"), texts=STATES, tones=TONES),
        Column("rows_new", "number", label=N_("Added")),
        Column("rows_changed", "number", label=N_("Updated"), phone=False),
        Column("sums", label=N_("Sums"), value=view.sums_in_short, right=True, phone=False),
        Column("template", label=N_("Source"), value=source_of, phone=False),
        Column("created_by", label=N_("Who"), phone=False),
    ),
    names=lambda ctx, _rows: {"created_by": people_choices(ctx)},
    filters=(
        ListFilter("state", label=N_("State"), options=lambda _ctx: translated(STATES)),
        ListFilter("source", label=N_("By way of"), options=lambda _ctx: translated(SOURCES)),
    ),
    empty=N_("No imports yet"),
    hint=N_("Upload a bank statement or an export of a payment service above."),
    icon=":material/upload_file:",
)


def upload() -> None:
    """Take a file and start reading it."""
    file = st.file_uploader(
        t("A statement or export: CSV, TXT, Excel, OFX, CAMT, MT940, also in ZIP or GZ"),
        type=KINDS,
        key="imports.file",
    )
    if file is None or st.session_state.get("imports.taken") == file.file_id:
        return
    st.session_state["imports.taken"] = file.file_id
    with reported():
        batch_id = actions.begin(file)
        st.query_params[RECORD] = batch_id
        st.rerun()


def waiting(batch_id: str) -> None:
    """A moving progress bar; the page comes back when the work is done."""
    with page_uow() as ctx:
        batch = get_import(ctx, batch_id)
    if batch.state not in {"parsing", "committing"} and not actions.is_at_work(batch_id):
        st.rerun(scope="app")
    text = t(STATES[batch.state]) if batch.state in {"parsing", "committing"} else t("At work")
    st.progress(min(100, batch.progress), text=text)
    st.caption(t("This goes on when you leave the page; the address brings you back here."))


def preview(batch: BatchRow) -> None:
    """What would be written, what is open, and each row."""
    found = batch.preview or {}
    if batch.error:
        st.warning(plain(batch.error["message"]), icon=":material/info:")
    questions(batch)
    accounts = account_names()
    with st.container(horizontal=True, gap="large", key="imports.facts"):
        with st.container(width=560):
            findings(batch, accounts)
        with st.container(width=380):
            view.sums(found, key=f"imports.sums.{batch.id}")
            view.remarks(found)
    overrides(batch, accounts)
    grid(batch)
    opened_line(batch)


def commit_button(batch: BatchRow) -> None:
    """The one primary button, with what it will do."""
    with page_uow() as ctx:
        fates = planned(ctx, batch.id)
    label = t("Import {count} records", count=number(fates["add"]))
    if fates["update"]:
        label = t(
            "Import {count}, update {updated}",
            count=number(fates["add"]),
            updated=number(fates["update"]),
        )
    nothing = not any(fates.values())
    st.button(
        t("Nothing to import") if nothing else label,
        type="primary",
        icon=":material/check:",
        key="imports.commit",
        disabled=nothing or bool((batch.preview or {})["questions"]),
        on_click=actions.commit,
        args=(batch.id,),
    )


def failed(batch: BatchRow) -> None:
    """Why the file could not be read."""
    message = (batch.error or {}).get("message") or t("This file could not be read.")
    st.warning(plain(message), icon=":material/info:")
    if may_read_otherwise(batch):
        otherwise(batch)


def back() -> None:
    """To the list, with nothing of this import left in the address."""
    for name in (RECORD, MARK, PAGE, LINE):
        st.query_params.pop(name, None)


def show(batch_id: str) -> None:
    """One import, as far as it has come."""
    show_toasts()
    st.button(t("Imports"), icon=":material/arrow_back:", type="tertiary", key="imports.back",
              on_click=back)  # fmt: skip
    with page_uow() as ctx:
        batch = get_import(ctx, batch_id)
        people = people_choices(ctx)
    busy = batch.state in {"parsing", "committing"} or actions.is_at_work(batch_id)
    badge = (t(STATES[batch.state]), COLOURS[TONES[batch.state]])
    who = people.get(batch.created_by or 0, t(SOURCES[batch.source]))
    caption = f"{moment(batch.created_at)} · {plain(who)}"
    with page_header(plain(batch.file_name), caption, badge=badge):
        if batch.state in {"parsing", "preview"} or may_read_otherwise(batch):
            st.button(t("Cancel"), key="imports.cancel", on_click=actions.cancel, args=(batch.id,))
        if batch.state == "preview" and not busy:
            commit_button(batch)
    if busy:
        part(waiting, every=POLL_SECONDS)(batch_id)
        return
    {"preview": preview, "failed": failed}.get(batch.state, result)(batch)
    if batch.state == "committed":
        opened_line(batch)


if opened := st.query_params.get(RECORD, ""):
    show(opened)
else:
    with page_header(t("Import")):
        pass
    upload()
    record_list(HISTORY, name=t("Imports"))
    templates()
