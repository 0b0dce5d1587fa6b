"""Messages to people and the rows they read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.kit.i18n import N_
from core.kit.inputs import Row


class Type(StrEnum):
    """What a notification is about."""

    ALERT = "alert"
    SYSTEM = "system"
    TASK = "task"


class Level(StrEnum):
    """How urgent it is."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


TYPE_NAMES = {Type.ALERT: N_("Alert"), Type.SYSTEM: N_("System"), Type.TASK: N_("Task")}
LEVEL_NAMES = {
    Level.INFO: N_("Information"),
    Level.WARNING: N_("Warning"),
    Level.CRITICAL: N_("Critical"),
}


@dataclass(frozen=True)
class Message:
    """A message to one user: a message id with parameters made by `text`, `ratio`, `money` and
    `phrase`, so that it can be shown in any language later."""

    user_id: int
    template: str
    params: Mapping[str, Any]
    type: Type = Type.ALERT
    level: Level = Level.INFO
    alert_id: int | None = None
    transition_id: int | None = None  # of the alert, so that a repeat tells nobody twice


def ratio(value: Decimal) -> dict[str, str]:
    """A fraction, shown as per cent."""
    return {"kind": "ratio", "value": str(value)}


def money(value: Decimal, currency: str) -> dict[str, str]:
    """An amount with its currency."""
    return {"kind": "money", "value": str(value), "currency": currency}


def days(value: Decimal) -> dict[str, str]:
    """A number of days."""
    return {"kind": "days", "value": str(value)}


def plain_number(value: Decimal) -> dict[str, str]:
    """A number without a unit."""
    return {"kind": "number", "value": str(value)}


def phrase(message: str) -> dict[str, str]:
    """A message id, shown in the reader's language."""
    return {"kind": "phrase", "value": message}


def text(message: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """A message within a message, with parameters of its own."""
    return {"kind": "text", "value": message, "params": dict(params)}


class NotificationRow(Row):
    """A notification in the reader's language, with the alert or import it is about."""

    id: int
    user_id: int
    alert_id: int | None
    import_batch_id: str | None = None
    message: str
    type: str
    level: str
    is_read: bool
    created_at: datetime
