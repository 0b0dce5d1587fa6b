"""What happened: one append per change, sealed by `jobs` into a hash chain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Json, UtcDateTime, change_key, key


class AuditEntry(Base):
    __tablename__ = "audit_log"
    id: Mapped[int] = change_key()
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(BigInteger)  # null: system or operator
    actor_name: Mapped[str] = mapped_column(String)
    action: Mapped[str] = mapped_column(String)
    target_type: Mapped[str] = mapped_column(String)
    target_id: Mapped[str | None] = mapped_column(String)
    before: Mapped[dict[str, Any] | None] = mapped_column(Json)
    after: Mapped[dict[str, Any] | None] = mapped_column(Json)


class AuditSeal(Base):
    """Hash of the previous seal and of the entries up to `last_entry_id`."""

    __tablename__ = "audit_seals"
    id: Mapped[int] = key("audit_seals")
    last_entry_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    entries: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String)
    sealed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class StatusChange(Base):
    """A dated change of any status, so that an indicator can be computed for a past day."""

    __tablename__ = "status_history"
    id: Mapped[int] = key("status_history")
    target_type: Mapped[str] = mapped_column(String)
    target_id: Mapped[int] = mapped_column(BigInteger)
    from_status: Mapped[str | None] = mapped_column(String)
    to_status: Mapped[str] = mapped_column(String)
    reason: Mapped[str | None] = mapped_column(String)
    changed_by: Mapped[int | None] = mapped_column(BigInteger)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
