"""Taking a file of lines: what each line would do or what to mend in it, then all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from core.kit.context import Ctx
from core.kit.i18n import N_, current_locale, t
from core.kit.line_files import UploadedFile
from core.kit.line_import import OUTCOME_NAMES, FilePlan, Outcome, PlannedLine
from core.kit.uow import Credential
from pages.ui.dialogs import show_dialog
from pages.ui.errors import reported
from pages.ui.format import NONE
from pages.ui.notices import toast
from pages.ui.plain import plain
from pages.ui.session import current_credential, submit
from pages.ui.table import Column, draw_table

SHOWN = 200
SHOWN_CHANGES = 4
ORDER = (Outcome.REJECTED, Outcome.CHANGED, Outcome.NEW, Outcome.UNCHANGED)
COLUMNS = (
    Column("name"),
    Column("line", label=N_("Line"), value=lambda row: t("Line {line}", line=row.line), right=True),
    Column(
        "outcome",
        "badge",
        label=N_("What happens"),
        texts=OUTCOME_NAMES,
        tones={"new": "good", "changed": "accent", "rejected": "bad", "unchanged": "plain"},
    ),
    Column("what", label=N_("Details")),
)


@dataclass(frozen=True)
class FileImport:
    """A kind of file: `title` and `hint` are msgids, `examples` files to start from by language;
    `preview` takes who, the file and a reason, `write` a context instead."""

    key: str
    title: str
    hint: str
    examples: Mapping[str, str]
    preview: Callable[[Credential, UploadedFile, str | None], FilePlan]
    write: Callable[[Ctx, UploadedFile, str | None], FilePlan]
    has_reason: bool = False


@dataclass(frozen=True)
class _Shown:
    id: int
    line: int
    name: str
    outcome: str
    what: str


def import_dialog(spec: FileImport, *, beside: Callable[[], None] | None = None) -> None:
    """Ask for the file and show what it would do. `beside` draws what stands next to the example,
    such as a file of what there is."""
    show_dialog(t(spec.title), lambda: import_form(spec, beside=beside), width="large")


def import_form(spec: FileImport, *, beside: Callable[[], None] | None = None) -> None:
    """The same in place."""
    st.caption(t(spec.hint))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        example = spec.examples.get(current_locale(), spec.examples["en"])
        st.download_button(
            t("Example"), data=example.encode("utf-8-sig"), file_name=f"{spec.key}.csv",
            mime="text/csv", icon=":material/download:", type="tertiary",
            key=f"{spec.key}.import.example", on_click="ignore",
        )  # fmt: skip
        if beside:
            beside()
    upload = st.file_uploader(
        t("File"), type=["csv", "txt", "tsv", "xlsx"], key=f"{spec.key}.import.file",
        label_visibility="collapsed",
    )  # fmt: skip
    if upload is None:
        return
    file = UploadedFile(upload.name, upload.getvalue())
    with reported():
        plan = _planned(spec, file, upload.file_id)
        _draw(spec, plan)
        _write(spec, file, plan)


def _planned(spec: FileImport, file: UploadedFile, file_id: str) -> FilePlan:
    """The preview, made once for a file."""
    key = f"{spec.key}.import.plan"
    kept = st.session_state.get(key)
    if kept is None or kept[0] != (file_id, current_locale()):
        with st.spinner(t("Reading the file…")):
            # a stand-in where changes need a reason: the real one is asked for with the button
            plan = spec.preview(current_credential(), file, t("Import"))
        kept = st.session_state[key] = ((file_id, current_locale()), plan)
    found: FilePlan = kept[1]
    return found


def _draw(spec: FileImport, plan: FilePlan) -> None:
    bad = plan.count(Outcome.REJECTED)
    if bad:
        st.warning(
            t("Nothing can be written yet: mend these lines, then choose the file again."),
            icon=":material/info:",
        )
    told = [f"**{n}** {t(OUTCOME_NAMES[one])}" for one in ORDER if (n := plan.count(one))]
    st.markdown(" · ".join(told) or t("The file has no lines."))
    if plan.left_out:
        names = ", ".join(plain(one) for one in plan.left_out)
        st.caption(t("Not read: {names}", names=names))
    rows = sorted(plan.rows, key=lambda row: (ORDER.index(row.outcome), row.line))
    shown = [_Shown(row.line, row.line, row.name, row.outcome, _what(row)) for row in rows[:SHOWN]]
    if shown:
        draw_table(shown, COLUMNS, key=f"{spec.key}.import.table", name=t("Preview"), opens=False)
    if len(rows) > SHOWN:
        st.caption(t("and {n} more", n=len(rows) - SHOWN))


def _what(row: PlannedLine) -> str:
    if row.reasons:
        return " ".join(row.reasons)
    told = [f"{one.column}: {one.before or NONE} → {one.after}" for one in row.changes]
    more = [f"+{len(told) - SHOWN_CHANGES}"] if len(told) > SHOWN_CHANGES else []
    return "; ".join([*told[:SHOWN_CHANGES], *more])


def _write(spec: FileImport, file: UploadedFile, plan: FilePlan) -> None:
    new, changed = plan.count(Outcome.NEW), plan.count(Outcome.CHANGED)
    if plan.count(Outcome.REJECTED) or not new + changed:
        return
    reason = ""
    if spec.has_reason and changed:
        reason = st.text_input(t("Reason"), key=f"{spec.key}.import.reason", max_chars=500)
    if st.button(t("Write all"), type="primary", key=f"{spec.key}.import.do"):
        done = submit(lambda ctx: spec.write(ctx, file, reason.strip() or None))
        st.session_state.pop(f"{spec.key}.import.plan", None)
        toast(
            t(
                "{new} added, {changed} changed.",
                new=done.count(Outcome.NEW),
                changed=done.count(Outcome.CHANGED),
            )
        )
        st.rerun()
