"""REST tokens: shown once, stored as a hash, revocable, optionally narrowed to some actions."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from core.audit import load_row, record
from core.identity.credentials import actor_of
from core.identity.passwords import hash_secret, new_secret
from core.identity.roles import ACTIONS
from core.identity.schemas import TokenRow
from core.kit.context import Ctx
from core.kit.errors import Invalid, NotFound, NotPermitted
from core.kit.i18n import N_
from data.schema import ApiToken, User

PREFIX = "sm_"


def create_token(
    ctx: Ctx,
    name: str,
    *,
    user_id: int | None = None,
    scopes: tuple[str, ...] | None = None,
    expires_days: int | None = None,
) -> str:
    """A new token of the actor, or of another user when an administrator asks; its secret.

    Raises Invalid for an unknown scope, NotPermitted for another user's token.
    """
    owner = ctx.actor.user_id if user_id is None else user_id
    if owner is None or owner != ctx.actor.user_id:
        ctx.require("users.admin")
    else:
        scopes = _as_narrow(ctx, owner, scopes)
    unknown = [scope for scope in scopes or () if scope not in ACTIONS]
    if unknown:
        raise Invalid(
            "token.unknown_scope", N_("There is no right called “{scope}”."), scope=unknown[0]
        )
    load_row(ctx, User, owner or 0, User.is_active.is_(True))
    secret = PREFIX + new_secret()
    token = ApiToken(
        user_id=owner,
        name=name,
        token_hash=hash_secret(secret),
        scopes=list(scopes) if scopes else None,
        created_at=ctx.now,
        expires_at=ctx.now + timedelta(days=expires_days) if expires_days else None,
    )
    ctx.session.add(token)
    ctx.session.flush()
    record(ctx, "token.created", "token", token.id, after={"user_id": owner, "name": name})
    return secret


def _as_narrow(ctx: Ctx, owner: int, scopes: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """A token made with a narrowed token is never wider than that one."""
    narrowed = set(actor_of(ctx.session, owner).grants) - set(ctx.actor.grants)
    if not narrowed:
        return scopes
    if not ctx.actor.grants or narrowed.intersection(scopes or ()):
        raise NotPermitted
    return scopes or tuple(ctx.actor.grants)


def list_tokens(ctx: Ctx) -> tuple[TokenRow, ...]:
    """The actor's own tokens, newest first."""
    if ctx.actor.user_id is None:
        raise NotPermitted
    rows = ctx.session.scalars(
        select(ApiToken).where(ApiToken.user_id == ctx.actor.user_id).order_by(ApiToken.id.desc())
    )
    return tuple(TokenRow.model_validate(row) for row in rows)


def revoke_token(ctx: Ctx, token_id: int) -> None:
    """End a token of the actor, or of anybody for an administrator.

    Raises NotFound for another's token, as for one that does not exist.
    """
    token = load_row(ctx, ApiToken, token_id)
    if token.user_id != ctx.actor.user_id and not ctx.actor.can("users.admin"):
        raise NotFound
    token.revoked_at = token.revoked_at or ctx.now
    ctx.session.flush()
    record(ctx, "token.revoked", "token", token_id)
