"""The company as everybody reads it, and its departments."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from pydantic import BaseModel, ConfigDict, Field, field_validator


class Company(BaseModel):
    """Name, money and calendar of the company."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    name: str = Field(default="", max_length=200)
    currency: str = "CNY"
    timezone: str = "Asia/Shanghai"
    fiscal_year_start: int = Field(default=1, ge=1, le=12)
    locale: str = "zh_CN"

    @field_validator("currency", mode="before")
    @classmethod
    def _currency(cls, value: object) -> object:
        code = str(value).strip().upper()
        if code not in list_currencies():
            raise ValueError("not a currency code of ISO 4217")
        return code

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("not a time zone such as Asia/Shanghai")
        return value


class DepartmentIn(BaseModel):
    """A new department; `parent_id` places it in the tree."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str = Field(min_length=1, max_length=200)
    code: str | None = Field(default=None, max_length=50)
    parent_id: int | None = None
    manager_id: int | None = None


class DepartmentPatch(BaseModel):
    """Changes to a department; what is not given stays."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    name: str | None = Field(default=None, min_length=1, max_length=200)
    code: str | None = Field(default=None, max_length=50)
    parent_id: int | None = None
    manager_id: int | None = None


class DepartmentRow(BaseModel):
    """A department as it is stored."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: int
    name: str
    code: str | None
    parent_id: int | None
    manager_id: int | None
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int
