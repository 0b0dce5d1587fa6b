"""Accounts: create, change, disable, passwords. Disabling and new passwords end sessions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select, update

from core.audit import change_row, create_row, load_row, record
from core.identity.login import revoke_sessions
from core.identity.passwords import check_policy, hash_password, new_secret, verify_password
from core.identity.roles import ROLES
from core.identity.schemas import PersonRow, UserIn, UserPatch, UserRow
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid, NotPermitted
from core.kit.i18n import N_
from core.kit.listing import ListQuery, ListSpec, Page, equals, list_page, parse_bool
from data.schema import ApiToken, Department, Role, User, UserRole, UserSession

USER_LIST = ListSpec(
    key=User.id,
    sorts={"id": User.id, "username": User.username, "display_name": User.display_name},
    default_sort="username",
    filters={
        "username": equals(User.username),
        "is_active": equals(User.is_active, parse_bool),
        "role": equals(User.role),
        "department_id": equals(User.department_id, int),
    },
    search=(User.username, User.display_name, User.email),
)


def has_users(ctx: Ctx) -> bool:
    """Whether anybody can sign in yet."""
    return bool(ctx.session.scalar(select(func.count()).select_from(User)))


def create_user(ctx: Ctx, user: UserIn) -> tuple[UserRow, str | None]:
    """A new account and, when none was given, its first password, shown once.

    Raises Conflict for a taken name, Invalid for a weak password or unknown role.
    """
    ctx.require("users.admin")
    return add_user(ctx, user)


@dataclass(frozen=True)
class FirstPassword:
    """A password made for somebody, to be shown once, with its hash."""

    password: str = field(repr=False)
    hashed: str = field(repr=False)


def first_password() -> FirstPassword:
    """A new one; takes a quarter of a second, so many are made before a transaction begins."""
    password = new_secret().lstrip("-_")[:16]  # no spreadsheet takes it for a formula
    return FirstPassword(password, hash_password(password))


def add_user(
    ctx: Ctx, user: UserIn, *, first: FirstPassword | None = None
) -> tuple[UserRow, str | None]:
    """As `create_user`, without the right: for the first account, and for callers who have
    checked it. `first`: the password it begins with, made beforehand."""
    _check_roles(ctx, user.roles)
    _check_links(ctx, user.department_id, user.manager_id)
    if ctx.session.scalar(select(User.id).where(User.username == user.username)) is not None:
        raise Conflict("user.taken", N_("There is already an account with this name."))
    if user.password:
        check_policy(user.password, username=user.username)
    made = None if user.password else first or first_password()
    row = create_row(
        ctx,
        User(
            username=user.username,
            display_name=user.display_name or user.username,
            email=user.email,
            role=user.roles[0],
            department_id=user.department_id,
            manager_id=user.manager_id,
            is_active=True,
            locale=user.locale,
            password_hash=made.hashed if made else hash_password(user.password or ""),
            password_changed_at=ctx.now,
            must_change_password=made is not None,
        ),
        "user",
    )
    _set_roles(ctx, row.id, user.roles)
    return user_row(ctx, row), made.password if made else None


def update_user(
    ctx: Ctx, user_id: int, patch: UserPatch, *, expected_version: int | None = None
) -> UserRow:
    """Change an account. Disabling it ends its sessions. The last administrator stays."""
    ctx.require("users.admin")
    row = load_row(ctx, User, user_id)
    values: dict[str, Any] = patch.model_dump(exclude_unset=True, exclude={"roles"})
    _check_links(ctx, values.get("department_id"), values.get("manager_id"))
    _check_no_circle(ctx, user_id, values.get("manager_id"))
    if patch.roles is not None:
        _check_roles(ctx, patch.roles)
        values["role"] = patch.roles[0]
    _keep_an_administrator(ctx, row, patch)
    before = list(_roles_of(ctx, user_id))
    change_row(ctx, row, "user", values, expected_version=expected_version)
    if patch.roles is not None and list(patch.roles) != before:
        _set_roles(ctx, user_id, patch.roles)
        record(ctx, "user.roles", "user", user_id, {"roles": before}, {"roles": list(patch.roles)})
    if patch.is_active is False:
        revoke_sessions(ctx, UserSession.user_id == user_id)
    return user_row(ctx, row)


def _keep_an_administrator(ctx: Ctx, row: User, patch: UserPatch) -> None:
    loses = patch.is_active is False or (
        patch.roles is not None and "administrator" not in patch.roles
    )
    if not loses or "administrator" not in _roles_of(ctx, row.id):
        return
    others = ctx.session.scalar(
        select(func.count())
        .select_from(UserRole)
        .join(User, User.id == UserRole.user_id)
        .where(UserRole.role == "administrator", User.is_active, User.id != row.id)
    )
    if not others:
        raise Conflict("user.last_administrator", N_("The last administrator has to stay."))


def reset_password(ctx: Ctx, user_id: int) -> str:
    """A new password, shown once, to be changed at the next login; ends all sessions and the
    person's REST tokens."""
    ctx.require("users.admin")
    row = load_row(ctx, User, user_id)
    password = new_secret()[:16]
    _store_password(ctx, row, password, must_change=True)
    revoke_sessions(ctx, UserSession.user_id == user_id)
    ctx.session.execute(
        update(ApiToken)
        .where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
        .values(revoked_at=ctx.now)
    )
    return password


