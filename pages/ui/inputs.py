"""Inputs only pages need. They cannot stand in a page script: Streamlit runs it in a module of
its own, where pydantic does not find the types of the annotations.
"""

from __future__ import annotations

from pydantic import Field

from core.kit.inputs import Day, Input, Line, Money, Name, OptionalLine, OptionalText


class NewToken(Input):
    """What a new REST token is asked with."""

    name: Name
    scopes: tuple[str, ...] = ()
    expires_days: int | None = Field(default=None, ge=1, le=3650)


class NewPassword(Input):
    """The old password, and the new one twice."""

    old: str = Field(repr=False)
    new: str = Field(repr=False)
    repeat: str = Field(repr=False)


class NewStatus(Input):
    """Why a project goes on in another state."""

    reason: OptionalLine = None


class Completion(Input):
    """When a project ended."""

    actual_end_date: Day
    reason: OptionalLine = None


class Reopening(Input):
    """Why a completed project goes on."""

    reason: Line


class StatementEntry(Input):
    """What a statement says of the account whose page is open."""

    balance_on: Day
    balance: Money
    note: OptionalText = None
