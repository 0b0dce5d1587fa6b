"""Inputs and rows of users, roles, sessions and tokens."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from core.identity.roles import ROLES
from core.kit.inputs import UNSET, Id, Input, Name, OptionalCode, OptionalLine, Row

Password = Annotated[str, StringConstraints(strip_whitespace=False)]
USERNAME = r"^[a-z0-9][a-z0-9._@-]{1,63}$"


class UserIn(Input):
    """A new account. Without a password one is made and must be changed at first login."""

    username: str = Field(pattern=USERNAME)
    display_name: str = Field(default="", max_length=200)
    email: OptionalLine = None
    roles: tuple[str, ...] = Field(default=("employee",), min_length=1)
    department_id: Id | None = None
    manager_id: Id | None = None
    locale: OptionalCode = None
    password: Password | None = Field(default=None, repr=False)

    @field_validator("username", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value


class UserPatch(Input):
    """Changes to an account; what is not given stays."""

    display_name: Name = UNSET
    email: OptionalLine = None
    roles: tuple[str, ...] | None = Field(default=None, min_length=1)
    department_id: Id | None = None
    manager_id: Id | None = None
    locale: OptionalCode = None
    is_active: bool = UNSET


class UserRow(Row):
    """An account as others may read it; never its secrets."""

    id: int
    username: str
    display_name: str
    email: str | None
    role: str
    roles: tuple[str, ...]
    department_id: int | None
    manager_id: int | None
    is_active: bool
    locale: str | None
    must_change_password: bool
    created_at: datetime
    updated_at: datetime
    version: int


class PersonRow(Row):
    """What everybody may know of a colleague."""

    id: int
    name: str
    department_id: int | None


class TokenRow(Row):
    """A REST token without its secret."""

    id: int
    name: str
    scopes: tuple[str, ...] | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


BUILT_IN_ROLES = tuple(ROLES)
