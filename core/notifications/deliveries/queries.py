"""The delivery log: who was to be told when, and what came of it. Never what was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from core.audit import load_row, record
from core.kit.context import Ctx
from core.kit.errors import Conflict
from core.kit.events import emit
from core.kit.i18n import N_
from core.kit.inputs import Row
from core.kit.listing import (
    ListQuery,
    ListSpec,
    Page,
    at_least,
    at_most,
    equals,
    list_page,
    parse_bool,
    parse_moment,
)
from core.notifications.channels import CHANNELS, active_channels
from core.notifications.deliveries.book import channel_state
from core.notifications.deliveries.rules import State
from data.schema import Delivery, User


class DeliveryRow(Row):
    """A message on its way. `uncertain`: it may have arrived twice. `recipient` is an address."""

    id: int
    created_at: datetime
    user_id: int | None
    user_name: str | None = None
    channel: str
    recipient: str
    type: str | None
    level: str | None
    state: str
    attempts: int
    next_attempt_at: datetime | None
    sent_at: datetime | None
    uncertain: bool
    error: str | None


class ChannelRow(Row):
    """How a channel is: on or off, since when it fails, what waits and what failed."""

    channel: str
    is_on: bool
    failing_since: datetime | None = None
    next_attempt_at: datetime | None = None
    last_sent_at: datetime | None = None
    error: str | None = None
    waiting: int = 0
    failed: int = 0


DELIVERY_LIST = ListSpec(
    key=Delivery.id,
    sorts={"id": Delivery.id, "created_at": Delivery.created_at, "sent_at": Delivery.sent_at},
    default_sort="-id",
    filters={
        "state": equals(Delivery.state),
        "channel": equals(Delivery.channel),
        "type": equals(Delivery.type),
        "level": equals(Delivery.level),
        "user_id": equals(Delivery.user_id, int),
        "uncertain": equals(Delivery.uncertain, parse_bool),
        "created_from": at_least(Delivery.created_at, parse_moment),
        "created_to": at_most(Delivery.created_at, parse_moment),
    },
    search=(Delivery.recipient, Delivery.error),
)


def list_deliveries(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[DeliveryRow]:
    """Deliveries, the newest first. Needs `jobs.admin`."""
    ctx.require("jobs.admin")
    named: Any = select(Delivery, User.display_name)
    statement = named.outerjoin(User, User.id == Delivery.user_id)
    return list_page(
        ctx,
        statement,
        DELIVERY_LIST,
        query,
        lambda row: _row(row.Delivery, row.display_name),
        with_total=with_total,
    )


def get_delivery(ctx: Ctx, delivery_id: int) -> DeliveryRow:
    """One delivery. Needs `jobs.admin`. Raises NotFound."""
    ctx.require("jobs.admin")
    return _named(ctx, load_row(ctx, Delivery, delivery_id))


def retry_delivery(ctx: Ctx, delivery_id: int) -> DeliveryRow:
    """Try it again now, also one that was given up. Needs `jobs.admin`.

    Raises Conflict for one that has been sent or is under way.
    """
    ctx.require("jobs.admin")
    row = load_row(ctx, Delivery, delivery_id)
    if row.state not in {State.PENDING, State.FAILED}:
        raise Conflict("delivery.done", N_("This message is sent already or just being sent."))
    record(ctx, "delivery.retried", "delivery", row.id)
    state = channel_state(ctx, row.channel)
    if state is not None:
        state.next_attempt_at = None
    if row.state == State.FAILED:
        row.attempts = 0
    row.state, row.next_attempt_at = str(State.PENDING), ctx.now
    ctx.session.flush()
    emit(ctx, "notifications.retried", {"delivery_id": row.id})
    return _named(ctx, row)


def retry_deliveries(ctx: Ctx, ids: Sequence[int]) -> int:
    """As `retry_delivery` for each of them; how many."""
    return len([retry_delivery(ctx, one) for one in ids])


def channel_states(ctx: Ctx) -> tuple[ChannelRow, ...]:
    """Every channel to the outside. Needs `jobs.admin`."""
    ctx.require("jobs.admin")
    on = active_channels(ctx)
    return tuple(_channel(ctx, code, is_on=code in on) for code in CHANNELS)


def _channel(ctx: Ctx, code: str, *, is_on: bool) -> ChannelRow:
    counted = dict(
        ctx.session.execute(
            select(Delivery.state, func.count())
            .where(Delivery.channel == code, Delivery.state != State.SENT)
            .group_by(Delivery.state)
        ).all()
    )
    state = channel_state(ctx, code)
    names = ("failing_since", "next_attempt_at", "last_sent_at", "error")
    found = {name: getattr(state, name) for name in names} if state else {}
    waiting = counted.get(State.PENDING, 0) + counted.get(State.SENDING, 0)
    return ChannelRow(
        channel=code, is_on=is_on, waiting=waiting, failed=counted.get(State.FAILED, 0), **found
    )


def _named(ctx: Ctx, row: Delivery) -> DeliveryRow:
    name = ctx.session.scalar(select(User.display_name).where(User.id == row.user_id))
    return _row(row, name)


def _row(row: Delivery, name: str | None) -> DeliveryRow:
    fields = {one: getattr(row, one) for one in DeliveryRow.model_fields if one != "user_name"}
    return DeliveryRow(**fields, user_name=name)