def change_password(ctx: Ctx, old: str, new: str) -> None:
    """Set the actor's own password; ends their other sessions. Raises Invalid."""
    if ctx.actor.user_id is None:
        raise NotPermitted
    row = load_row(ctx, User, ctx.actor.user_id)
    if not verify_password(old, row.password_hash):
        message = N_("The current password is wrong.")
        raise Invalid("password.wrong", message, fields={"old": message})
    check_policy(new, username=row.username)
    _store_password(ctx, row, new, must_change=False)
    revoke_sessions(
        ctx, UserSession.user_id == row.id, UserSession.id != (ctx.actor.session_id or 0)
    )


def _store_password(ctx: Ctx, row: User, password: str, *, must_change: bool) -> None:
    values = {
        "password_hash": hash_password(password),
        "password_changed_at": ctx.now,
        "must_change_password": must_change,
    }
    change_row(ctx, row, "user", values, action="password_changed")


def set_own_locale(ctx: Ctx, locale: str) -> None:
    """Remember the language the actor chose."""
    if ctx.actor.user_id is not None:
        change_row(ctx, load_row(ctx, User, ctx.actor.user_id), "user", {"locale": locale})


def list_users(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[UserRow]:
    """Accounts, for administrators."""
    ctx.require("users.admin")
    return list_page(
        ctx,
        select(User),
        USER_LIST,
        query,
        lambda row: user_row(ctx, row.User),
        with_total=with_total,
    )


def get_user(ctx: Ctx, user_id: int) -> UserRow:
    """One account, for administrators and the person."""
    if user_id != ctx.actor.user_id:
        ctx.require("users.admin")
    return user_row(ctx, load_row(ctx, User, user_id))


def people(ctx: Ctx) -> tuple[PersonRow, ...]:
    """Everybody active, by name: for choosing managers, owners and assignees."""
    rows = ctx.session.execute(
        select(User.id, User.display_name, User.department_id)
        .where(User.is_active)
        .order_by(User.display_name, User.id)
    )
    return tuple(
        PersonRow(id=row.id, name=row.display_name, department_id=row.department_id) for row in rows
    )


def users_with_roles(ctx: Ctx, roles: list[str]) -> list[int]:
    """Ids of active users who have any of these roles."""
    return list(
        ctx.session.scalars(
            select(User.id)
            .where(
                User.is_active,
                User.id.in_(select(UserRole.user_id).where(UserRole.role.in_(roles))),
            )
            .order_by(User.id)
        )
    )


def user_row(ctx: Ctx, row: User) -> UserRow:
    """The frozen row of an account."""
    fields = {name: getattr(row, name) for name in UserRow.model_fields if name != "roles"}
    return UserRow(**fields, roles=_roles_of(ctx, row.id))


def _roles_of(ctx: Ctx, user_id: int) -> tuple[str, ...]:
    statement = select(UserRole.role).where(UserRole.user_id == user_id).order_by(UserRole.position)
    return tuple(ctx.session.scalars(statement))


def _set_roles(ctx: Ctx, user_id: int, roles: tuple[str, ...]) -> None:
    current = {
        row.role: row
        for row in ctx.session.scalars(select(UserRole).where(UserRole.user_id == user_id))
    }
    for role, row in current.items():
        if role not in roles:
            ctx.session.delete(row)
    for position, role in enumerate(dict.fromkeys(roles)):
        if role in current:
            current[role].position = position
        else:
            ctx.session.add(UserRole(user_id=user_id, role=role, position=position))
    ctx.session.flush()


def _check_roles(ctx: Ctx, roles: tuple[str, ...]) -> None:
    custom = set(ctx.session.scalars(select(Role.code)))
    unknown = [role for role in roles if role not in ROLES and role not in custom]
    if unknown:
        message = N_("There is no role “{role}”.")
        raise Invalid("user.unknown_role", message, fields={"roles": message}, role=unknown[0])


def _check_no_circle(ctx: Ctx, user_id: int, manager_id: int | None) -> None:
    if manager_id is None:
        return
    managers = dict(ctx.session.execute(select(User.id, User.manager_id)).all())
    seen: set[int] = set()
    above: int | None = manager_id
    while above is not None and above not in seen:
        if above == user_id:
            message = N_("Nobody can report to themselves, not even through others.")
            raise Invalid("user.circle", message, fields={"manager_id": message})
        seen.add(above)
        above = managers.get(above)


def _check_links(ctx: Ctx, department_id: int | None, manager_id: int | None) -> None:
    if department_id is not None and ctx.session.get(Department, department_id) is None:
        message = N_("This department does not exist.")
        raise Invalid("department.unknown", message, fields={"department_id": message})
    if manager_id is not None and ctx.session.get(User, manager_id) is None:
        message = N_("This person does not exist.")
        raise Invalid("user.unknown", message, fields={"manager_id": message})
