"""Signing in and out: server-side sessions that can be revoked, lock-out counted in the database.

A login makes a session row with a one-time ticket; the browser exchanges the ticket for an
HttpOnly cookie within thirty seconds. Only hashes of the secrets are stored.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, select, update

from core.audit.service import record
from core.identity.errors import bad_login
from core.identity.passwords import hash_secret, new_secret, verify_password
from core.kit.context import SYSTEM, Ctx
from core.kit.errors import NotSignedIn
from core.kit.uow import run_in_uow
from data.schema import LoginAttempt, User, UserSession

SESSION_COOKIE = "selfmastery_session"
MAX_FAILURES = 5
MAX_NAME = 200
WINDOW = timedelta(minutes=15)
TICKET_LIFE = timedelta(seconds=30)
SESSION_LIFE = timedelta(days=14)


def sign_in(username: str, password: str, *, user_agent: str = "") -> str:
    """The one-time ticket of a new session. Raises NotSignedIn, the same for every reason.

    An attempt counts as failed from before its password is looked at, so that many at the same
    moment are not tried all; the right password takes it back.
    """
    name = username.strip().lower().replace("\x00", "")[:MAX_NAME]
    user_id, hashed = run_in_uow(SYSTEM, lambda ctx: _begin_attempt(ctx, name))
    if not verify_password(password, hashed):
        run_in_uow(SYSTEM, lambda ctx: _note_failure(ctx, name))
        raise bad_login()
    assert user_id is not None
    return run_in_uow(SYSTEM, lambda ctx: _open_session(ctx, user_id, name, user_agent))


def _begin_attempt(ctx: Ctx, name: str) -> tuple[int | None, str | None]:
    failures = ctx.session.scalar(
        select(func.count()).where(
            LoginAttempt.username == name, LoginAttempt.attempted_at > ctx.now - WINDOW
        )
    )
    ctx.session.add(LoginAttempt(username=name, attempted_at=ctx.now))
    user = ctx.session.execute(
        select(User.id, User.password_hash).where(User.username == name, User.is_active)
    ).first()
    if user is None or (failures or 0) >= MAX_FAILURES:
        return None, None
    return user.id, user.password_hash


def _note_failure(ctx: Ctx, name: str) -> None:
    record(ctx, "login.failed", "user", None, after={"username": name})


def _open_session(ctx: Ctx, user_id: int, name: str, user_agent: str) -> str:
    ticket = new_secret()
    ctx.session.execute(delete(LoginAttempt).where(LoginAttempt.username == name))
    session = UserSession(
        user_id=user_id,
        ticket_hash=hash_secret(ticket),
        ticket_expires_at=ctx.now + TICKET_LIFE,
        created_at=ctx.now,
        expires_at=ctx.now + SESSION_LIFE,
        user_agent=user_agent[:300],
    )
    ctx.session.add(session)
    ctx.session.flush()
    record(ctx, "login.succeeded", "user", user_id, after={"session_id": session.id})
    return ticket


def exchange_ticket(ctx: Ctx, ticket: str) -> str:
    """The session's secret for the cookie; the ticket works once. Raises NotSignedIn."""
    secret = new_secret()
    exchanged = ctx.session.execute(
        update(UserSession)
        .where(
            UserSession.ticket_hash == hash_secret(ticket),
            UserSession.ticket_expires_at > ctx.now,
            UserSession.revoked_at.is_(None),
        )
        .values(token_hash=hash_secret(secret), ticket_hash=None)
        .returning(UserSession.id)
    ).first()
    if exchanged is None:
        raise NotSignedIn("ticket.used")
    return secret


def sign_out(ctx: Ctx) -> None:
    """End the session the actor came with."""
    if ctx.actor.session_id is not None:
        revoke_sessions(ctx, UserSession.id == ctx.actor.session_id)
        record(ctx, "logout", "user", ctx.actor.user_id)


def revoke_sessions(ctx: Ctx, *conditions: ColumnElement[bool]) -> int:
    """End the sessions that match; how many were open."""
    ended = ctx.session.execute(
        update(UserSession)
        .where(UserSession.revoked_at.is_(None), *conditions)
        .values(revoked_at=ctx.now, ticket_hash=None)
        .returning(UserSession.id)
    )
    return len(ended.all())


def forget_old_sessions(ctx: Ctx) -> int:
    """Remove ended sessions and stale attempts; how many rows went."""
    old = ctx.now - timedelta(days=30)
    ended = (UserSession.expires_at < old) | (UserSession.revoked_at < old)
    stale = LoginAttempt.attempted_at < ctx.now - WINDOW
    gone = ctx.session.scalars(delete(UserSession).where(ended).returning(UserSession.id)).all()
    rest = ctx.session.scalars(delete(LoginAttempt).where(stale).returning(LoginAttempt.id)).all()
    return len(gone) + len(rest)
