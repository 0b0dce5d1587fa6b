"""`thing_page`: the whole screen of a plain thing: list, new, record with change and delete.

    thing_page(Thing(page="accounts", …))

Each text is a msgid. The services are the feature's own; the page only names them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from pydantic import BaseModel

from core.kit.context import Ctx
from core.kit.i18n import N_, t
from pages.ui.fields import Choices
from pages.ui.forms import edit_form, model_form
from pages.ui.lists import RecordList, record_list
from pages.ui.page import page_header
from pages.ui.records import RecordPage, Section, confirm_button, record_page
from pages.ui.session import page_uow
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
    of its forms, by field; `title_of` names a record; `badge_of` is the state in its header."""

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
    above: Callable[[], None] | None = None


def thing_page(thing: Thing) -> None:
    """Draw the list or, when the address names one, the record."""
    if (opened := opened_record()) is not None:
        _show(thing, opened)
        return
    with page_uow() as ctx:
        may_edit = ctx.actor.can(thing.edit)
    with page_header(t(thing.title)):
        if may_edit and st.button(
            t(thing.new), type="primary", icon=":material/add:", key=f"{thing.listing.page}.add"
        ):
            add_dialog(thing)
    if thing.above:
        thing.above()
    record_list(thing.listing, name=t(thing.title))


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

    st.dialog(t(thing.new), width="medium")(form)()


def _show(thing: Thing, row_id: int) -> None:
    with page_uow() as ctx:
        row = thing.services.get(ctx, row_id)
        choices = thing.choices(ctx)
        may_edit = ctx.actor.can(thing.edit)
    change = Section(N_("Change"), lambda: _edit(thing, row, choices))
    record_page(
        thing.record,
        row,
        title=thing.title_of(row),
        names=choices,
        badge=thing.badge_of(row),
        actions=(lambda: _delete(thing, row_id)) if may_edit else None,
        sections=(*thing.sections(row), *((change,) if may_edit else ())),
    )


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
