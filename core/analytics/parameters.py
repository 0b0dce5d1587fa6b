"""Parameters of a statement: `$name`, each with a kind that decides how it is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from core.kit.errors import Invalid
from core.kit.i18n import N_
from core.kit.inputs import Input, Line, OptionalLine


class ParameterKind(StrEnum):
    """How a value is asked for, and as what it reaches the statement."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    CHOICE = "choice"


class Parameter(Input):
    """A parameter of a saved query: `default` is its value as text, `options` those of a choice."""

    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$")]
    kind: ParameterKind = ParameterKind.TEXT
    label: OptionalLine = None
    default: OptionalLine = None
    options: Annotated[tuple[Line, ...], Field(max_length=200)] = ()


TOKENS = re.compile(
    r"--[^\n]*"  # a comment to the end of its line
    r"|/\*.*?(?:\*/|$)"
    r"|'(?:[^']|'')*(?:'|$)"
    r'|"(?:[^"]|"")*(?:"|$)'
    r"|\$([A-Za-z_][A-Za-z0-9_]*|)\$.*?(?:\$\1\$|$)"
    r"|\$([A-Za-z_][A-Za-z0-9_]{0,62})\b",
    re.DOTALL,
)
DATE_WORDS = frozenset(["date", "day", "from", "to", "since", "until", "start", "end", "as_of"])
NUMBER_WORDS = frozenset(
    "year month quarter week days number count limit n top min max amount id rate percent".split()  # noqa: SIM905
)


def parameters_of(sql: str) -> tuple[str, ...]:
    """Names of the `$name` parameters in order of appearance; not those in texts and comments."""
    found = [match[2] for match in TOKENS.finditer(sql) if match[2]]
    return tuple(dict.fromkeys(found))


def parameters_for(sql: str, known: Iterable[Parameter]) -> tuple[Parameter, ...]:
    """A parameter for each name in the statement: as it is known, else as its name suggests."""
    by_name = {one.name: one for one in known}
    return tuple(
        by_name.get(name) or Parameter(name=name, kind=_kind_of(name))
        for name in parameters_of(sql)
    )


def _kind_of(name: str) -> ParameterKind:
    words = {name.lower(), *name.lower().split("_")}
    if words & DATE_WORDS:
        return ParameterKind.DATE
    return ParameterKind.NUMBER if words & NUMBER_WORDS else ParameterKind.TEXT


def typed_values(parameters: Iterable[Parameter], values: Mapping[str, Any]) -> dict[str, Any]:
    """Each parameter's value, or its default, as its kind wants it; None where there is neither.

    Raises Invalid for a value of another kind, an option that is none, and unknown names.
    """
    wanted = {one.name: one for one in parameters}
    unknown = [name for name in values if name not in wanted]
    if unknown:
        raise Invalid(
            "sql.parameter_unknown",
            N_("The statement has no parameter ${name}."),
            name=unknown[0],
        )
    return {name: _typed(one, values.get(name, one.default)) for name, one in wanted.items()}


def _typed(parameter: Parameter, value: Any) -> Any:
    if value is None or value == "":
        return None
    try:
        if parameter.kind is ParameterKind.NUMBER:
            return _number(value)
        if parameter.kind is ParameterKind.DATE:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
    except (ValueError, InvalidOperation):
        raise Invalid(
            "sql.parameter", N_("${name} is not a value of its kind."), name=parameter.name
        ) from None
    text = str(value)
    if parameter.kind is ParameterKind.CHOICE and text not in parameter.options:
        raise Invalid(
            "sql.parameter_option", N_("${name} is none of its options."), name=parameter.name
        )
    return text


def _number(value: Any) -> int | Decimal:
    number = Decimal(str(value))
    if not number.is_finite() or abs(number.adjusted()) > 30:  # noqa: PLR2004 (DECIMAL holds 38)
        raise ValueError(value)
    return int(number) if number == number.to_integral_value() else number
