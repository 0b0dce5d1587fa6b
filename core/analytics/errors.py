"""Why a statement was not run, in words an analyst can act on."""

from __future__ import annotations

import re
from typing import Any

from core.kit.errors import AppError, Invalid, Unavailable
from core.kit.i18n import N_

REASONS = {
    "empty": N_("Write a SELECT statement first."),
    "too_long": N_("The statement is longer than {limit} characters."),
    "several": N_("Only one statement at a time. Remove what stands after the semicolon."),
    "not_select": N_("Only SELECT statements are allowed here."),
    "syntax": N_("The statement has a syntax error. {detail}"),
    "table": N_("There is no view named {name}. The catalogue lists the views you can use."),
    "schema": N_("Write view names without a schema: {name} is not available."),
    "function": N_("The function {name} is not available here."),
    "type": N_("The type {name} is not available here."),
    "construct": N_("This construct is not available here: {name}."),
    "series": N_("A series may have at most {limit} steps."),
    "width": N_("The length in {name} must be a number of at most {limit}."),
    "complex": N_("The statement is nested too deeply."),
    "failed": N_("The query failed. {detail}"),
    "memory": N_("The query needs more than {limit} MB of memory. Filter or group earlier."),
    "timeout": N_("The query took longer than {seconds} seconds and was stopped."),
    "cancelled": N_("The query was cancelled."),
    "crashed": N_("The query was stopped because it used too much memory or time."),
}
WITH_PLACE = {
    "syntax": N_("Syntax error in line {line}, column {column}, at {near}."),
    "syntax_end": N_("The statement ends too early: something is missing in line {line}."),
    "failed": N_("Line {line}: {detail}"),
}
KNOWN: tuple[tuple[str, str, str], ...] = (
    (
        r'Referenced column "(?P<name>[^"]*)" (?:was )?not found',
        N_("There is no column {name} here. Similar ones: {similar}"),
        N_("There is no column {name} here."),
    ),
    (
        r'Values list "(?P<table>[^"]*)" does not have a column named "(?P<name>[^"]*)"',
        "",
        N_("{table} has no column {name}."),
    ),
    (
        r'Referenced table "(?P<name>[^"]*)" not found',
        "",
        N_("{name} does not stand in FROM."),
    ),
    (
        r'Ambiguous reference to column name "(?P<name>[^"]*)" \(use: (?P<uses>[^)]*)\)',
        "",
        N_("The column {name} is in several views: write {uses}."),
    ),
    (
        r'column "(?P<name>[^"]*)" must appear in the GROUP BY',
        "",
        N_("The column {name} is neither grouped nor summed: use GROUP BY ALL, or any_value()."),
    ),
    (
        r"No function matches the given name and argument types '(?P<call>[^\n]*?)'\. ",
        "",
        N_("{call} does not fit these types. Convert one of them with CAST(… AS …)."),
    ),
    (
        r"Could not convert (?:string|.*?) '?(?P<value>.{0,80}?)'? to (?P<kind>[A-Z0-9_]+)",
        "",
        N_("“{value}” cannot be converted to {kind}. TRY_CAST gives an empty value instead."),
    ),
    (
        r"Values were not provided for .* parameters: (?P<name>[\w, ]+)",
        "",
        N_("The parameter {name} has no value."),
    ),
    (
        r"WHERE clause cannot contain aggregates",
        "",
        N_("WHERE cannot hold a sum: put the condition into HAVING."),
    ),
    (
        r"More than one row returned by a subquery",
        "",
        N_("A subquery that stands for one value gave several rows. Sum it, or add LIMIT 1."),
    ),
    (
        r"Set operations can only apply to expressions with the same number",
        "",
        N_("The parts of a UNION must have the same number of columns."),
    ),
    (r"^Out of Range Error", "", N_("A number became too large. {detail}")),
)
"""What DuckDB says of common mistakes: pattern, our words with and without similar names."""
BROKEN = {
    "unreadable": N_("The analysts' file cannot be opened right now. Try again in a moment."),
    "build": N_("The analysts' file could not be built. {detail}"),
    "export": N_("The file could not be written. Try again in a moment."),
}


OUTCOMES = {
    None: N_("Answered"),
    "sql.cancelled": N_("Cancelled"),
    "sql.timeout": N_("Took too long"),
    "sql.memory": N_("Too much memory"),
    "sql.crashed": N_("Too much memory"),
    "sql.syntax": N_("Syntax error"),
    "sql.failed": N_("Failed"),
    "sql.busy": N_("No free place"),
    "sql.own_busy": N_("No free place"),
}


def outcome_name(code: str | None) -> str:
    """The msgid of what became of a run with that error code; None: it was answered."""
    return OUTCOMES.get(code, N_("Not allowed"))


def refusal(reason: str, **params: Any) -> AppError:
    """The error for a worker's reason: Invalid for the statement's fault, else Unavailable.

    `line` and `column` in `params`, counted from 1, say where, as far as that is known.
    """
    if reason in BROKEN:
        return Unavailable(f"sql.{reason}", BROKEN[reason], **params)
    message = REASONS[reason]
    if reason == "failed":
        message, params = _in_plain_words(params)
    elif reason == "syntax" and params.get("line"):
        message, params = _syntax(params)
    return Invalid(f"sql.{reason}", message, **params)


def _syntax(params: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    near = re.search(r'at or near "(.*)"$', params["detail"], re.DOTALL)
    if near:
        return WITH_PLACE["syntax"], {**params, "near": near[1]}
    if "end of input" in params["detail"]:
        return WITH_PLACE["syntax_end"], params
    return WITH_PLACE["failed"], params


def _in_plain_words(params: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    detail = params["detail"]
    for pattern, with_similar, message in KNOWN:
        found = re.search(pattern, detail)
        if found:
            similar = re.search(r"Candidate bindings: (.*)", detail)
            named = {k: v for k, v in found.groupdict().items() if v is not None}
            if with_similar and similar:
                named["similar"] = similar[1].replace('"', "")
                return with_similar, {**params, **named}
            return message, {**params, **named}
    plain = re.sub(r"^[A-Z][A-Za-z ]* Error: ", "", detail).split("\n")[0]
    if params.get("line"):
        return WITH_PLACE["failed"], {**params, "detail": plain}
    return REASONS["failed"], {**params, "detail": plain}
