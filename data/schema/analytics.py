"""Questions analysts keep, and the ones that were asked."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Json, Tracked, UtcDateTime, key


class SavedQuery(Tracked, Base):
    """A question somebody keeps, with its parameters and chart. `shared_roles` may run it,
    each with their own rights; only its maker changes it."""

    __tablename__ = "saved_queries"
    id: Mapped[int] = key("saved_queries")
    name: Mapped[str] = mapped_column(String)
    description: Mapped[str | None] = mapped_column(String)
    sql: Mapped[str] = mapped_column(String)
    parameters: Mapped[list[Any]] = mapped_column(Json)
    chart: Mapped[dict[str, Any] | None] = mapped_column(Json)
    shared_roles: Mapped[list[str]] = mapped_column(Json)


class QueryRun(Base):
    """One statement that was asked: by whom, how long it took, what came of it."""

    __tablename__ = "query_runs"
    id: Mapped[int] = key("query_runs")
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    user_name: Mapped[str] = mapped_column(String)
    saved_query_id: Mapped[int | None] = mapped_column(BigInteger)
    sql: Mapped[str] = mapped_column(String)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seconds: Mapped[Decimal] = mapped_column(Numeric(12, 3))
    row_count: Mapped[int | None] = mapped_column(BigInteger)
    truncated: Mapped[bool] = mapped_column(Boolean, server_default="false")
    error: Mapped[str | None] = mapped_column(String)  # a code such as sql.timeout
