"""Inputs and rows of users, roles, sessions and tokens."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, field_validator

from core.identity.roles import ROLES

USERNAME = r"^[a-z0-9][a-z0-9._@-]{1,63}$"


class UserIn(BaseModel):
    """A new account. Without a password one is made and must be changed at first login."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    username: str = Field(pattern=USERNAME)
    display_name: str = Field(default="", max_length=200)
    email: str | None = Field(default=None, max_length=320)
    roles: tuple[str, ...] = Field(default=("employee",), min_length=1)
    department_id: int | None = None
    manager_id: int | None = None
    locale: str | None = None
    password: str | None = Field(default=None, repr=False)

    @field_validator("username", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value


class UserPatch(BaseModel):
    """Changes to an account; what is not given stays."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    display_name: str | None = Field(default=None, max_length=200)
    email: str | None = Field(default=None, max_length=320)
    roles: tuple[str, ...] | None = Field(default=None, min_length=1)
    department_id: int | None = None
    manager_id: int | None = None
    locale: str | None = None
    is_active: bool | None = None


class UserRow(BaseModel):
    """An account as others may read it; never its secrets."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

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


class PersonRow(BaseModel):
    """What everybody may know of a colleague."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: int
    name: str
    department_id: int | None


class TokenRow(BaseModel):
    """A REST token without its secret."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: int
    name: str
    scopes: tuple[str, ...] | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


BUILT_IN_ROLES = tuple(ROLES)
