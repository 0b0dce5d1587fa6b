"""A person's own sessions: where they are signed in, and ending one of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from core.audit import load_row, record
from core.identity.login import revoke_sessions
from core.kit.context import Ctx
from core.kit.errors import NotPermitted
from core.kit.inputs import Row
from data.schema import UserSession


class SessionRow(Row):
    """A login that is still open; `is_current` is the one that asks."""

    id: int
    created_at: datetime
    expires_at: datetime
    user_agent: str | None
    is_current: bool = False


def list_sessions(ctx: Ctx) -> tuple[SessionRow, ...]:
    """The actor's open sessions, newest first."""
    if ctx.actor.user_id is None:
        raise NotPermitted
    rows = ctx.session.scalars(
        select(UserSession)
        .where(
            UserSession.user_id == ctx.actor.user_id,
            UserSession.revoked_at.is_(None),
            UserSession.token_hash.is_not(None),
            UserSession.expires_at > ctx.now,
        )
        .order_by(UserSession.id.desc())
    )
    return tuple(
        SessionRow.model_validate(row).model_copy(
            update={"is_current": row.id == ctx.actor.session_id}
        )
        for row in rows
    )


def revoke_session(ctx: Ctx, session_id: int) -> None:
    """End a session of the actor, or of anybody for an administrator. Raises NotFound."""
    row = load_row(ctx, UserSession, session_id)
    if row.user_id != ctx.actor.user_id:
        ctx.require("users.admin")
    revoke_sessions(ctx, UserSession.id == session_id)
    record(ctx, "session.revoked", "user", row.user_id, after={"session_id": session_id})
