"""Deliveries are written in the transaction of what they tell of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from core.kit.context import Ctx
from core.notifications.channels import active_channels
from core.notifications.deliveries.rules import GATHER, State
from core.notifications.preferences import Reader
from core.notifications.schemas import Message
from data.rows import insert_rows
from data.schema import Delivery

Told = tuple[Message, int | None]
"""A message with the id of its notification, where its reader has one."""


def write_deliveries(ctx: Ctx, told: Sequence[Told], readers: Mapping[int, Reader]) -> int:
    """One delivery for each message its reader wants on a channel that is on; how many."""
    rows = [
        _row(ctx, code, address, message, notification_id, readers[message.user_id])
        for code in active_channels(ctx)
        for message, notification_id in told
        if (address := _address(code, message, readers[message.user_id]))
    ]
    made = insert_rows(
        ctx.session,
        Delivery.__table__,  # type: ignore[arg-type]
        rows,
        skip_taken="idempotency_key",
        returning=("id",),
    )
    return len(made)


def _address(code: str, message: Message, reader: Reader) -> str | None:
    if not reader.wishes.wants(code, message.type, message.level):
        return None
    return reader.email


def _row(
    ctx: Ctx, code: str, address: str, message: Message, notification_id: int | None, reader: Reader
) -> dict[str, Any]:
    told_of = f"t{message.transition_id}" if message.transition_id else uuid4().hex
    return {
        "idempotency_key": f"{code}.{message.user_id}.{told_of}",
        "transition_id": message.transition_id,
        "notification_id": notification_id,
        "user_id": message.user_id,
        "channel": code,
        "recipient": address,
        "type": str(message.type),
        "level": str(message.level),
        "payload": {
            "template": message.template,
            "params": dict(message.params),
            "alert_id": message.alert_id,
        },
        "state": str(State.PENDING),
        "attempts": 0,
        "next_attempt_at": reader.held_until(message.level, ctx.now) or ctx.now + GATHER,
        "uncertain": False,
        "created_at": ctx.now,
    }
