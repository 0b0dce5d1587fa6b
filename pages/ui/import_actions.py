"""What the import page has done for the person at the screen; long work goes to a worker thread.

A click waits a moment for its work. What takes longer goes on without the page, which finds it
again by the batch in its address. Callbacks run before the shell has set the reader's language,
so each action does.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as NotYet
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from core.finance.imports import (
    AnswerIn,
    Correction,
    begin_answer,
    cancel_import,
    commit_import,
    correct_rejected,
    read_again,
    read_import,
    start_import,
)
from core.kit.errors import AppError
from core.kit.i18n import t
from core.kit.settings import get_settings
from core.kit.workers import in_background
from pages.ui.language import speak
from pages.ui.notices import toast
from pages.ui.session import current_credential
from pages.ui.url import RECORD

PATIENCE = 2.5  # seconds a click waits for its work
AT_WORK = "imports.at_work"


def begin(file: Any) -> str:
    """Register the upload and read it in a worker thread; the batch's id."""
    speak()
    who = current_credential()
    batch_id = start_import(who, file.name, file.size, "page")
    folder = Path(tempfile.mkdtemp(prefix="upload-", dir=get_settings().folder("spool")))
    (folder / "owner.lock").touch()  # an upload that a kill leaves behind is cleared by its age
    path = folder / "upload"
    with path.open("wb") as target:
        shutil.copyfileobj(file, target)

    def read() -> None:
        try:
            read_import(who, batch_id, path)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    _wait_for(read, batch_id)
    return batch_id


def say(batch_id: str, **said: Any) -> None:
    """Tell what the person says of the file; the figures are read anew with it."""
    speak()
    who = current_credential()
    with _told():
        if begin_answer(who, batch_id, AnswerIn.model_validate(said)):
            _wait_for(partial(read_again, who, batch_id), batch_id)


def commit(batch_id: str) -> None:
    """Write the rows."""
    speak()
    _wait_for(partial(commit_import, current_credential(), batch_id), batch_id)


def cancel(batch_id: str) -> None:
    """Call the import off, and go back to the list."""
    speak()
    with _told():
        cancel_import(current_credential(), batch_id)
        st.query_params.clear()
        toast(t("Cancelled; nothing was written."))


def correct(batch_id: str, line: int, cells: dict[str, str], *, committed: bool) -> None:
    """Read the row again with its cells put right; after a commit as an import of its own."""
    corrections = [Correction(line=line, column=name, value=text) for name, text in cells.items()]
    speak()
    if not committed:
        say(batch_id, corrections=corrections)
        return
    with _told():
        st.query_params[RECORD] = correct_rejected(current_credential(), batch_id, corrections)


def is_at_work(batch_id: str) -> bool:
    """Whether this browser's last click on the batch is still being worked on."""
    future = st.session_state.get(AT_WORK, {}).get(batch_id)
    return future is not None and not future.done()


def _wait_for(work: Callable[[], object], batch_id: str) -> None:
    future = in_background(work)
    st.session_state.setdefault(AT_WORK, {})[batch_id] = future
    with suppress(NotYet), _told():
        future.result(timeout=PATIENCE)


@contextmanager
def _told() -> Iterator[None]:
    """A refusal is told in passing; what becomes of the batch stands on its row."""
    try:
        yield
    except AppError as error:
        toast(error.text(), icon=":material/info:")
