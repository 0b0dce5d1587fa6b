"""Why a statement was not run, in words an analyst can act on."""

from __future__ import annotations

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
BROKEN = {
    "unreadable": N_("The analysts' file cannot be opened right now. Try again in a moment."),
    "build": N_("The analysts' file could not be built. {detail}"),
}


def refusal(reason: str, **params: Any) -> AppError:
    """The error for a worker's reason: Invalid for the statement's fault, else Unavailable."""
    if reason in BROKEN:
        return Unavailable(f"sql.{reason}", BROKEN[reason], **params)
    return Invalid(f"sql.{reason}", REASONS[reason], **params)
