"""Projects and the dated versions of their plan."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Date, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Money, Tracked, UtcDateTime, key


class Project(Tracked, Base):
    __tablename__ = "projects"
    id: Mapped[int] = key("projects")
    name: Mapped[str] = mapped_column(String)
    code: Mapped[str | None] = mapped_column(String, unique=True)
    customer_id: Mapped[int | None] = mapped_column(BigInteger)
    manager_id: Mapped[int | None] = mapped_column(BigInteger)
    department_id: Mapped[int | None] = mapped_column(BigInteger)
    start_date: Mapped[date] = mapped_column(Date)
    end_date: Mapped[date | None] = mapped_column(Date)
    actual_end_date: Mapped[date | None] = mapped_column(Date)
    budget: Mapped[Decimal] = mapped_column(Money)
    estimated_cost: Mapped[Decimal | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String)
    status: Mapped[str] = mapped_column(String)
    progress: Mapped[Decimal] = mapped_column(Numeric(9, 6), server_default="0")
    description: Mapped[str | None] = mapped_column(String)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ProjectPlan(Base):
    """Budget, estimate and dates in force from `effective_on` until the next version."""

    __tablename__ = "project_plans"
    id: Mapped[int] = key("project_plans")
    project_id: Mapped[int] = mapped_column(BigInteger)
    effective_on: Mapped[date] = mapped_column(Date)
    budget: Mapped[Decimal] = mapped_column(Money)
    estimated_cost: Mapped[Decimal | None] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String)
    start_date: Mapped[date] = mapped_column(Date)
    end_date: Mapped[date | None] = mapped_column(Date)
    created_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
