"""What the table of deliveries says: who may send which, and what came of it.

Every change is conditional, so that two senders never have the same mail.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, func, or_, select, update

from core.company import company
from core.kit.context import Ctx
from core.notifications.channels import Mail, Part
from core.notifications.deliveries.rules import (
    CLAIM,
    MOST_ATTEMPTS,
    TOGETHER,
    State,
    wait_after,
)
from core.notifications.preferences import Reader, readers
from core.notifications.schemas import Level
from data.schema import ChannelState, Delivery

TOO_OLD = "given up"
NOBODY = "nobody to send it to"


class Came(StrEnum):
    """What came of a mail."""

    SENT = "sent"
    REFUSED = "refused"
    LATER = "later"
    LOST = "lost"  # perhaps delivered: the link broke too late to know
    UNTRIED = "untried"


@dataclass(frozen=True)
class Claimed:
    """A mail that this sender, and no other, may send now."""

    ids: tuple[int, ...]
    mail: Mail


@dataclass(frozen=True)
class Outcome:
    """What came of a claimed mail, with the other side's words."""

    ids: tuple[int, ...]
    came: Came
    reason: str | None = None


def recover(ctx: Ctx, channel: str) -> int:
    """Put back what a dead sender had under way, marked uncertain; how many."""
    found = ctx.session.execute(
        update(Delivery)
        .where(
            Delivery.channel == channel,
            Delivery.state == State.SENDING,
            Delivery.next_attempt_at <= ctx.now,
        )
        .values(state=str(State.PENDING), uncertain=True, error="the sender ended on the way")
        .returning(Delivery.id)
    )
    return len(found.all())


def settle(ctx: Ctx, outcome: Outcome) -> None:
    """Note what came of a mail this sender had claimed."""
    mine = and_(Delivery.id.in_(outcome.ids), Delivery.state == State.SENDING)
    if outcome.came is Came.SENT:
        done = {"state": str(State.SENT), "sent_at": ctx.now, "next_attempt_at": None}
        ctx.session.execute(
            update(Delivery)
            .where(mine)
            .values(**done, error=None)
            .execution_options(synchronize_session=False)
        )
        return
    for row in ctx.session.scalars(select(Delivery).where(mine)):
        for name, value in _after(row, outcome, ctx.now).items():
            setattr(row, name, value)
    ctx.session.flush()


def _after(row: Delivery, outcome: Outcome, now: datetime) -> dict[str, Any]:
    came, reason = outcome.came, outcome.reason
    if came is Came.REFUSED:
        return {"state": str(State.FAILED), "next_attempt_at": None, "error": reason}
    if came is Came.UNTRIED:
        back = {"state": str(State.PENDING), "next_attempt_at": now, "attempts": row.attempts - 1}
        return {**back, "error": reason}
    if row.attempts >= MOST_ATTEMPTS:
        return {
            "state": str(State.FAILED),
            "next_attempt_at": None,
            "error": f"{TOO_OLD}: {reason}",
        }
    return {
        "state": str(State.PENDING),
        "next_attempt_at": now + wait_after(row.attempts, random.random),
        "error": reason,
        "uncertain": row.uncertain or came is Came.LOST,
    }


def claim(ctx: Ctx, channel: str) -> Claimed | None:
    """Take the mail that has waited longest; None when none is due.

    What can go to nobody is marked as failed, what meets quiet hours is held back.
    """
    while (head := _head(ctx, channel)) is not None:
        rows = _together(ctx, head)
        reader = _reader(ctx, head)
        if head.user_id is not None and (reader is None or not reader.email):
            _give_up(ctx, rows)
        elif (held := _held(ctx, rows, reader)) is not None:
            _hold(ctx, rows, held)
        elif taken := _take(ctx, rows, key := head.mail_key or uuid4().hex):
            return Claimed(tuple(row.id for row in taken), _mail(ctx, key, taken, reader))
    return None


def _due(ctx: Ctx, channel: str) -> ColumnElement[bool]:
    return and_(
        Delivery.channel == channel,
        Delivery.state == State.PENDING,
        Delivery.next_attempt_at <= ctx.now,
    )


def _head(ctx: Ctx, channel: str) -> Delivery | None:
    ctx.session.flush()
    oldest = select(Delivery).where(_due(ctx, channel))
    ordered = oldest.order_by(Delivery.next_attempt_at, Delivery.id)
    return ctx.session.scalars(ordered.limit(1)).first()


