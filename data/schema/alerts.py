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
    pending_for: Mapped[int | None] = mapped_column(BigInteger)  # seconds; null: none
    recovery_threshold: Mapped[Decimal | None] = mapped_column(Value)  # null: the threshold
    keep_firing_for: Mapped[int | None] = mapped_column(BigInteger)  # seconds; null: none
    on_no_data: Mapped[str | None] = mapped_column(String)  # keep (null), raise, resolve
    on_error: Mapped[str | None] = mapped_column(String)
    renotify_every: Mapped[int | None] = mapped_column(BigInteger)  # seconds; null: told once
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
    reason: Mapped[str | None] = mapped_column(String)  # breached (null), no_data, error
    health: Mapped[str | None] = mapped_column(String)  # no_data, error: figure not known now
    currency: Mapped[str | None] = mapped_column(String)  # of the values, where they are money
    pending_since: Mapped[datetime | None] = mapped_column(UtcDateTime)  # first seen off plan
    recovering_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # last notification
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


class AlertPending(Base):
    """A rule and target off plan for less than the rule's pending period; gone once the alert is
    raised or the figure is fine. `pending_key` is built like an alert's `open_key`."""

    __tablename__ = "alert_pending"
    id: Mapped[int] = key("alert_pending")
    rule_id: Mapped[int] = mapped_column(BigInteger)
    target_type: Mapped[str] = mapped_column(String)
    target_id: Mapped[int] = mapped_column(BigInteger)
    pending_key: Mapped[str] = mapped_column(String, unique=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class AlertRuleVersion(Base):
    """A rule as it stood after each change."""

    __tablename__ = "alert_rule_versions"
    id: Mapped[int] = key("alert_rule_versions")
    rule_id: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    changed_by: Mapped[int | None] = mapped_column(BigInteger)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AlertRuleError(Base):
    """A rule that could not be evaluated the last time, and why; gone when it can again."""

    __tablename__ = "alert_rule_errors"
    id: Mapped[int] = key("alert_rule_errors")
    rule_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    reason: Mapped[str] = mapped_column(String)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
