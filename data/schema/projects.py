"""Projects, milestones, and the dated versions of their plans and progress."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Json, Money, Tracked, UtcDateTime, key


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


Weight = Numeric(9, 6, asdecimal=True)


class ProjectMilestone(Tracked, Base):
    __tablename__ = "project_milestones"
    id: Mapped[int] = key("project_milestones")
    project_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String)
    description: Mapped[str | None] = mapped_column(String)
    planned_date: Mapped[date] = mapped_column(Date)
    actual_date: Mapped[date | None] = mapped_column(Date)
    status: Mapped[str] = mapped_column(String)
    weight: Mapped[Decimal] = mapped_column(Weight, server_default="0")
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MilestonePlan(Base):
    """What the plan said of a milestone from `effective_on` until the next version; `removed`:
    that it was part of it no more."""

    __tablename__ = "milestone_plans"
    id: Mapped[int] = key("milestone_plans")
    milestone_id: Mapped[int] = mapped_column(BigInteger)
    project_id: Mapped[int] = mapped_column(BigInteger)
    effective_on: Mapped[date] = mapped_column(Date)
    name: Mapped[str] = mapped_column(String)
    planned_date: Mapped[date] = mapped_column(Date)
    weight: Mapped[Decimal] = mapped_column(Weight)
    removed: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str | None] = mapped_column(String)
    created_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProjectProgress(Base):
    """The progress set by hand, in force from `effective_on` until the next one."""

    __tablename__ = "project_progress"
    id: Mapped[int] = key("project_progress")
    project_id: Mapped[int] = mapped_column(BigInteger)
    effective_on: Mapped[date] = mapped_column(Date)
    progress: Mapped[Decimal] = mapped_column(Weight)
    reason: Mapped[str | None] = mapped_column(String)
    created_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ProjectBaseline(Base):
    """A plan frozen to measure against, from `effective_on` until the next one."""

    __tablename__ = "project_baselines"
    id: Mapped[int] = key("project_baselines")
    project_id: Mapped[int] = mapped_column(BigInteger)
    effective_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str | None] = mapped_column(String)
    end_date: Mapped[date | None] = mapped_column(Date)
    created_by: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BaselineMilestone(Base):
    """A milestone as a frozen plan holds it."""

    __tablename__ = "baseline_milestones"
    id: Mapped[int] = key("baseline_milestones")
    baseline_id: Mapped[int] = mapped_column(BigInteger)
    milestone_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String)
    planned_date: Mapped[date] = mapped_column(Date)
    weight: Mapped[Decimal] = mapped_column(Weight)


class ProjectTemplate(Tracked, Base):
    """A plan to begin projects with: milestones as name, offset in days, weight, description."""

    __tablename__ = "project_templates"
    id: Mapped[int] = key("project_templates")
    name: Mapped[str] = mapped_column(String, unique=True)
    description: Mapped[str | None] = mapped_column(String)
    days: Mapped[int | None] = mapped_column(BigInteger)
    budget: Mapped[Decimal | None] = mapped_column(Money)
    currency: Mapped[str | None] = mapped_column(String)
    milestones: Mapped[list[dict[str, Any]]] = mapped_column(Json)


class SatisfactionScore(Tracked, Base):
    """How satisfied a customer was on a day, 0-100."""

    __tablename__ = "satisfaction_scores"
    id: Mapped[int] = key("satisfaction_scores")
    customer_id: Mapped[int] = mapped_column(BigInteger)
    project_id: Mapped[int | None] = mapped_column(BigInteger)
    department_id: Mapped[int | None] = mapped_column(BigInteger)
    score: Mapped[Decimal] = mapped_column(Weight)
    scored_on: Mapped[date] = mapped_column(Date)
    comment: Mapped[str | None] = mapped_column(String)