def _together(ctx: Ctx, head: Delivery) -> Sequence[Delivery]:
    """The deliveries of one mail: those it was tried with, else all that wait for this person."""
    if head.mail_key is not None:
        same = and_(Delivery.mail_key == head.mail_key, Delivery.state == State.PENDING)
    elif head.user_id is None:
        return [head]
    else:
        person = and_(Delivery.user_id == head.user_id, Delivery.mail_key.is_(None))
        same = and_(_due(ctx, head.channel), person)
    statement = select(Delivery).where(same).order_by(Delivery.id).limit(TOGETHER)
    return ctx.session.scalars(statement).all()


def _reader(ctx: Ctx, head: Delivery) -> Reader | None:
    if head.user_id is None:
        return None
    return readers(ctx, [head.user_id]).get(head.user_id)


def _give_up(ctx: Ctx, rows: Sequence[Delivery]) -> None:
    for row in rows:
        row.state, row.error, row.next_attempt_at = str(State.FAILED), NOBODY, None


def _held(ctx: Ctx, rows: Sequence[Delivery], reader: Reader | None) -> datetime | None:
    """Until when the whole mail has to wait; one urgent message takes the others along."""
    if reader is None:
        return None
    ends = [reader.held_until(Level(row.level or Level.INFO), ctx.now) for row in rows]
    return min((end for end in ends if end is not None), default=None) if all(ends) else None


def _hold(ctx: Ctx, rows: Sequence[Delivery], until: datetime) -> None:
    for row in rows:
        row.next_attempt_at = until


def _take(ctx: Ctx, rows: Sequence[Delivery], key: str) -> list[Delivery]:
    """Those of `rows` nobody took in the meantime, now under way in the mail `key`."""
    ctx.session.flush()
    taken = ctx.session.scalars(
        update(Delivery)
        .where(Delivery.id.in_([row.id for row in rows]), Delivery.state == State.PENDING)
        .values(
            state=str(State.SENDING),
            mail_key=key,
            attempts=Delivery.attempts + 1,
            next_attempt_at=ctx.now + CLAIM,
        )
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    ).all()
    return [row for row in rows if row.id in taken]


def _mail(ctx: Ctx, key: str, rows: Sequence[Delivery], reader: Reader | None) -> Mail:
    house = company(ctx)
    return Mail(
        key=key,
        address=(reader.email if reader else None) or rows[0].recipient,
        name=reader.name if reader else "",
        locale=reader.locale if reader else house.locale,
        parts=tuple(_part(row) for row in rows),
        at=ctx.now,
        company=house.name,
        uncertain=any(row.uncertain for row in rows),
    )


def _part(row: Delivery) -> Part:
    payload = row.payload
    return Part(
        template=payload["template"],
        params=payload["params"],
        type=row.type or "system",
        level=row.level or "info",
        alert_id=payload.get("alert_id"),
        at=row.created_at,
    )


def next_due(ctx: Ctx, channel: str) -> datetime | None:
    """When the next mail is due; the channel's own wait counts."""
    first = ctx.session.scalar(
        select(func.min(Delivery.next_attempt_at)).where(
            Delivery.channel == channel,
            or_(Delivery.state == State.PENDING, Delivery.state == State.SENDING),
        )
    )
    state = channel_state(ctx, channel)
    wait = state.next_attempt_at if state else None
    return max(first, wait) if first is not None and wait is not None else first


def channel_state(ctx: Ctx, channel: str) -> ChannelState | None:
    """How the channel is; None before its first mail."""
    return ctx.session.scalars(select(ChannelState).where(ChannelState.channel == channel)).first()


def note_channel(ctx: Ctx, channel: str, failure: str | None) -> None:
    """Note that the channel works, or what it said: then all its mails wait, longer each time."""
    row = channel_state(ctx, channel)
    if row is None:
        row = ChannelState(channel=channel, failures=0)
        ctx.session.add(row)
    if failure is None:
        row.failures, row.failing_since, row.next_attempt_at = 0, None, None
        row.last_sent_at, row.error = ctx.now, None
    else:
        row.failures += 1
        row.failing_since = row.failing_since or ctx.now
        row.next_attempt_at = ctx.now + wait_after(row.failures, random.random)
        row.error = failure
    ctx.session.flush()
