"""How a form runs: draw, check, save once, say so. Pages use `pages.ui.forms`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import streamlit as st
from pydantic import BaseModel, ValidationError

from core.kit.context import Actor, Ctx
from core.kit.errors import AppError, Stale
from core.kit.i18n import t
from core.kit.uow import run_in_uow
from core.kit.validation import field_texts
from pages.ui.fields import Choices, FormField, draw_field, widget_value
from pages.ui.labels import label
from pages.ui.notices import toast
from pages.ui.plain import plain
from pages.ui.session import submit

Saved = Any


@dataclass(frozen=True)
class Form:
    """A form as it is asked for; see `model_form` and `edit_form`."""

    model: type[BaseModel]
    save: Callable[[Ctx, Any, int | None], Saved]
    key: str
    fields: tuple[FormField, ...]
    start: Mapping[str, Any]
    choices: Mapping[str, Choices]
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    submit_label: str
    done: str
    then: Callable[[Saved], None] | None
    border: bool
    subject: tuple[str, Any] = ("", None)
    version: int | None = None
    only_changes: bool = False
    who: Actor | None = None
    stay: bool = False
    primary: bool = True

    def title(self, name: str) -> str:
        """The field's translated name."""
        return self.labels.get(name) or label(name)

    def options(self, name: str) -> Choices | None:
        """What may be chosen; the present value always may."""
        known, present = self.choices.get(name), self.start.get(name)
        if known is None or isinstance(present, tuple | list) or present is None:
            return known
        return known if present in known else {**known, present: str(present)}

    def shown(self, one: FormField) -> Any:
        """What the widget of a field starts with."""
        return widget_value(one, self.start.get(one.name), self.options(one.name))


@dataclass
class Guard:
    """What a form remembers between runs.

    `saved` holds what the first click of a submit saved: a second click that interrupted the
    first finds it and saves nothing. It changes without a Streamlit call in between.
    """

    start: Mapping[str, Any]
    subject: tuple[str, Any]
    version: int | None
    saved: list[Saved] = field(default_factory=list)
    stale: bool = False


def run_form(form: Form) -> None:
    """Draw the form and, when it was sent, save it."""
    guard = _guard(form)
    boxes, given, pressed = _draw(form)
    if guard.stale and st.button(t("Show the current values"), key=f"{form.key}.reload"):
        st.session_state.pop(f"{form.key}.form")
        st.rerun()
    if not pressed:
        return
    if not guard.saved:
        errors = _save(form, guard, given)
        if errors:
            _show(form, boxes, errors)
            return
    if form.done:
        toast(form.done)
    if form.then:
        form.then(guard.saved[0])
    if not form.stay:
        st.rerun()


def _guard(form: Form) -> Guard:
    """The form's memory; a new one, with the widgets reset, when a new round begins."""
    place = f"{form.key}.form"
    guard: Guard | None = st.session_state.get(place)
    keys = [f"{form.key}.{one.name}" for one in form.fields]
    going_on = (
        guard is not None
        and guard.subject == form.subject
        and all(key in st.session_state for key in keys)
        and (st.session_state.get(f"{form.key}.save") or not guard.saved)
    )
    if guard is not None and going_on:
        return guard
    guard = st.session_state[place] = Guard(dict(form.start), form.subject, form.version)
    for one, key in zip(form.fields, keys, strict=True):
        st.session_state[key] = form.shown(one)
    return guard


def _draw(form: Form) -> tuple[dict[str, Any], dict[str, Any], bool]:
    boxes: dict[str, Any] = {}
    given: dict[str, Any] = {}
    with st.form(form.key, border=form.border):
        for one in form.fields:
            boxes[one.name] = st.container(gap="xxsmall", key=f"{form.key}.{one.name}.box")
            with boxes[one.name]:
                given[one.name] = draw_field(
                    one,
                    form.title(one.name),
                    f"{form.key}.{one.name}",
                    form.options(one.name),
                    form.hints.get(one.name),
                )
        boxes[""] = st.container(gap="xxsmall", key=f"{form.key}.errors")
        kind: Literal["primary", "secondary"] = "primary" if form.primary else "secondary"
        pressed = st.form_submit_button(form.submit_label, type=kind, key=f"{form.key}.save")
    return boxes, given, pressed


def _save(form: Form, guard: Guard, given: Mapping[str, Any]) -> dict[str, str]:
    """Check and save; texts by field when something is wrong, nothing when it is saved."""
    try:
        value = form.model.model_validate(_raw(form, guard, given))
        guard.saved.append(_write(form, lambda ctx: form.save(ctx, value, guard.version)))
    except ValidationError as error:
        return field_texts(error.errors())
    except Stale as error:
        guard.stale = True
        return {"": " ".join([error.text(), *_differences(form, guard)])}
    except AppError as error:
        return error.field_texts() or {"": error.text()}
    return {}


def _write(form: Form, work: Callable[[Ctx], Saved]) -> Saved:
    return submit(work) if form.who is None else run_in_uow(form.who, work)


def _raw(form: Form, guard: Guard, given: Mapping[str, Any]) -> dict[str, Any]:
    if not form.only_changes:
        return {name: value for name, value in given.items() if value not in (None, ())}
    before = {one.name: _as_given(form, one, guard.start) for one in form.fields}
    return {name: value for name, value in given.items() if value != before[name]}


def _as_given(form: Form, one: FormField, start: Mapping[str, Any]) -> Any:
    shown = widget_value(one, start.get(one.name), form.options(one.name))
    if isinstance(shown, list):
        return tuple(shown)
    return shown or None if isinstance(shown, str) else shown


def _differences(form: Form, guard: Guard) -> list[str]:
    """What somebody else changed since the form was opened."""
    texts = []
    for one in form.fields:
        now, options = form.start.get(one.name), form.options(one.name) or {}
        if now != guard.start.get(one.name):
            texts.append(
                t(
                    "{field} is now “{value}”.",
                    field=form.title(one.name),
                    value=options.get(now, now),
                )
            )
    return texts


def _show(form: Form, boxes: Mapping[str, Any], errors: Mapping[str, str]) -> None:
    for name, text in errors.items():
        if name in boxes and name:
            boxes[name].caption(f":red[:material/error: {plain(text)}]")
        else:
            shown = f"{form.title(name)}: {text}" if name else text
            boxes[""].warning(plain(shown), icon=":material/info:")
