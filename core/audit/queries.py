"""What happened to one record, for its page. The caller has checked that it may be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from core.kit.context import Ctx, Scope
from data.schema import AuditEntry, User

MONEY = frozenset(
    {
        "amount",
        "amount_base",
        "balance",
        "budget",
        "opening_balance",
        "plan",
        "estimated_cost",
        "threshold",
        "threshold_high",
        "current_value",
        "rate",
        "extra",
    }
)
HIDDEN = "•••"


@dataclass(frozen=True)
class Activity:
    """One entry of a record's history: `changes` are field -> (before, after)."""

    id: int
    at: datetime
    actor_name: str
    action: str
    changes: dict[str, tuple[Any, Any]]


def activity_of(
    ctx: Ctx,
    target_type: str,
    target_id: int | str,
    *,
    sees_amounts: bool = False,
    limit: int = 20,
) -> tuple[Activity, ...]:
    """The newest entries about a record. Amounts are hidden without the company-wide right,
    unless the caller knows that the reader sees this record's own (`sees_amounts`)."""
    statement = (
        select(AuditEntry, User.display_name)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(AuditEntry.target_type == target_type, AuditEntry.target_id == str(target_id))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    sees_money = sees_amounts or ctx.actor.scope("amounts.view") is Scope.COMPANY
    return tuple(
        Activity(
            id=entry.id,
            at=entry.at,
            actor_name=name or entry.actor_name,
            action=entry.action.rsplit(".", 1)[-1],
            changes=_changes(entry, sees_money),
        )
        for entry, name in ctx.session.execute(statement)
    )


def _changes(entry: AuditEntry, sees_money: bool) -> dict[str, tuple[Any, Any]]:
    if entry.before is None or entry.after is None:
        return {}
    return {
        name: (HIDDEN, HIDDEN)
        if name in MONEY and not sees_money
        else (entry.before.get(name), after)
        for name, after in entry.after.items()
    }
