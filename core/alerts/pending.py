"""Since when rules and targets are off plan that have no alert yet."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from core.alerts.evaluation import Verdict
from core.kit.context import Ctx
from data.rows import insert_rows
from data.schema import AlertPending


def remember(ctx: Ctx, verdicts: Sequence[Verdict]) -> None:
    """Begin pending periods; one that another evaluation began is left alone."""
    rows = [
        {
            "rule_id": one.rule.id,
            "target_type": one.target_type,
            "target_id": one.target_id,
            "pending_key": one.key,
            "since": one.decision.at,
        }
        for one in verdicts
    ]
    table = AlertPending.__table__
    insert_rows(ctx.session, table, rows, skip_taken="pending_key")  # type: ignore[arg-type]


def forget(ctx: Ctx, verdicts: Sequence[Verdict]) -> None:
    """End pending periods."""
    if verdicts:
        keys = [one.key for one in verdicts]
        ctx.session.execute(delete(AlertPending).where(AlertPending.pending_key.in_(keys)))


def forget_rule(ctx: Ctx, rule_id: int) -> None:
    """End all pending periods of a rule: it has ended, or watches something else now."""
    ctx.session.execute(delete(AlertPending).where(AlertPending.rule_id == rule_id))
