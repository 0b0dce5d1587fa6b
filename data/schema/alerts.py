"""Rules, the alerts they raise, and every transition of an alert."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Json, Tracked, UtcDateTime, key

Value = Numeric(24, 8, asdecimal=True)


class AlertRule(Tracked, Base):
    __tablename__ = "alert_rules"
    id: Mapped[int] = key("alert_rules")
    name: Mapped[str] = mapped_column(String)
    description: Mapped[str | None] = mapped_column(String)
    indicator: Mapped[str] = mapped_column(String)
    target_type: Mapped[str | None] = mapped_column(String)  # null: the indicator's first
    condition: Mapped[str] = mapped_column(String)
    threshold: Mapped[Decimal] = mapped_column(Value)
    threshold_high: Mapped[Decimal | None] = mapped_column(Value)
    change_window: Mapped[int | None] = mapped_column(BigInteger)  # days
    period: Mapped[str | None] = mapped_column(String)
    severity: Mapped[str] = mapped_column(String)
    scope: Mapped[dict[str, Any] | None] = mapped_column(Json)  # {"target_ids": [...]}, null: all
    is_active: Mapped[bool] = mapped_column(Boolean, server_default="true")
    notify_roles: Mapped[list[str]] = mapped_column(Json)
    notify_users: Mapped[list[int]] = mapped_column(Json)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Alert(Base):
    """`open_key` ("<rule>:<type>:<target>") is unique and null once resolved or closed, so that
    there is never a second open alert for one rule and target."""

    __tablename__ = "alerts"
    id: Mapped[int] = key("alerts")
    rule_id: Mapped[int] = mapped_column(BigInteger)
    target_type: Mapped[str] = mapped_column(String)
    target_id: Mapped[int] = mapped_column(BigInteger)
    target_name: Mapped[str | None] = mapped_column(String)
    department_id: Mapped[int | None] = mapped_column(BigInteger)  # the target's, for row scope
    project_id: Mapped[int | None] = mapped_column(BigInteger)
    severity: Mapped[str] = mapped_column(String)
    current_value: Mapped[Decimal] = mapped_column(Value)
    threshold: Mapped[Decimal] = mapped_column(Value)
    status: Mapped[str] = mapped_column(String)  # open, handled, ignored
    state: Mapped[str] = mapped_column(String)  # firing, recovering, resolved
    open_key: Mapped[str | None] = mapped_column(String, unique=True)
    resolved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    acknowledged_by: Mapped[int | None] = mapped_column(BigInteger)
    acknowledged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    assigned_to: Mapped[int | None] = mapped_column(BigInteger)
    snoozed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handled_by: Mapped[int | None] = mapped_column(BigInteger)
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    remarks: Mapped[str | None] = mapped_column(String)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(BigInteger, server_default="1")


class AlertTransition(Base):
    """A change of an alert's state or status with its reason and value."""

    __tablename__ = "alert_transitions"
    id: Mapped[int] = key("alert_transitions")
    alert_id: Mapped[int] = mapped_column(BigInteger)
    from_state: Mapped[str | None] = mapped_column(String)
    to_state: Mapped[str] = mapped_column(String)
    reason: Mapped[str] = mapped_column(String)
    value: Mapped[Decimal | None] = mapped_column(Value)
    evaluated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[int | None] = mapped_column(BigInteger)
