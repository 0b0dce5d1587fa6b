"""`thing_page`: the whole screen of a plain thing: list, new, record with change and delete.

    thing_page(Thing(page="accounts", …))

Each text is a msgid. The services are the feature's own; the page only names them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import streamlit as st
from pydantic import BaseModel

from core.kit.context import Ctx
from core.kit.i18n import N_, t
from pages.ui.dialogs import show_dialog
from pages.ui.errors import reported
from pages.ui.fields import Choices
from pages.ui.forms import edit_form, model_form
from pages.ui.lists import RecordList, record_list
from pages.ui.notices import toast
from pages.ui.page import page_header
from pages.ui.records import RecordPage, Section, confirm_button, record_page
from pages.ui.session import page_uow, submit
from pages.ui.url import close_record, open_record, opened_record

AllChoices = Mapping[str, Choices]


@dataclass(frozen=True)
class Services:
    """What a plain thing can be asked: `update(ctx, id, patch, expected_version=…)`."""

    get: Callable[[Ctx, int], Any]
    create: Callable[[Ctx, Any], Any]
    update: Callable[..., Any]
    delete: Callable[[Ctx, int], None]


@dataclass(frozen=True)
class Thing:
    """A plain thing and its screen. `edit` is the right to change it; `choices` are the options
    of its forms, by field; `title_of` names a record; `badge_of` is the state in its header;
    `actions` draws what else can be done with a record, `lead` what stands above its fields; with
    `restore` a deleted one comes back."""

    title: str
    new: str
    listing: RecordList
    record: RecordPage
    services: Services
    model: type[BaseModel]
    patch: type[BaseModel]
    edit: str
    title_of: Callable[[Any], str]
    choices: Callable[[Ctx], AllChoices] = lambda _ctx: {}
    badge_of: Callable[[Any], tuple[str, Any] | None] = lambda _row: None
    start: Mapping[str, Any] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    omit: tuple[str, ...] = ()
    delete_text: str = N_("Delete")
    delete_question: str = N_("Delete this for good?")
    delete_done: str = N_("Deleted.")
    sections: Callable[[Any], Sequence[Section]] = lambda _row: ()
    lead: Callable[[Any], object] | None = None
    above: Callable[[], None] | None = None
    actions: Callable[[Any], None] | None = None
    restore: Callable[[Ctx, int], object] | None = None


def thing_page(thing: Thing) -> None:
    """Draw the list or, when the address names one, the record."""
    if (opened := opened_record()) is not None:
        _show(thing, opened)
        return
    thing_head(thing)
    if thing.above:
        thing.above()
    record_list(thing.listing, name=t(thing.title))


def thing_head(thing: Thing) -> None:
    """The top of the page that lists them, with the way to a new one."""
    with page_uow() as ctx:
        may_edit = ctx.actor.can(thing.edit)
    with page_header(t(thing.title)):
        if may_edit and st.button(
            t(thing.new), type="primary", icon=":material/add:", key=f"{thing.listing.page}.add"
        ):
            add_dialog(thing)


def add_dialog(thing: Thing) -> None:
    """The form of a new one, in a dialog."""
    with page_uow() as ctx:
        choices = thing.choices(ctx)

    def form() -> None:
        model_form(
            thing.model,
            thing.services.create,
            key=f"{thing.listing.page}.new",
            values=thing.start,
            choices=choices,
            hints={name: t(text) for name, text in thing.hints.items()},
            omit=thing.omit,
            then=lambda row: open_record(row.id),
            border=False,
        )

    show_dialog(t(thing.new), form)


def _show(thing: Thing, row_id: int) -> None:
    with page_uow() as ctx:
        row = thing.services.get(ctx, row_id)
        choices = thing.choices(ctx)
        may_edit = ctx.actor.can(thing.edit)
    gone = getattr(row, "deleted_at", None) is not None
    change = Section(N_("Change"), lambda: _edit(thing, row, choices))
    record_page(
        thing.record,
        row,
        title=thing.title_of(row),
        names=choices,
        badge=thing.badge_of(row),
        actions=(lambda: _actions(thing, row, gone=gone)) if may_edit else None,
        lead=_lead(thing, row) if not gone else None,
        sections=() if gone else (*thing.sections(row), *((change,) if may_edit else ())),
    )


def _lead(thing: Thing, row: Any) -> Callable[[], object] | None:
    draw = thing.lead
    return None if draw is None else lambda: draw(row)


def _actions(thing: Thing, row: Any, *, gone: bool) -> None:
    if not gone:
        if thing.actions:
            thing.actions(row)
        _delete(thing, row.id)
    elif thing.restore and st.button(
        t("Restore"),
        type="primary",
        icon=":material/restore_from_trash:",
        key=f"{thing.listing.page}.restore",
    ):
        with reported():
            submit(partial(_restore, thing.restore, row.id))
            toast(t("Restored."))
            st.rerun()


def _restore(restore: Callable[[Ctx, int], object], row_id: int, ctx: Ctx) -> object:
    return restore(ctx, row_id)


def _edit(thing: Thing, row: Any, choices: AllChoices) -> None:
    edit_form(
        row,
        thing.patch,
        lambda ctx, patch, version: thing.services.update(
            ctx, row.id, patch, expected_version=version
        ),
        key=f"{thing.listing.page}.edit",
        choices=choices,
        hints={name: t(text) for name, text in thing.hints.items()},
        omit=thing.omit,
    )


def _delete(thing: Thing, row_id: int) -> None:
    confirm_button(
        t(thing.delete_text),
        t(thing.delete_question),
        lambda ctx: thing.services.delete(ctx, row_id),
        key=f"{thing.listing.page}.delete",
        done=t(thing.delete_done),
        then=close_record,
    )
