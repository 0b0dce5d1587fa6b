"""`record_page`: one record: header, fields, what belongs to it, and what happened to it.

record_page(
    RecordPage(
        page="departments", target_type="department", back=N_("Departments"),
        fields=(Column("code"), Column("parent_id"), Column("created_at", "moment")),
    ),
    row, title=row.name, names=names,
    actions=lambda: confirm_button(...),
    sections=(Section(N_("Change"), lambda: edit_form(...)),),
)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.audit import Activity, activity_of
from core.kit.context import Ctx
from core.kit.i18n import N_, t
from pages.ui.errors import reported
from pages.ui.format import moment
from pages.ui.labels import label
from pages.ui.notices import show_toasts, toast
from pages.ui.page import page_header
from pages.ui.plain import plain
from pages.ui.session import page_uow, submit
from pages.ui.table import Column, Names
from pages.ui.url import close_record

ACTIONS: dict[str, str] = {
    "created": N_("created this"),
    "updated": N_("changed"),
    "deleted": N_("deleted this"),
    "roles": N_("changed the roles"),
    "password_changed": N_("changed the password"),
    "succeeded": N_("signed in"),
    "handled": N_("handled this"),
    "ignored": N_("ignored this"),
    "undone": N_("took this back"),
    "restored": N_("restored this"),
    "matched": N_("matched a receipt"),
    "unmatched": N_("took a receipt away"),
    "receipt_lowered": N_("lowered a receipt"),
    "baseline_frozen": N_("froze the plan"),
    "planned": N_("changed the monthly plan"),
    "reconciled": N_("marked this as reconciled"),
}
SHOWN_CHANGES = 4
_TO_TOP = st.components.v2.component(
    "selfmastery_to_top",
    html="<span hidden></span>",
    js="""
// A record that is opened from far down a list begins at its top.
export default function (component) {
  const mark = component.parentElement.querySelector("span")
  const shown = String(component.data?.[0])
  if (!mark || mark.dataset.shown === shown) return
  mark.dataset.shown = shown
  document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0)
}
""",
)


@dataclass(frozen=True)
class Section:
    """A part of a record page: `title` is a msgid, `draw` puts its content there."""

    title: str
    draw: Callable[[], object]
    icon: str | None = None


@dataclass(frozen=True)
class RecordPage:
    """What a record page shows. `target_type` is the name in the audit log; `back` a msgid."""

    page: str
    target_type: str
    back: str
    fields: tuple[Column, ...]


def record_page(
    spec: RecordPage,
    row: Any,
    *,
    title: str,
    names: Names | None = None,
    caption: str = "",
    badge: tuple[str, Any] | None = None,
    actions: Callable[[], object] | None = None,
    lead: Callable[[], object] | None = None,
    sections: Sequence[Section] = (),
) -> None:
    """Draw the page of `row`. `title` is what a person typed; other texts are translated. `lead`
    draws what stands above the fields."""
    show_toasts()
    with st.container(horizontal=True):
        if st.button(
            t(spec.back), icon=":material/arrow_back:", type="tertiary", key=f"{spec.page}.back"
        ):
            close_record()
            st.rerun()
        _TO_TOP(key=f"{spec.page}.to_top", data=[str(row.id)], width="content")
    with page_header(plain(title), caption, badge=badge):
        if actions:
            actions()
    if lead:
        with reported():
            lead()
    main, aside = st.columns([2, 1], gap="large")
    with main:
        field_list(spec.fields, row, names or {})
        for section in sections:
            st.subheader(t(section.title), anchor=False)
            with reported():
                section.draw()
    with aside, reported():
        activity(spec.target_type, row)


def field_list(fields: Sequence[Column], row: Any, names: Names) -> None:
    """Names and values in as many columns as there is room for."""
    with st.grid(3, min_column_width=150, gap="medium") as grid:
        for column in fields:
            with grid.cell(), st.container(gap="xxsmall"):
                st.caption(column.title())
                st.markdown(plain(column.text(row, names)))


def activity(target_type: str, row: Any) -> None:
    """What happened to a record, newest first; its amounts where the row itself shows them."""
    seen = any(getattr(row, name, None) is not None for name in ("amount", "budget"))
    with page_uow() as ctx:
        found = activity_of(ctx, target_type, row.id, sees_amounts=seen)
    st.markdown(f"**{t('Activity')}**")
    if not found:
        st.caption(t("Nothing has happened yet."))
    for one in found:
        st.caption(f"{moment(one.at)} · {plain(one.actor_name)} {_what(one)}")


def _what(one: Activity) -> str:
    verb = t(ACTIONS[one.action]) if one.action in ACTIONS else plain(one.action)
    changes = [
        f"{label(name)}: {plain(_short(before))} → {plain(_short(after))}"
        for name, (before, after) in list(one.changes.items())[:SHOWN_CHANGES]
    ]
    return "  \n".join([verb, *changes])


def _short(value: Any) -> str:
    text = "–" if value in (None, "") else str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"  # noqa: PLR2004


def confirm_button(
    text: str,
    question: str,
    work: Callable[[Ctx], object],
    *,
    key: str,
    done: str,
    icon: str = ":material/delete:",
    then: Callable[[], None] | None = None,
) -> None:
    """A button that asks before it acts, then says `done`. Texts are translated."""
    with st.popover(text, icon=icon, key=f"{key}.ask"):
        st.markdown(question)
        if st.button(text, key=key, type="primary"):
            with reported():
                submit(work)
                toast(done)
                if then:
                    then()
                st.rerun()


def names_of(rows: Mapping[Any, str] | Sequence[Any]) -> dict[Any, str]:
    """Id -> name of rows that have both, for choices and list names."""
    return dict(rows) if isinstance(rows, Mapping) else {row.id: row.name for row in rows}
