"""What people are told: in-app notifications, deliveries to the outside, who wants what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Json, Tracked, UtcDateTime, key


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
    """One message to one recipient on one channel; `uncertain` marks a possible duplicate.

    Deliveries of one moment to one person travel in one mail and share its `mail_key` from the
    first attempt on. While `sending`, `next_attempt_at` is when the sender counts as dead.
    """

    __tablename__ = "deliveries"
    id: Mapped[int] = key("deliveries")
    idempotency_key: Mapped[str] = mapped_column(String, unique=True)
    transition_id: Mapped[int | None] = mapped_column(BigInteger)
    notification_id: Mapped[int | None] = mapped_column(BigInteger)
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    channel: Mapped[str] = mapped_column(String)
    recipient: Mapped[str] = mapped_column(String)
    type: Mapped[str | None] = mapped_column(String)  # as the notification's
    level: Mapped[str | None] = mapped_column(String)
    payload: Mapped[dict[str, Any]] = mapped_column(Json)
    mail_key: Mapped[str | None] = mapped_column(String)
    state: Mapped[str] = mapped_column(String)  # pending, sending, sent, failed
    attempts: Mapped[int] = mapped_column(BigInteger, server_default="0")
    next_attempt_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    uncertain: Mapped[bool] = mapped_column(Boolean, server_default="false")
    error: Mapped[str | None] = mapped_column(String)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NotificationPreference(Tracked, Base):
    """What one person wants to be told, where and when."""

    __tablename__ = "notification_preferences"
    id: Mapped[int] = key("notification_preferences")
    user_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    levels: Mapped[dict[str, Any]] = mapped_column(Json)  # channel -> type -> level, or "off"
    quiet_from: Mapped[str | None] = mapped_column(String)  # "22:00"; null: no quiet hours
    quiet_until: Mapped[str | None] = mapped_column(String)
    timezone: Mapped[str | None] = mapped_column(String)  # null: the company's
    critical_passes: Mapped[bool] = mapped_column(Boolean, server_default="true")


class ChannelState(Base):
    """How a channel to the outside is: since when it fails, and when it is tried again."""

    __tablename__ = "channel_states"
    id: Mapped[int] = key("channel_states")
    channel: Mapped[str] = mapped_column(String, unique=True)
    failures: Mapped[int] = mapped_column(BigInteger, server_default="0")
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    next_attempt_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(String)
