"""Importing a file: upload, see what was found, answer what is unsure, commit, take back."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import streamlit as st

from core.finance.imports import (
    IMPORT_LIST,
    BatchRow,
    commit_import,
    get_import,
    list_imports,
    read_import,
    rejects_file,
    start_import,
    undo_import,
)
from core.kit.i18n import N_, t
from core.kit.settings import get_settings
from core.kit.workers import in_background
from pages.ui import import_view as view
from pages.ui.choices import people_choices, translated
from pages.ui.errors import part, reported
from pages.ui.format import moment, number
from pages.ui.lists import Column, ListFilter, RecordList, record_list
from pages.ui.notices import show_toasts, toast
from pages.ui.page import page_header
from pages.ui.plain import plain
from pages.ui.session import current_credential, page_uow
from pages.ui.url import RECORD, close_record

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
COLOURS = {"good": "green", "warn": "orange", "bad": "red", "accent": "blue", "plain": "gray"}
POLL_SECONDS = 0.7
KINDS = ["csv", "tsv", "txt", "zip", "gz"]

HISTORY = RecordList(
    page="imports",
    load=list_imports,
    listing=IMPORT_LIST,
    columns=(
        Column("created_at", "moment", label=N_("When")),
        Column("file_name", label=N_("File")),
        Column("state", "badge", label=N_("State"), texts=STATES, tones=TONES),
        Column("rows_new", "number", label=N_("New")),
        Column("rows_changed", "number", label=N_("With changes"), phone=False),
        Column("created_by", phone=False),
    ),
    names=lambda ctx, _rows: {"created_by": people_choices(ctx)},
    filters=(ListFilter("state", label=N_("State"), options=lambda _ctx: translated(STATES)),),
    empty=N_("No imports yet"),
    hint=N_("Upload a bank statement or an export of a payment service above."),
    icon=":material/upload_file:",
)


def upload() -> None:
    """Take a file and start reading it."""
    file = st.file_uploader(
        t("CSV, TSV or TXT, also inside ZIP or GZ"), type=KINDS, key="imports.file"
    )
    if file is None or st.session_state.get("imports.taken") == file.file_id:
        return
    st.session_state["imports.taken"] = file.file_id
    with reported():
        batch_id = begin(file)
        st.query_params[RECORD] = batch_id
        st.rerun()


def begin(file: Any) -> str:
    """Register the upload and read it in a worker thread; the batch's id."""
    who = current_credential()
    batch_id = start_import(who, file.name, file.size, "page")
    folder = Path(tempfile.mkdtemp(prefix="upload-", dir=get_settings().folder("spool")))
    path = folder / "upload"
    with path.open("wb") as target:
        shutil.copyfileobj(file, target)

    def read() -> None:
        try:
            read_import(who, batch_id, path)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    in_background(read)
    return batch_id


def waiting(batch_id: str) -> None:
    """A moving progress bar; the page comes back when the work is done."""
    with page_uow() as ctx:
        batch = get_import(ctx, batch_id)
    if batch.state not in {"parsing", "committing"}:
        st.rerun(scope="app")
    st.progress(min(100, batch.progress), text=t(STATES[batch.state]))


def preview(batch: BatchRow) -> None:
    """What would be written, and the buttons to do it."""
    found = batch.preview or {}
    view.counts(found)
    view.sums(found)
    answers = dict(batch.options.get("answers") or {})
    if found["questions"]:
        st.subheader(t("Please decide"), anchor=False)
        answers = view.questions(found, answers)
    update = False
    if found["rows"]["changed"]:
        update = st.toggle(
            t("Update the {count} changed records", count=number(found["rows"]["changed"])),
            key="imports.update",
        )
    ready = found["rows"]["new"] + (found["rows"]["changed"] if update else 0)
    label = t("Import {count} records", count=number(ready))
    if st.button(label, type="primary", icon=":material/check:", key="imports.commit"):
        commit(batch.id, answers, update=update)
    view.remarks(found)
    view.findings(found)
    view.problems(found)


def commit(batch_id: str, answers: dict[str, str], *, update: bool) -> None:
    """Write the good rows in one transaction."""
    who = current_credential()
    with st.spinner(t("Writing")), reported():
        commit_import(who, batch_id, answers=answers, on_duplicate="update" if update else "skip")
        toast(t("Imported."))
        st.rerun()


def result(batch: BatchRow) -> None:
    """What was written, and the way back."""
    found = batch.result or batch.preview or {}
    view.counts(found)
    view.sums(found)
    st.page_link(
        "records.py",
        label=t("See the records"),
        icon=":material/receipt_long:",
        query_params={"import_batch_id": batch.id},
    )
    rejects(batch, found)
    view.remarks(found)
    view.findings(found)
    view.problems(found)
    if batch.state == "committed":
        take_back(batch)


def rejects(batch: BatchRow, found: dict[str, Any]) -> None:
    """The rejected rows as a file to correct and upload again."""
    if not found["rows"]["rejected"]:
        return
    with reported(), page_uow() as ctx:
        content = rejects_file(ctx, batch.id).read_bytes()
        st.download_button(
            t("Download rejected rows"),
            content,
            file_name=f"rejects-{batch.id}.csv",
            mime="text/csv",
            icon=":material/download:",
            key="imports.rejects",
        )


def take_back(batch: BatchRow) -> None:
    """Say what undoing would do, then do it."""
    who = current_credential()
    with st.popover(t("Take this import back"), icon=":material/undo:", key="imports.undo"):
        would = undo_import(who, batch.id, confirm=False)
        st.markdown(
            t(
                "{removed} records go, {restored} get their former values back.",
                removed=number(would["removed"]),
                restored=number(would["restored"]),
            )
        )
        edited = "keep"
        if would["kept"]:
            remove = st.checkbox(
                t(
                    "Also remove the {count} records that were edited since",
                    count=number(len(would["kept"])),
                ),
                key="imports.undo_edited",
            )
            edited = "remove" if remove else "keep"
        if st.button(t("Take back"), type="primary", key="imports.undo_now"):
            with reported():
                undo_import(who, batch.id, confirm=True, edited=edited)
                toast(t("Taken back."))
                st.rerun()


def failed(batch: BatchRow) -> None:
    """Why the file could not be read."""
    message = (batch.error or {}).get("message") or t("This file could not be read.")
    st.warning(plain(message), icon=":material/info:")


def show(batch_id: str) -> None:
    """One import, as far as it has come."""
    show_toasts()
    if st.button(t("Imports"), icon=":material/arrow_back:", type="tertiary", key="imports.back"):
        close_record()
        st.rerun()
    with page_uow() as ctx:
        batch = get_import(ctx, batch_id)
    badge = (t(STATES[batch.state]), COLOURS[TONES[batch.state]])
    with page_header(plain(batch.file_name), moment(batch.created_at), badge=badge):
        pass
    if batch.state in {"parsing", "committing"}:
        part(waiting, every=POLL_SECONDS)(batch_id)
        return
    {"preview": preview, "failed": failed}.get(batch.state, result)(batch)


if opened := st.query_params.get(RECORD, ""):
    show(opened)
else:
    with page_header(t("Import")):
        pass
    upload()
    record_list(HISTORY, name=t("Imports"))
