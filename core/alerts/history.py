"""What happened to alerts, appended: transitions of the figures' state, and of people's status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.alerts.states import Reason, State, Status
from core.kit.context import Ctx
from data.rows import insert_rows
from data.schema import AlertTransition, StatusChange


@dataclass(frozen=True)
class Step:
    """One change of what the figures say about an alert."""

    alert_id: int
    before: State
    after: State
    reason: Reason
    at: datetime
    value: Decimal | None


def append_steps(ctx: Ctx, steps: Sequence[Step]) -> dict[tuple[int, str], int]:
    """Write transitions; their ids by alert and reason."""
    written = insert_rows(
        ctx.session,
        AlertTransition.__table__,  # type: ignore[arg-type]
        [
            {
                "alert_id": step.alert_id,
                "from_state": str(step.before),
                "to_state": str(step.after),
                "reason": str(step.reason),
                "value": step.value,
                "evaluated_at": step.at,
            }
            for step in steps
        ],
        returning=("id", "alert_id", "reason"),
    )
    return {(row.alert_id, row.reason): row.id for row in written}


def append_statuses(ctx: Ctx, changes: Sequence[tuple[int, Status | None, Status, Reason]]) -> None:
    """Write the system's changes of status: alert, before, after, why."""
    rows = [
        {
            "target_type": "alert",
            "target_id": alert_id,
            "from_status": None if before is None else str(before),
            "to_status": str(after),
            "reason": str(reason),
            "changed_at": ctx.now,
        }
        for alert_id, before, after, reason in changes
    ]
    insert_rows(ctx.session, StatusChange.__table__, rows)  # type: ignore[arg-type]
