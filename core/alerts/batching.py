"""A batch of changes is checked once: while further events of the same kind wait, each hands on
what it concerns to the next, and only the last one checks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select

from core.alerts.narrowing import EVERYTHING_AFFECTED, Affected
from core.kit.context import Ctx
from data.schema import OutboxEvent

HANDED_ON = "alerts_handed_on"
"""Key in a waiting event's payload; other features do not read it."""


def concerned(affected: Affected, payload: Mapping[str, Any]) -> Affected:
    """What an event concerns, with what others have handed on to it."""
    return affected.joined(_read(payload[HANDED_ON])) if HANDED_ON in payload else affected


def hand_on(ctx: Ctx, name: str, affected: Affected) -> bool:
    """Leave the check to the next event called `name`; False when none waits.

    One that failed before is not trusted with it: it may wait for an hour; nor is an earlier one,
    which a crash has left behind. Both events change in this transaction, so that nothing is lost
    or checked for nobody, whoever dies when.
    """
    own = select(func.max(OutboxEvent.id)).where(
        OutboxEvent.name == name, OutboxEvent.handled_at == ctx.now
    )
    statement = (
        select(OutboxEvent)
        .where(OutboxEvent.name == name, OutboxEvent.handled_at.is_(None))
        .where(OutboxEvent.attempts == 0, OutboxEvent.id > own.scalar_subquery())
        .order_by(OutboxEvent.id)
        .limit(1)
    )
    waiting = ctx.session.scalars(statement).first()
    if waiting is None:
        return False
    before = waiting.payload.get(HANDED_ON)
    joined = affected if before is None else affected.joined(_read(before))
    waiting.payload = {**waiting.payload, HANDED_ON: _written(joined)}
    return True


def _written(affected: Affected) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if affected.departments is not None:
        found["departments"] = sorted(affected.departments)
    if affected.projects is not None:
        found["projects"] = sorted(affected.projects)
    if affected.days is not None:
        found["days"] = [day.isoformat() for day in affected.days]
    return found


def _read(written: Mapping[str, Any]) -> Affected:
    if not written:
        return EVERYTHING_AFFECTED
    departments, projects, days = (
        written.get(name) for name in ("departments", "projects", "days")
    )
    return Affected(
        None if departments is None else frozenset(departments),
        None if projects is None else frozenset(projects),
        None if days is None else (date.fromisoformat(days[0]), date.fromisoformat(days[1])),
    )
