"""The rows of a preview: marks as filters with their counts, pages from the server, decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from typing import Any

import streamlit as st

from core.finance.imports import BatchRow, PreviewRow, preview_rows, rejected_rows
from core.kit.i18n import N_, t
from pages.ui import import_actions as actions
from pages.ui.dialogs import show_dialog
from pages.ui.errors import part
from pages.ui.format import money, number
from pages.ui.import_view import MARK_NAMES, REASONS
from pages.ui.plain import plain
from pages.ui.session import page_uow
from pages.ui.table import Column, Tone, draw_table

PAGE_SIZE = 50
MOST_TEXT = 48
ALL = "all"
LINE = "line"
MARK, PAGE = "mark", "page"
FATES: dict[tuple[str, str], tuple[str, Tone]] = {
    ("new", "add"): (N_("New"), "accent"),
    ("new", "skip"): (N_("Left out"), "plain"),
    ("duplicate", "skip"): (N_("Already there"), "plain"),
    ("duplicate", "add"): (N_("Once more"), "accent"),
    ("changed", "skip"): (N_("Changed, stays as it is"), "warn"),
    ("changed", "update"): (N_("Changed, is updated"), "good"),
    ("changed", "add"): (N_("Once more"), "accent"),
    ("rejected", "none"): (N_("Cannot be read"), "bad"),
    ("ignored", "none"): (N_("No record"), "plain"),
}
DECISIONS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "new": (("skip", N_("Leave out"), ":material/block:"),),
    "duplicate": (("import", N_("Import anyway"), ":material/content_copy:"),),
    "changed": (
        ("update", N_("Update"), ":material/sync:"),
        ("skip", N_("Leave as they are"), ":material/block:"),
    ),
}
BY = {"rule": N_("rule"), "keyword": N_("keyword"), "file": N_("file")}


@dataclass(frozen=True)
class _Line:
    """A row as the table shows it; `id` is its line."""

    id: int
    fate: str
    tone: Tone
    day: str
    who: str
    what: str
    category: str
    amount: str


COLUMNS = (
    Column("fate", "badge", label=N_("State")),
    Column("day", label=N_("Date")),
    Column("amount", label=N_("Amount"), right=True),
    Column("who", label=N_("Counterparty")),
    Column("what", label=N_("Description"), phone=False),
    Column("category", label=N_("Category"), phone=False),
    Column("id", "number", label=N_("Line"), phone=False),
)


@part
def grid(batch: BatchRow) -> None:
    """Chips, one page of rows, and what can be decided about the ticked ones."""
    rows = (batch.preview or {})["rows"]
    mark = _chips(rows)
    total = rows[mark] if mark else rows["total"]
    if mark in (None, "changed") and rows["changed"]:
        _for_all(batch)
    current = min(_page_number(), max(1, ceil(total / PAGE_SIZE)))
    with page_uow() as ctx:
        offset = (current - 1) * PAGE_SIZE
        found = preview_rows(ctx, batch.id, mark=mark, limit=PAGE_SIZE, offset=offset)
    if not found:
        _nothing(batch, total)
        return
    picked = _table(batch, found)
    _bulk(batch, found, picked)
    _pages(total, current)


def _nothing(batch: BatchRow, total: int) -> None:
    """No such rows; or they are no longer kept, and the file has to be read once more."""
    st.caption(t("There are no such rows.") if not total else t("The rows are no longer at hand."))
    if total and st.button(t("Read the file again"), icon=":material/refresh:",
                           key="imports.reread"):  # fmt: skip
        actions.say(batch.id, reread=True)
        st.rerun(scope="app")


def _chips(rows: Mapping[str, int]) -> Any:
    marks = [mark for mark in MARK_NAMES if rows[mark]]
    counts = {ALL: rows["total"], **{mark: rows[mark] for mark in marks}}
    names = {ALL: t("All"), **{mark: t(MARK_NAMES[mark]) for mark in marks}}
    wanted = st.query_params.get(MARK, ALL)

    def chosen() -> None:
        st.query_params[MARK] = st.session_state["imports.mark"] or ALL
        st.query_params.pop(PAGE, None)

    picked = st.pills(
        t("Rows"),
        list(counts),
        default=wanted if wanted in counts else ALL,
        format_func=lambda one: f"{names[one]} {number(counts[one])}",
        key="imports.mark",
        label_visibility="collapsed",
        on_change=chosen,
    )
    return None if picked in (None, ALL) else picked


def _for_all(batch: BatchRow) -> None:
    update = batch.options.get("on_duplicate") == "update"
    label = t("Leave changed records as they are") if update else t("Update all changed records")
    icon = ":material/block:" if update else ":material/sync:"
    if st.button(label, icon=icon, key="imports.on_duplicate"):
        actions.say(batch.id, on_duplicate="skip" if update else "update")
        st.rerun(scope="app")


def _table(batch: BatchRow, found: Sequence[PreviewRow]) -> list[PreviewRow]:
    lines = [_line(row) for row in found]
    tones = {line.fate: line.tone for line in lines}
    columns = [
        replace(column, tones=tones) if column.name == "fate" else column
        for column in COLUMNS
        if any(getattr(line, column.name) for line in lines)
    ]
    key = f"imports.rows.{batch.id}"
    result = draw_table(
        lines, columns, key=key, name=t("Rows"), selectable=True, opens=True, parameter=LINE
    )
    if result.open:
        st.query_params[LINE] = str(result.open)
        st.rerun(scope="app")
    chosen = set(result.selected or [])
    return [row for row in found if row.line in chosen]


def _line(row: PreviewRow) -> _Line:
    name, tone = FATES.get((row.mark, row.fate), (MARK_NAMES[row.mark], "plain"))
    if row.mark in ("rejected", "ignored"):
        reason = t(REASONS[row.reason]) if row.reason in REASONS else ""
        text = row.text or ""
        short = text if len(text) <= MOST_TEXT else f"{text[: MOST_TEXT - 1]}…"
        return _Line(row.line, t(name), tone, "", short, reason, "", "")
    former = row.former or {}
    return _Line(
        row.line, t(name), tone,
        _now(str(former["record_date"]) if "record_date" in former else None, str(row.record_date)),
        _now(former.get("counterparty"), row.counterparty or "", "counterparty" in former),
        _now(former.get("description"), row.description or "", "description" in former),
        _category(row),
        _now(_amount(row, former) if former.keys() & {"amount", "direction"} else None,
             _amount(row, {})),
    )  # fmt: skip


def _amount(row: PreviewRow, former: Mapping[str, Any]) -> str:
    """The amount with the sign of its direction, as the books or the file say it."""
    said = {name: former.get(name, getattr(row, name)) for name in ("amount", "direction")}
    currency = former.get("currency") or row.currency
    amount = said["amount"]
    sign = "−" if amount is not None and amount < 0 else ""
    if said["direction"] == "expense":
        sign = "+" if sign else "−"
    elif said["direction"] == "income":
        sign = sign or "+"
    return f"{sign}{money(abs(amount) if amount is not None else None, currency)}"


def _now(before: str | None, after: str, differs: bool = True) -> str:
    """What the books say → what the file says."""
    return f"{before or '–'} → {after or '–'}" if before is not None and differs else after


def _category(row: PreviewRow) -> str:
    if not row.category:
        return ""
    by = t(BY[row.category_by]) if row.category_by in BY else ""
    why = row.rule or by
    return f"{row.category} · {why}" if why else row.category


def _bulk(batch: BatchRow, found: Sequence[PreviewRow], picked: list[PreviewRow]) -> None:
    """Buttons for what the ticked rows allow."""
    if not picked:
        return
    said = batch.options.get("decisions") or {}
    with st.container(horizontal=True, vertical_alignment="center", key="imports.bulk"):
        st.caption(t("{n} selected", n=number(len(picked))), width="content")
        for mark, decisions in DECISIONS.items():
            lines = [row.line for row in picked if row.mark == mark]
            for word, name, icon in decisions if lines else ():
                _decide(batch, f"{mark}.{word}", t(name), icon, dict.fromkeys(lines, word))
        back = [row.line for row in picked if str(row.line) in said]
        if back:
            _decide(batch, "back", t("As suggested"), ":material/undo:", dict.fromkeys(back))


def _decide(
    batch: BatchRow, name: str, label: str, icon: str, decisions: Mapping[int, str | None]
) -> None:
    def work() -> None:
        actions.say(batch.id, decisions=dict(decisions))
        st.session_state.pop(f"imports.rows.{batch.id}", None)

    if st.button(label, icon=icon, key=f"imports.decide.{name}"):
        work()
        st.rerun(scope="app")


def _page_number() -> int:
    text = st.query_params.get(PAGE, "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 10 else 1  # noqa: PLR2004


def _pages(total: int, current: int) -> None:
    pages = ceil(total / PAGE_SIZE)
    first, last = (current - 1) * PAGE_SIZE + 1, min(current * PAGE_SIZE, total)
    key = f"imports.pages.{current}"

    def turn() -> None:
        st.query_params[PAGE] = str(st.session_state[key])

    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center",
        key="imports.foot",
    ):  # fmt: skip
        st.caption(
            t("{first}–{last} of {total}", first=first, last=last, total=number(total)),
            width="content",
        )
        if pages > 1:
            st.pagination(pages, default=current, key=key, on_change=turn)


def opened_line(batch: BatchRow) -> None:
    """The dialog of a row that was clicked, with cells to correct where it cannot be read."""
    text = st.query_params.get(LINE, "")
    if not text.isdecimal():
        return
    line = int(text)
    with page_uow() as ctx:
        rejected = rejected_rows(ctx, batch.id, line=line)
    if not rejected:
        st.query_params.pop(LINE, None)
        return
    show_dialog(
        t("Line {line}", line=line),
        partial(_correct, batch, line, rejected[0].cells, rejected[0].reason),
        width="small",
        on_dismiss=_close_line,
    )


def _close_line() -> None:
    st.query_params.pop(LINE, None)


def _correct(batch: BatchRow, line: int, cells: Mapping[str, str], reason: str) -> None:
    st.markdown(f":orange[:material/info:] {plain(reason)}")
    wrong = {error["column"] for error in (batch.preview or {})["errors"] if error["line"] == line}
    with st.form(f"imports.correct.{line}", border=False):
        given = {
            name: st.text_input(
                plain(name),
                value,
                key=f"imports.cell.{batch.id}.{line}.{place}",
                icon=":material/edit:" if name in wrong else None,
            )
            for place, (name, value) in enumerate(
                sorted(cells.items(), key=lambda one: one[0] not in wrong)
            )
            if value or name in wrong
        }
        sent = st.form_submit_button(
            t("Read again"), type="primary", key=f"imports.correct.{line}.send"
        )
    if sent:
        changed = {name: text for name, text in given.items() if text.strip() != cells[name]}
        _close_line()
        if changed:
            actions.correct(batch.id, line, changed, committed=batch.state != "preview")
        st.rerun()
