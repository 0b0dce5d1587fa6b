"""Answers already given, so that a repeated request writes nothing a second time.

The answer is kept in the transaction of the change itself: both are there or neither.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from core.kit.context import Ctx
from core.kit.errors import Invalid
from core.kit.i18n import N_
from data.schema import IdempotencyKey

KEPT_FOR = timedelta(days=2)


def recall_answer(ctx: Ctx, key: str, fingerprint: str) -> dict[str, Any] | None:
    """The answer given before to `key`; None when it is new.

    Raises Invalid when the key came with another request, whose `fingerprint` differs.
    """
    kept = ctx.session.execute(
        select(IdempotencyKey.fingerprint, IdempotencyKey.answer).where(IdempotencyKey.key == key)
    ).first()
    if kept is None:
        return None
    if kept.fingerprint != fingerprint:
        raise Invalid(
            "idempotency.other_request",
            N_("This Idempotency-Key was already used for another request. Use a new one."),
        )
    answer: dict[str, Any] = kept.answer
    return answer


def keep_answer(ctx: Ctx, key: str, fingerprint: str, answer: dict[str, Any]) -> None:
    """Remember the answer; of two at the same moment the second fails and is to be repeated."""
    ctx.session.add(
        IdempotencyKey(key=key, fingerprint=fingerprint, answer=answer, created_at=ctx.now)
    )
    ctx.session.flush()


def forget_old_answers(ctx: Ctx) -> int:
    """Remove what was kept long enough; how many rows went. A job calls it."""
    gone = ctx.session.execute(
        delete(IdempotencyKey)
        .where(IdempotencyKey.created_at < ctx.now - KEPT_FOR)
        .returning(IdempotencyKey.id)
    )
    return len(gone.all())
