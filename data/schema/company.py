"""The company itself: departments and settings with their history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Json, Tracked, UtcDateTime, key


class Department(Tracked, Base):
    __tablename__ = "departments"
    id: Mapped[int] = key("departments")
    name: Mapped[str] = mapped_column(String)
    code: Mapped[str | None] = mapped_column(String, unique=True)
    parent_id: Mapped[int | None] = mapped_column(BigInteger)
    manager_id: Mapped[int | None] = mapped_column(BigInteger)


class Setting(Base):
    __tablename__ = "settings"
    id: Mapped[int] = key("settings")
    key: Mapped[str] = mapped_column(String, unique=True)
    value: Mapped[Any] = mapped_column(Json)
    updated_by: Mapped[int | None] = mapped_column(BigInteger)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SettingChange(Base):
    __tablename__ = "setting_history"
    id: Mapped[int] = key("setting_history")
    key: Mapped[str] = mapped_column(String)
    before: Mapped[Any | None] = mapped_column(Json)
    after: Mapped[Any | None] = mapped_column(Json)
    changed_by: Mapped[int | None] = mapped_column(BigInteger)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
