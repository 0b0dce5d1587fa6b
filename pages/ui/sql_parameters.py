"""Parameters of the statement on the SQL page: a fitting field for each `$name`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from core.analytics import Parameter, ParameterKind, parameters_for
from core.kit.i18n import N_, t
from pages.ui.url import read_day

KNOWN = "sql.parameters"
FIELD_WIDTH = 180  # pixels
KIND_NAMES: dict[str, str] = {
    ParameterKind.TEXT: N_("Text"),
    ParameterKind.NUMBER: N_("Number"),
    ParameterKind.DATE: N_("Day"),
    ParameterKind.CHOICE: N_("Choice"),
}


def put_parameters(parameters: Sequence[Parameter]) -> None:
    """The parameters of the query that was opened."""
    st.session_state[KNOWN] = tuple(parameters)
    for key in [one for one in st.session_state if str(one).startswith("sql.value.")]:
        del st.session_state[key]


def parameters_now(sql: str) -> tuple[Parameter, ...]:
    """A parameter for each name in the statement."""
    return parameters_for(sql, st.session_state.get(KNOWN, ()))


def draw_parameters(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """A field for each; their values by name."""
    if not parameters:
        return {}
    with st.container(horizontal=True, vertical_alignment="bottom", key="sql.parameters_row"):
        values = {one.name: _field(one) for one in parameters}
        with st.popover("", icon=":material/tune:", help=t("Kinds of the parameters")):
            changed = tuple(_kind(one) for one in parameters)
    if changed != tuple(parameters):
        st.session_state[KNOWN] = changed
        st.rerun()
    return values


def _field(parameter: Parameter) -> Any:
    label = parameter.label or f"${parameter.name}"
    key = f"sql.value.{parameter.name}.{parameter.kind.value}"
    with st.container(width=FIELD_WIDTH, key=f"{key}.box"):
        return FIELDS[parameter.kind](parameter, label, key)


def _text_field(parameter: Parameter, label: str, key: str) -> str | None:
    return st.text_input(label, value=parameter.default or "", max_chars=500, key=key) or None


def _number_field(parameter: Parameter, label: str, key: str) -> str | None:
    return st.text_input(label, value=parameter.default or "", key=key, placeholder="0") or None


def _date_field(parameter: Parameter, label: str, key: str) -> date | None:
    return st.date_input(
        label, value=read_day(parameter.default or ""), key=key, format="YYYY-MM-DD"
    )


def _choice_field(parameter: Parameter, label: str, key: str) -> str | None:
    options = list(parameter.options)
    place = options.index(parameter.default) if parameter.default in options else None
    return st.selectbox(label, options, index=place, key=key)


FIELDS = {
    ParameterKind.TEXT: _text_field,
    ParameterKind.NUMBER: _number_field,
    ParameterKind.DATE: _date_field,
    ParameterKind.CHOICE: _choice_field,
}


def _kind(parameter: Parameter) -> Parameter:
    """What a person chooses for it: kind, options, value at the start."""
    key = f"sql.kind.{parameter.name}"
    kinds = list(ParameterKind)
    kind = st.selectbox(
        f"${parameter.name}",
        kinds,
        index=kinds.index(parameter.kind),
        format_func={one: t(KIND_NAMES[one]) for one in kinds}.__getitem__,
        key=key,
    )
    options = parameter.options
    if kind is ParameterKind.CHOICE:
        text = st.text_input(
            t("Options, parted by commas"),
            value=", ".join(options),
            max_chars=500,
            key=f"{key}.options",
        )
        options = tuple(one.strip() for one in (text or "").split(",") if one.strip())[:200]
    default = st.text_input(
        t("Value at the start"),
        value=parameter.default or "",
        max_chars=500,
        key=f"{key}.default",
    )
    return parameter.model_copy(
        update={"kind": kind, "options": options, "default": (default or "").strip() or None}
    )
