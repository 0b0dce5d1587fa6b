"""One widget for one field of a pydantic input, chosen by its type."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import streamlit as st
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from core.kit.i18n import t

LONG_FROM = 1000  # a text allowed to be that long gets several lines
SECRETS = frozenset({"password", "old", "new", "repeat"})
Choices = Mapping[Any, str]


@dataclass(frozen=True)
class FormField:
    """What a form needs to know of a model's field."""

    name: str
    base: Any
    optional: bool
    nullable: bool = True
    many: bool = False
    max_length: int | None = None
    least: Any = None
    most: Any = None

    @property
    def is_long(self) -> bool:
        """Whether the text deserves several lines."""
        return self.base is str and (self.max_length or 0) >= LONG_FROM


def form_fields(model: type[BaseModel], omit: frozenset[str]) -> list[FormField]:
    """The model's fields in their order."""
    return [_field(name, info) for name, info in model.model_fields.items() if name not in omit]


def _field(name: str, info: FieldInfo) -> FormField:
    marks: list[Any] = list(info.metadata)
    base, nullable = _base(info.annotation, marks)
    many = get_origin(base) in {tuple, list, set, frozenset}
    return FormField(
        name=name,
        base=get_args(base)[0] if many else base,
        optional=nullable or not info.is_required(),
        nullable=nullable,
        many=many,
        max_length=_mark(marks, "max_length"),
        least=_mark(marks, "ge"),
        most=_mark(marks, "le"),
    )


def _base(annotation: Any, marks: list[Any]) -> tuple[Any, bool]:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *found = get_args(annotation)
        for one in found:
            marks.extend([one, *getattr(one, "metadata", ())])
        return _base(inner, marks)
    if origin in {Union, types.UnionType}:
        kinds = [one for one in get_args(annotation) if one is not type(None)]
        return _base(kinds[0], marks)[0], len(kinds) < len(get_args(annotation))
    return annotation, False


def _mark(marks: list[Any], name: str) -> Any:
    found = (getattr(mark, name, None) for mark in marks)
    return next((value for value in found if value is not None), None)


def draw_field(
    field: FormField, title: str, key: str, choices: Choices | None, hint: str | None
) -> Any:
    """The widget; its value as the model takes it (None: nothing given)."""
    options = choices if choices is not None else _options(field.base)
    shown = title if field.optional or field.base is bool else f"{title} *"
    if field.many:
        return tuple(
            st.multiselect(
                shown,
                list(options or {}),
                key=key,
                format_func=lambda code: (options or {}).get(code, str(code)),
                placeholder=t("Choose"),
                help=hint,
            )
        )
    if options is not None:
        return st.selectbox(
            shown,
            list(options),
            key=key,
            format_func=lambda code: options.get(code, str(code)),
            index=None if field.nullable or st.session_state.get(key) is None else 0,
            placeholder=t("Choose"),
            help=hint,
        )
    if field.base is bool:
        return st.toggle(title, key=key, help=hint)
    if field.base is date:
        return st.date_input(shown, key=key, value=None, format="YYYY-MM-DD", help=hint)
    return _text(field, shown, key, hint)


def _text(field: FormField, shown: str, key: str, hint: str | None) -> str | None:
    if field.is_long:
        typed: str | None = st.text_area(shown, key=key, max_chars=field.max_length, help=hint)
    else:
        typed = st.text_input(
            shown,
            key=key,
            max_chars=field.max_length,
            type="password" if field.name in SECRETS else "default",
            help=hint,
        )
    text = (typed or "").strip() if field.name not in SECRETS else typed or ""
    if field.base in {Decimal, int, float}:
        text = text.replace(",", "").replace("，", "").replace("−", "-")
    return text or None


def _options(base: Any) -> Choices | None:
    if get_origin(base) is Literal:
        return {value: str(value) for value in get_args(base)}
    if isinstance(base, type) and issubclass(base, Enum):
        return {member.value: member.value for member in base}
    return None


def widget_value(field: FormField, value: Any, choices: Choices | None) -> Any:
    """What the field's widget holds for a stored value."""
    if field.many:
        return list(value or ())
    if field.base is bool:
        return bool(value)
    if isinstance(value, Enum):
        value = value.value
    is_choice = choices is not None or _options(field.base) is not None
    if is_choice or field.base is date:
        return value
    return "" if value is None else str(value)
