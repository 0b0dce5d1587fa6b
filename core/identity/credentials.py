"""From a credential to an Actor, inside the transaction that will use it."""

from __future__ import annotations

import getpass
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, true, union_all
from sqlalchemy.orm import Session

from core.identity.passwords import hash_secret
from core.identity.roles import ROLES, merge_grants
from core.kit.context import Actor, Ctx, Scope
from core.kit.errors import NotSignedIn
from core.kit.uow import Credential
from data.schema import ApiToken, Department, Role, User, UserRole, UserSession


def by_session(secret: str | None) -> Credential:
    """The person whose login the cookie's random id belongs to. Raises NotSignedIn."""

    def resolve(session: Session, now: datetime) -> Actor:
        row = session.scalars(
            select(UserSession).where(
                UserSession.token_hash == hash_secret(secret or ""),
                UserSession.revoked_at.is_(None),
                UserSession.expires_at > now,
            )
        ).first()
        if row is None:
            raise NotSignedIn
        return replace(actor_of(session, row.user_id), session_id=row.id)

    return resolve


def by_token(secret: str) -> Credential:
    """The user a REST token belongs to, narrowed to the token's scopes. Raises NotSignedIn."""

    def resolve(session: Session, now: datetime) -> Actor:
        token = session.scalars(
            select(ApiToken).where(
                ApiToken.token_hash == hash_secret(secret), ApiToken.revoked_at.is_(None)
            )
        ).first()
        if token is None or (token.expires_at is not None and token.expires_at <= now):
            raise NotSignedIn("bad_token")
        actor = actor_of(session, token.user_id)
        if token.scopes is None:
            return actor
        kept = {action: scope for action, scope in actor.grants.items() if action in token.scopes}
        return replace(actor, grants=kept)

    return resolve


def open_credentials(ctx: Ctx, secrets: Collection[str]) -> frozenset[str]:
    """Those of the session and token secrets that still let somebody in; one query for all."""
    hashes = {hash_secret(secret): secret for secret in secrets}
    sessions = (
        select(UserSession.token_hash)
        .join(User, User.id == UserSession.user_id)
        .where(
            UserSession.token_hash.in_(hashes),
            UserSession.revoked_at.is_(None),
            UserSession.expires_at > ctx.now,
            User.is_active,
        )
    )
    tokens = (
        select(ApiToken.token_hash)
        .join(User, User.id == ApiToken.user_id)
        .where(
            ApiToken.token_hash.in_(hashes),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at.is_(None) | (ApiToken.expires_at > ctx.now),
            User.is_active,
        )
    )
    found = ctx.session.scalars(union_all(sessions, tokens))
    return frozenset(hashes[value] for value in found if value is not None)


def by_username(username: str) -> Credential:
    """The active user of that name, for `--as USER`. Raises NotSignedIn."""

    def resolve(session: Session, now: datetime) -> Actor:
        user_id = session.scalar(select(User.id).where(User.username == username))
        if user_id is None:
            raise NotSignedIn
        return actor_of(session, user_id)

    return resolve


def operator() -> Actor:
    """Whoever runs the command line: all rights, audited by the operating system's name."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = "unknown"
    return Actor(name=f"operator:{name}", display_name=name, is_system=True)


def actor_of(session: Session, user_id: int) -> Actor:
    """The user with the rights of all their roles. Raises NotSignedIn for a disabled user."""
    found = actors_of(session, [user_id])
    if user_id not in found:
        raise NotSignedIn
    return found[user_id]


def actors_of(
    session: Session, user_ids: Collection[int], *, also_inactive: bool = False
) -> dict[int, Actor]:
    """Many users with the rights of their roles, in as many queries as one user takes."""
    users = session.scalars(
        select(User).where(User.id.in_(user_ids), true() if also_inactive else User.is_active)
    ).all()
    if not users:
        return {}
    roles = _roles(session, [user.id for user in users])
    used = {name for names in roles.values() for name in names}
    grants: dict[str, Mapping[str, Scope | str]] = {**_custom_grants(session, used), **ROLES}
    tree = session.execute(select(Department.id, Department.parent_id, Department.manager_id)).all()
    return {
        user.id: Actor(
            name=user.username,
            user_id=user.id,
            display_name=user.display_name,
            roles=tuple(roles[user.id]),
            grants=merge_grants(grants[name] for name in roles[user.id] if name in grants),
            departments=_departments(tree, user),
            locale=user.locale,
            must_change_password=user.must_change_password,
        )
        for user in users
    }


def _roles(session: Session, user_ids: Collection[int]) -> dict[int, list[str]]:
    roles: dict[int, list[str]] = defaultdict(list)
    statement = (
        select(UserRole.user_id, UserRole.role)
        .where(UserRole.user_id.in_(user_ids))
        .order_by(UserRole.user_id, UserRole.position)
    )
    for user_id, role in session.execute(statement):
        roles[user_id].append(role)
    return roles


def _custom_grants(session: Session, names: set[str]) -> dict[str, dict[str, str]]:
    custom = names - ROLES.keys()
    if not custom:
        return {}
    rows = session.execute(select(Role.code, Role.grants).where(Role.code.in_(custom)))
    return dict(rows.all())


def _departments(tree: Sequence[Any], user: User) -> frozenset[int]:
    children: dict[int | None, list[int]] = defaultdict(list)
    for row in tree:
        children[row.parent_id].append(row.id)
    found: set[int] = set()
    waiting = [row.id for row in tree if row.manager_id == user.id or row.id == user.department_id]
    while waiting:
        department = waiting.pop()
        if department not in found:
            found.add(department)
            waiting.extend(children[department])
    return frozenset(found)
