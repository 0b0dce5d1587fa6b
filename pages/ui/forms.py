"""`model_form`: a form from a pydantic input; errors stand at their fields.

    model_form(
        DepartmentIn,
        create_department,                       # save(ctx, value) -> row
        key="departments.new",
        choices={"parent_id": departments, "manager_id": people},
        then=lambda row: open_record(row.id),
    )

    edit_form(
        row, DepartmentPatch,
        lambda ctx, patch, version: update_department(
            ctx, row.id, patch, expected_version=version),
        key="departments.edit",
    )

A submit is one service call in one unit of work, then a message and a rerun. A second click
while the first is being saved does not save twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from core.kit.context import Actor, Ctx
from core.kit.i18n import t
from pages.ui.fields import Choices, form_fields
from pages.ui.form_run import Form, Saved, run_form

Model = TypeVar("Model", bound=BaseModel)


def model_form(
    model: type[Model],
    save: Callable[[Ctx, Model], Saved],
    *,
    key: str,
    values: Mapping[str, Any] | None = None,
    choices: Mapping[str, Choices] | None = None,
    labels: Mapping[str, str] | None = None,
    hints: Mapping[str, str] | None = None,
    omit: Collection[str] = (),
    submit_label: str | None = None,
    done: str | None = None,
    then: Callable[[Saved], None] | None = None,
    border: bool = True,
    who: Actor | None = None,
    stay: bool = False,
    primary: bool = True,
) -> None:
    """A form for a new thing. `values`: what it starts with.

    `choices`: field -> value -> words, for enums and related rows. `labels` and `hints`:
    field -> translated text. `done`: translated message after saving ("" for none). `then` gets
    what `save` returned, before the page reruns. Draws one primary button, or a plain one where
    `primary` is false.
    `who`: acts instead of the person at the screen; `stay`: no rerun after `then`. Both are for
    the screens before the login.
    """
    form = Form(
        model=model,
        save=lambda ctx, value, _version: save(ctx, value),
        key=key,
        fields=tuple(form_fields(model, frozenset(omit))),
        start=dict(values or {}),
        choices=choices or {},
        labels=labels or {},
        hints=hints or {},
        submit_label=submit_label or t("Save"),
        done=t("Saved.") if done is None else done,
        then=then,
        border=border,
        who=who,
        stay=stay,
        primary=primary,
    )
    run_form(form)


def edit_form(
    row: BaseModel,
    patch: type[Model],
    save: Callable[[Ctx, Model, int | None], Saved],
    *,
    key: str,
    choices: Mapping[str, Choices] | None = None,
    labels: Mapping[str, str] | None = None,
    hints: Mapping[str, str] | None = None,
    omit: Collection[str] = (),
    submit_label: str | None = None,
    done: str | None = None,
    then: Callable[[Saved], None] | None = None,
    border: bool = True,
) -> None:
    """A form for what exists: only what the person changed is sent, with the version they saw.

    Who saved in the meantime is not overwritten: the form says what changed and starts anew.
    """
    fields = [one for one in form_fields(patch, frozenset(omit)) if hasattr(row, one.name)]
    form = Form(
        model=patch,
        save=save,
        key=key,
        fields=tuple(fields),
        start={one.name: getattr(row, one.name) for one in fields},
        subject=(type(row).__name__, getattr(row, "id", None)),
        version=getattr(row, "version", None),
        only_changes=True,
        choices=choices or {},
        labels=labels or {},
        hints=hints or {},
        submit_label=submit_label or t("Save"),
        done=t("Saved.") if done is None else done,
        then=then,
        border=border,
    )
    run_form(form)
