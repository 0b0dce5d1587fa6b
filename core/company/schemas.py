"""The company as everybody reads it, and its departments."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from core.kit.i18n import N_
from core.kit.inputs import UNSET, Currency, Id, Input, Name, OptionalCode, Row


class Company(BaseModel):
    """Name, money and calendar of the company."""

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    name: str = Field(default="", max_length=200)
    currency: Currency = "CNY"
    timezone: str = "Asia/Shanghai"
    fiscal_year_start: int = Field(default=1, ge=1, le=12)
    locale: str = "zh_CN"

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, OSError, KeyError) as error:
            raise PydanticCustomError(
                "timezone", N_("This is no time zone such as Asia/Shanghai.")
            ) from error
        return value


class DepartmentIn(Input):
    """A new department; `parent_id` places it in the tree."""

    name: Name
    code: OptionalCode = None
    parent_id: Id | None = None
    manager_id: Id | None = None


class DepartmentPatch(Input):
    """Changes to a department; what is not given stays."""

    name: Name = UNSET
    code: OptionalCode = None
    parent_id: Id | None = None
    manager_id: Id | None = None


class DepartmentRow(Row):
    """A department as it is stored."""

    id: int
    name: str
    code: str | None
    parent_id: int | None
    manager_id: int | None
    created_by: int | None
    created_at: datetime
    updated_at: datetime
    version: int
