"""Who gets in, who is sent away, and when."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from core.identity import (
    UserPatch,
    change_password,
    reset_password,
    revoke_sessions,
    update_user,
)
from core.kit.context import SYSTEM
from core.kit.uow import run_in_uow
from data.schema import UserSession
from tests.pages.conftest import Visit, open_shell, session_of, texts
from tests.world import PASSWORD, World

pytestmark = pytest.mark.integration


def is_login(screen: AppTest) -> bool:
    return any(one.key == "login.username" for one in screen.text_input)


def sign_in_with(screen: AppTest, name: str, password: str) -> AppTest:
    screen.text_input(key="login.username").set_value(name)
    screen.text_input(key="login.password").set_value(password)
    return screen.button(key="login.send").click().run()


def test_a_stranger_sees_the_login_and_nothing_else(world: World) -> None:
    screen = open_shell()
    assert is_login(screen)
    assert not screen.sidebar.children
    assert not screen.exception


@pytest.mark.parametrize(("name", "password"), [("founder", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(
    world: World, name: str, password: str
) -> None:
    screen = sign_in_with(open_shell(), name, password)
    assert is_login(screen)
    assert [one.value for one in screen.warning] == [
        "Name or password is wrong, or there were too many attempts. "
        "After five failures wait 15 minutes."
    ]


def test_five_failures_lock_even_the_right_password_out(world: World) -> None:
    screen = open_shell()
    for _ in range(5):
        screen = sign_in_with(screen, "founder", "wrong")
    assert sign_in_with(screen, "founder", PASSWORD).warning


def test_the_right_password_has_the_browser_fetch_its_cookie(world: World) -> None:
    screen = sign_in_with(open_shell(), "Founder ", PASSWORD)
    assert any("/api/session" in one.value for one in screen.html)
    assert PASSWORD not in "".join(one.value for one in screen.html)


@pytest.mark.parametrize("how", ["revoked", "disabled", "password changed elsewhere", "reset"])
def test_who_is_no_longer_welcome_is_out_at_the_next_click(world: World, how: str) -> None:
    secret = session_of("manager_a")
    screen = open_shell(secret)
    assert not is_login(screen)
    user = world.users["manager_a"]
    if how == "revoked":
        run_in_uow(SYSTEM, lambda ctx: revoke_sessions(ctx, UserSession.user_id == user))
    elif how == "disabled":
        run_in_uow(SYSTEM, lambda ctx: update_user(ctx, user, UserPatch(is_active=False)))
    elif how == "reset":
        run_in_uow(SYSTEM, lambda ctx: reset_password(ctx, user))
    else:
        run_in_uow(
            world.who("manager_a"), lambda ctx: change_password(ctx, PASSWORD, "another-fine-day")
        )
    assert is_login(screen.run())


def test_a_password_set_by_others_must_be_changed_first(world: World) -> None:
    first = run_in_uow(SYSTEM, lambda ctx: reset_password(ctx, world.users["employee"]))
    screen = open_shell(session_of("employee", first))
    assert not screen.sidebar.children
    for key, value in (("old", first), ("new", "a-new-one-of-mine"), ("repeat", "something else")):
        screen.text_input(key=f"password.first.{key}").set_value(value)
    screen.button(key="password.first.save").click().run()
    assert "The two entries differ." in texts(screen)
    screen.text_input(key="password.first.repeat").set_value("a-new-one-of-mine")
    screen.button(key="password.first.save").click().run()
    assert "Choose your own password" not in texts(screen)
    assert screen.sidebar.children


def test_an_address_one_may_not_open_is_refused_calmly(visit: Visit) -> None:
    screen = visit("employee", "users.py")
    assert [one.value for one in screen.warning] == [
        "You do not have the right to do this. Ask an administrator."
    ]
    assert not screen.error


def test_the_menu_shows_only_what_the_role_may_use(visit: Visit) -> None:
    assert "users.add" not in {one.key for one in visit("employee").button}
    assert visit("admin", "users.py").button(key="users.add")
