"""Signing in: lock-out, no enumeration, one-time tickets, sessions that end at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.identity import (
    UserPatch,
    by_session,
    change_password,
    exchange_ticket,
    forget_old_sessions,
    list_sessions,
    login,
    reset_password,
    revoke_session,
    sign_in,
    sign_out,
    update_user,
)
from core.kit.clock import utc_now
from core.kit.context import SYSTEM
from core.kit.errors import Invalid, NotFound, NotPermitted, NotSignedIn
from core.kit.uow import unit_of_work
from data.schema import AuditEntry, UserSession
from tests.world import PASSWORD, World

NEW = "Battery-staple-9"


def enter(name: str = "manager_a", password: str = PASSWORD) -> str:
    """Sign in as a browser does; the secret of the session."""
    ticket = sign_in(name, password)
    with unit_of_work(SYSTEM) as ctx:
        return exchange_ticket(ctx, ticket)


def is_in(secret: str | None) -> bool:
    try:
        with unit_of_work(by_session(secret)) as ctx:
            return ctx.actor.session_id is not None
    except NotSignedIn:
        return False


def refusal(name: str, password: str) -> NotSignedIn:
    with pytest.raises(NotSignedIn) as refused:
        sign_in(name, password)
    return refused.value


def test_a_session_is_the_persons_and_only_its_hash_is_stored(world: World) -> None:
    secret = enter(" Manager_A ")
    with unit_of_work(by_session(secret)) as ctx:
        assert ctx.actor.user_id == world.users["manager_a"]
        assert ctx.actor.departments == {world.a, world.a1}
        stored = [row.token_hash for row in ctx.session.scalars(select(UserSession))]
    assert secret not in stored
    assert not is_in(None)
    assert not is_in("")
    assert not is_in(secret + "x")


def test_every_refusal_looks_alike(world: World) -> None:
    with world.uow("admin") as ctx:
        update_user(ctx, world.users["analyst"], UserPatch(is_active=False))
    wrong = refusal("manager_a", "wrong password")
    for name, password in (
        ("nobody", "wrong password"),
        ("analyst", PASSWORD),
        ("", ""),
        ("x" * 1000 + "\x00", "p" * 1000 + "\x00\ud800"),
    ):
        other = refusal(name, password)
        assert (other.code, other.text(), other.status) == (wrong.code, wrong.text(), 401)


def test_no_name_is_checked_faster_than_another(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []

    def verify(password: str, hashed: str | None) -> bool:
        compared.append(hashed)
        return False

    monkeypatch.setattr(login, "verify_password", verify)
    refusal("manager_a", "x")
    refusal("nobody", "x")
    assert len(compared) == 2


def test_five_failures_lock_the_name_for_a_while(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        refusal("manager_a", "wrong password")
        refusal("nobody", "wrong password")
    refusal("manager_a", PASSWORD)
    assert enter("manager_b")
    later = utc_now() + timedelta(minutes=16)
    monkeypatch.setattr("core.kit.uow.utc_now", lambda: later)
    ticket = sign_in("manager_a", PASSWORD)
    with unit_of_work(SYSTEM) as ctx:
        assert exchange_ticket(ctx, ticket)
        failed = select(AuditEntry).where(AuditEntry.action == "login.failed")
        assert len(ctx.session.scalars(failed).all()) == 11


def test_success_forgets_failures(world: World) -> None:
    for _ in range(2):
        for _ in range(4):
            refusal("manager_a", "wrong password")
        assert enter()


def test_a_ticket_works_once_and_not_for_long(world: World) -> None:
    ticket = sign_in("manager_a", PASSWORD)
    with unit_of_work(SYSTEM) as ctx:
        exchange_ticket(ctx, ticket)
    for broken in (ticket, "", "nonsense"):
        with pytest.raises(NotSignedIn), unit_of_work(SYSTEM) as ctx:
            exchange_ticket(ctx, broken)
    late = sign_in("manager_a", PASSWORD)
    moment = utc_now() + timedelta(seconds=31)
    with pytest.raises(NotSignedIn), unit_of_work(SYSTEM, now=moment) as ctx:
        exchange_ticket(ctx, late)
    assert not is_in(late)


def test_a_session_ends_by_signing_out_and_by_age(world: World) -> None:
    first, second = enter(), enter()
    with unit_of_work(by_session(first)) as ctx:
        sign_out(ctx)
    assert not is_in(first)
    assert is_in(second)
    with (
        pytest.raises(NotSignedIn),
        unit_of_work(by_session(second), now=utc_now() + timedelta(days=15)),
    ):
        pass


def test_disabling_ends_everything_at_once(world: World) -> None:
    secret = enter()
    with world.uow("admin") as ctx:
        update_user(ctx, world.users["manager_a"], UserPatch(is_active=False))
    assert not is_in(secret)
    with world.uow("admin") as ctx:
        update_user(ctx, world.users["manager_a"], UserPatch(is_active=True))
    assert not is_in(secret)
    assert is_in(enter())


def test_a_new_password_ends_the_other_sessions(world: World) -> None:
    here, elsewhere = enter(), enter()
    unused = sign_in("manager_a", PASSWORD)
    with unit_of_work(by_session(here)) as ctx:
        change_password(ctx, PASSWORD, NEW)
    assert is_in(here)
    assert not is_in(elsewhere)
    with pytest.raises(NotSignedIn), unit_of_work(SYSTEM) as ctx:
        exchange_ticket(ctx, unused)
    refusal("manager_a", PASSWORD)
    assert enter(password=NEW)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("wrong", NEW),
        (PASSWORD, "short"),
        (PASSWORD, "aaaaaaaaaaaa"),
        (PASSWORD, "my-manager_a-1"),
        (PASSWORD, "长" * 25),
    ],
)
def test_a_weak_or_unproven_password_is_refused(world: World, old: str, new: str) -> None:
    with world.uow("manager_a") as ctx, pytest.raises(Invalid):
        change_password(ctx, old, new)


def test_a_reset_password_must_be_changed(world: World) -> None:
    secret = enter()
    with world.uow("admin") as ctx:
        password = reset_password(ctx, world.users["manager_a"])
    assert not is_in(secret)
    with unit_of_work(by_session(enter(password=password))) as ctx:
        assert ctx.actor.must_change_password
        change_password(ctx, password, NEW)
    with unit_of_work(by_session(enter(password=NEW))) as ctx:
        assert not ctx.actor.must_change_password
    with world.uow("outsider") as ctx, pytest.raises(NotPermitted):
        reset_password(ctx, world.users["manager_a"])


def test_own_sessions_can_be_seen_and_ended(world: World) -> None:
    first, second = enter(), enter()
    with unit_of_work(by_session(second)) as ctx:
        current, other = list_sessions(ctx)
        assert (current.is_current, other.is_current) == (True, False)
        revoke_session(ctx, other.id)
    assert not is_in(first)
    with world.uow("outsider") as ctx:
        assert list_sessions(ctx) == ()
        with pytest.raises((NotPermitted, NotFound)):
            revoke_session(ctx, current.id)
    assert is_in(second)


def test_old_sessions_are_forgotten(world: World) -> None:
    secret = enter()
    with unit_of_work(SYSTEM) as ctx:
        assert forget_old_sessions(ctx) == 0
    with unit_of_work(SYSTEM, now=utc_now() + timedelta(days=60)) as ctx:
        assert forget_old_sessions(ctx) == 1
    assert not is_in(secret)
