"""Accounts and REST tokens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.identity import (
    UserIn,
    UserPatch,
    by_token,
    by_username,
    create_token,
    create_user,
    get_user,
    list_tokens,
    list_users,
    people,
    reset_password,
    revoke_token,
    update_user,
    users_with_roles,
)
from core.kit.context import Scope
from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted, NotSignedIn, Stale
from core.kit.listing import ListQuery
from core.kit.uow import unit_of_work
from data.schema import AuditEntry, Role
from tests.world import NOW, PASSWORD, World


def test_an_account_without_a_password_gets_one_to_change(world: World) -> None:
    with world.uow("admin") as ctx:
        row, password = create_user(ctx, UserIn(username="New.Person"))
        mine, none = create_user(ctx, UserIn(username="own", password=PASSWORD))
        entries = [str(entry.after) for entry in ctx.session.scalars(select(AuditEntry))]
    assert (row.username, row.display_name, row.must_change_password) == (
        "new.person",
        "new.person",
        True,
    )
    assert password is not None
    assert (none, mine.must_change_password) == (None, False)
    assert not any(password in entry or "$2b$" in entry for entry in entries)


@pytest.mark.parametrize(
    "values",
    [
        {"username": "founder"},
        {"username": "x1", "roles": ("king",)},
        {"username": "x1", "password": "short"},
        {"username": "x1", "department_id": 999_999},
        {"username": "x1", "manager_id": 999_999},
    ],
)
def test_what_does_not_fit_is_refused(world: World, values: dict[str, object]) -> None:
    with world.uow("admin") as ctx, pytest.raises((Invalid, Conflict)):
        create_user(ctx, UserIn.model_validate(values))


@pytest.mark.parametrize("name", ["", "a", "with space", "a\x00b", "x" * 65, "-dash"])
def test_odd_names_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="username"):
        UserIn(username=name)


def test_a_password_keeps_its_blanks() -> None:
    assert UserIn(username="abc", password=" pass phrase ").password == " pass phrase "


def test_roles_in_their_order_and_rights_together(world: World) -> None:
    user = world.users["business_a"]
    with world.uow("admin") as ctx:
        row = update_user(ctx, user, UserPatch(roles=("business", "finance")))
        assert (row.role, row.roles) == ("business", ("business", "finance"))
        row = update_user(ctx, user, UserPatch(roles=("finance", "business")))
        assert (row.role, row.roles) == ("finance", ("finance", "business"))
        assert user in users_with_roles(ctx, ["business"])
    with world.uow("business_a") as ctx:
        assert ctx.actor.scope("records.view") is Scope.COMPANY
        assert ctx.actor.scope("projects.edit") is Scope.DEPARTMENT
        assert not ctx.actor.can("users.admin")


def test_a_custom_role(world: World) -> None:
    with world.uow("admin") as ctx:
        grants = {"projects.view": "company"}
        role = Role(code="auditor", name_zh="审计", name_en="Auditor", grants=grants)
        role.created_at = role.updated_at = ctx.now
        ctx.session.add(role)
        ctx.session.flush()
        update_user(ctx, world.users["outsider"], UserPatch(roles=("employee", "auditor")))
    with world.uow("outsider") as ctx:
        assert ctx.actor.scope("projects.view") is Scope.COMPANY
        assert ctx.actor.scope("alerts.view") is Scope.OWN


def test_the_last_administrator_stays(world: World) -> None:
    admin, founder = world.users["admin"], world.users["founder"]
    with world.uow("admin") as ctx:
        update_user(ctx, founder, UserPatch(roles=("founder",)))
        for patch in (UserPatch(is_active=False), UserPatch(roles=("employee",))):
            with pytest.raises(Conflict):
                update_user(ctx, admin, patch)
        update_user(ctx, founder, UserPatch(roles=("founder", "administrator")))
        update_user(ctx, admin, UserPatch(roles=("employee",)))


def test_versions(world: World) -> None:
    with world.uow("admin") as ctx:
        row = get_user(ctx, world.users["analyst"])
        update_user(ctx, row.id, UserPatch(display_name="Ann"), expected_version=row.version)
        with pytest.raises(Stale):
            update_user(ctx, row.id, UserPatch(email="x"), expected_version=row.version)
    for wrong in ({"display_name": None}, {"is_active": None}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            UserPatch.model_validate(wrong)


def test_who_may_see_accounts(world: World) -> None:
    with world.uow("admin") as ctx:
        assert len(list_users(ctx, ListQuery(q="manager")).items) == 2
    with world.uow("outsider") as ctx:
        own = world.users["outsider"]
        assert get_user(ctx, own).username == "outsider"
        assert len(people(ctx)) == len(world.users)
        assert set(people(ctx)[0].model_dump()) == {"id", "name", "department_id"}
        for attempt in (
            lambda: list_users(ctx, ListQuery()),
            lambda: get_user(ctx, world.users["founder"]),
            lambda: create_user(ctx, UserIn(username="x1")),
            lambda: update_user(ctx, own, UserPatch(roles=("founder",))),
            lambda: create_token(ctx, "t", user_id=world.users["founder"]),
        ):
            with pytest.raises(NotPermitted):
                attempt()


def test_a_token_has_the_rights_of_its_user_or_fewer(world: World) -> None:
    with world.uow("finance") as ctx:
        full = create_token(ctx, "full")
        narrow = create_token(ctx, "narrow", scopes=("records.view", "users.admin"))
        with pytest.raises(Invalid):
            create_token(ctx, "odd", scopes=("everything",))
    with unit_of_work(by_token(full), now=NOW) as ctx:
        assert ctx.actor.user_id == world.users["finance"]
        assert ctx.actor.can("imports.run")
    with unit_of_work(by_token(narrow), now=NOW) as ctx:
        assert set(ctx.actor.grants) == {"records.view"}


def test_a_token_ends(world: World) -> None:
    with world.uow("finance") as ctx:
        revoked, aged, orphaned = (
            create_token(ctx, name, expires_days=days)
            for name, days in (("a", None), ("b", 1), ("c", None))
        )
        assert [token.name for token in list_tokens(ctx)] == ["c", "b", "a"]
        revoke_token(ctx, list_tokens(ctx)[2].id)
        other = list_tokens(ctx)[1].id
    with world.uow("outsider") as ctx:
        assert list_tokens(ctx) == ()
        with pytest.raises(NotFound):
            revoke_token(ctx, other)
    for secret, moment in ((revoked, NOW), (aged, NOW + timedelta(days=2)), ("sm_no", NOW)):
        with pytest.raises(NotSignedIn), unit_of_work(by_token(secret), now=moment):
            pass
    with world.uow("admin") as ctx:
        update_user(ctx, world.users["finance"], UserPatch(is_active=False))
    for who in (by_token(orphaned), by_username("finance"), by_username("nobody")):
        with pytest.raises(NotSignedIn), unit_of_work(who, now=NOW):
            pass


def test_a_password_reset_ends_the_tokens(world: World) -> None:
    with world.uow("finance") as ctx:
        secret = create_token(ctx, "robot")
    with world.uow("admin") as ctx:
        reset_password(ctx, world.users["finance"])
    with pytest.raises(NotSignedIn), unit_of_work(by_token(secret), now=NOW):
        pass
