"""What keeps the product running: outbox of events, schedule and history of jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Json, UtcDateTime, change_key, key


class OutboxEvent(Base):
    """An event of a committed change. A handler marks it done in its own unit of work."""

    __tablename__ = "event_outbox"
    id: Mapped[int] = change_key()
    name: Mapped[str] = mapped_column(String)
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(BigInteger, server_default="0")
    next_attempt_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(String)


class JobSchedule(Base):
    __tablename__ = "job_schedule"
    id: Mapped[int] = key("job_schedule")
    name: Mapped[str] = mapped_column(String, unique=True)
    every_seconds: Mapped[int] = mapped_column(BigInteger)
    is_active: Mapped[bool] = mapped_column(Boolean, server_default="true")
    next_run_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_run_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_result: Mapped[str | None] = mapped_column(String)
    wanted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # somebody asked for a run


class JobRun(Base):
    __tablename__ = "job_runs"
    id: Mapped[int] = key("job_runs")
    name: Mapped[str] = mapped_column(String)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result: Mapped[str] = mapped_column(String)  # running, done, failed
    detail: Mapped[dict[str, Any] | None] = mapped_column(Json)
    error: Mapped[str | None] = mapped_column(String)
