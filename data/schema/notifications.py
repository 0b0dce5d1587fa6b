"""What people are told: in-app notifications and deliveries to the outside."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Json, UtcDateTime, key


class Notification(Base):
    __tablename__ = "notifications"
    id: Mapped[int] = key("notifications")
    user_id: Mapped[int] = mapped_column(BigInteger)
    alert_id: Mapped[int | None] = mapped_column(BigInteger)
    message: Mapped[str] = mapped_column(String)  # in the reader's language when written
    template: Mapped[str | None] = mapped_column(String)  # message id, shown in any language
    params: Mapped[dict[str, Any] | None] = mapped_column(Json)
    type: Mapped[str] = mapped_column(String)  # alert, system, task
    level: Mapped[str] = mapped_column(String)  # info, warning, critical
    is_read: Mapped[bool] = mapped_column(Boolean, server_default="false")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Delivery(Base):
    """One message to one recipient on one channel; `uncertain` marks a possible duplicate."""

    __tablename__ = "deliveries"
    id: Mapped[int] = key("deliveries")
    idempotency_key: Mapped[str] = mapped_column(String, unique=True)
    transition_id: Mapped[int | None] = mapped_column(BigInteger)
    notification_id: Mapped[int | None] = mapped_column(BigInteger)
    channel: Mapped[str] = mapped_column(String)
    recipient: Mapped[str] = mapped_column(String)
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String)  # pending, sending, sent, failed
    attempts: Mapped[int] = mapped_column(BigInteger, server_default="0")
    next_attempt_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    uncertain: Mapped[bool] = mapped_column(Boolean, server_default="false")
    error: Mapped[str | None] = mapped_column(String)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
