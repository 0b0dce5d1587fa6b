"""Doing one thing to many alerts: all of them, or none when one refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from core.alerts.actions import (
    acknowledge_alert,
    assign_alert,
    handle_alert,
    ignore_alert,
    reactivate_alert,
    snooze_alert,
)
from core.alerts.schemas import AlertRow
from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_
from core.kit.inputs import Id, Input, Moment, OptionalText


class Action(StrEnum):
    """What can be done to alerts."""

    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    HANDLE = "handle"
    IGNORE = "ignore"
    SNOOZE = "snooze"
    REACTIVATE = "reactivate"


class BulkIn(Input):
    """One action for many alerts. `remarks` belongs to handle and ignore, `user_id` to assign,
    `until` to snooze."""

    ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=500)]
    action: Action
    remarks: OptionalText = None
    user_id: Id | None = None
    until: Moment | None = None


def act_on_alerts(ctx: Ctx, wanted: BulkIn) -> int:
    """Do it to each alert; how many. Raises as the single actions do, and nothing is changed."""
    act = ACTS[wanted.action]
    for alert_id in dict.fromkeys(wanted.ids):
        act(ctx, alert_id, wanted)
    return len(set(wanted.ids))


def _until(wanted: BulkIn) -> datetime:
    if wanted.until is None:
        message = N_("Say until when.")
        raise Invalid("alert.snooze", message, fields={"until": message})
    return wanted.until


ACTS: dict[Action, Callable[[Ctx, int, BulkIn], AlertRow]] = {
    Action.ACKNOWLEDGE: lambda ctx, one, _in: acknowledge_alert(ctx, one),
    Action.ASSIGN: lambda ctx, one, given: assign_alert(ctx, one, given.user_id),
    Action.HANDLE: lambda ctx, one, given: handle_alert(ctx, one, given.remarks or ""),
    Action.IGNORE: lambda ctx, one, given: ignore_alert(ctx, one, given.remarks or ""),
    Action.SNOOZE: lambda ctx, one, given: snooze_alert(ctx, one, _until(given)),
    Action.REACTIVATE: lambda ctx, one, _in: reactivate_alert(ctx, one),
}
