"""The company as everybody reads it, and its departments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from core.kit.i18n import N_
from core.kit.inputs import UNSET, Currency, Day, Id, Input, Name, OptionalCode, Row

NO_CALENDAR = "none"
HOLIDAY_CALENDARS: dict[str, str] = {
    "CN": N_("Mainland China, with make-up working days"),
    "HK": N_("Hong Kong"),
    "TW": N_("Taiwan"),
    "SG": N_("Singapore"),
    "JP": N_("Japan"),
    "KR": N_("South Korea"),
    "US": N_("United States"),
    "CA": N_("Canada"),
    "GB": N_("United Kingdom"),
    "DE": N_("Germany"),
    "FR": N_("France"),
    "NL": N_("Netherlands"),
    "CH": N_("Switzerland"),
    "AU": N_("Australia"),
    "IN": N_("India"),
    NO_CALENDAR: N_("None, weekends only"),
}
"""Whose official holidays a company may keep, by country."""

MAX_OWN_DAYS = 366


class OwnDay(Input):
    """A day off of the company itself, or a day it works although others do not."""

    day: Day
    name: Name
    is_working: bool = False


class Company(BaseModel):
    """Name, money and calendar of the company.

    `first_weekday`: 1 is Monday, 7 Sunday. `holiday_calendar`: a key of `HOLIDAY_CALENDARS`.
    `own_days` come before the official calendar.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    name: str = Field(default="", max_length=200)
    currency: Currency = "CNY"
    timezone: str = "Asia/Shanghai"
    fiscal_year_start: int = Field(default=1, ge=1, le=12)
    locale: str = "zh_CN"
    first_weekday: int = Field(default=1, ge=1, le=7)
    holiday_calendar: str = "CN"
    own_days: tuple[OwnDay, ...] = Field(default=(), max_length=MAX_OWN_DAYS)

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

    @field_validator("holiday_calendar")
    @classmethod
    def _holiday_calendar(cls, value: str) -> str:
        if value not in HOLIDAY_CALENDARS:
            raise PydanticCustomError(
                "holiday_calendar", N_("There is no holiday calendar of this name.")
            )
        return value

    @field_validator("own_days")
    @classmethod
    def _own_days(cls, value: tuple[OwnDay, ...]) -> tuple[OwnDay, ...]:
        if len({one.day for one in value}) < len(value):
            raise PydanticCustomError("own_days", N_("Each day may be listed once."))
        return tuple(sorted(value, key=lambda one: one.day))


class CompanyIn(Input):
    """What the set-up asks about the company; constraints as in `Company`."""

    name: Name
    currency: Currency = "CNY"
    timezone: str = "Asia/Shanghai"
    fiscal_year_start: int = Field(default=1, ge=1, le=12)
    first_weekday: int = Field(default=1, ge=1, le=7)
    holiday_calendar: str = "CN"


class CompanyPatch(Input):
    """Changes to the company; what is not given stays."""

    name: Name = UNSET
    currency: Currency = UNSET
    timezone: str = UNSET
    fiscal_year_start: int = Field(default=UNSET, ge=1, le=12)
    locale: str = UNSET
    first_weekday: int = Field(default=UNSET, ge=1, le=7)
    holiday_calendar: str = UNSET
    own_days: tuple[OwnDay, ...] = Field(default=UNSET, max_length=MAX_OWN_DAYS)


class SettingChangeRow(Row):
    """One change of the company's settings: `changes` are field -> [before, after]."""

    id: int
    changed_at: datetime
    changed_by: int | None
    changed_by_name: str
    changes: dict[str, tuple[Any, Any]]


class YearOfDays(BaseModel):
    """A year of the calendar: is it announced, and the days that differ from plain weeks."""

    model_config = ConfigDict(frozen=True)

    year: int
    is_known: bool
    days_off: tuple[tuple[date, str], ...] = ()
    days_worked: tuple[tuple[date, str], ...] = ()


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
