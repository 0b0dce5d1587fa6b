"""The very first screen: who may use it, what it makes, and that it happens once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from core.company import Company, Step, company, wizard_state
from core.identity import UserIn, has_users, list_users
from core.kit.context import SYSTEM, Ctx
from core.kit.errors import Conflict
from core.kit.listing import ListQuery
from core.kit.uow import run_in_uow, unit_of_work
from core.operations.setup import set_up_company
from data.database import Database
from pages.web.first_code import first_code, fits, is_same_machine
from tests.pages.conftest import open_shell, texts

pytestmark = pytest.mark.integration

PASSWORD = "a-long-enough-one"
ANSWERS = {
    "username": "boss",
    "display_name": "The Boss",
    "password": PASSWORD,
    "repeat": PASSWORD,
}


def send(screen: AppTest, **answers: str) -> AppTest:
    for name, value in answers.items():
        screen.text_input(key=f"first.{name}").set_value(value)
    return screen.button(key="first.save").click().run()


def test_it_makes_the_first_account_and_signs_in(store: Database) -> None:
    screen = send(open_shell(), **ANSWERS)
    assert any("/api/session" in one.value for one in screen.html)
    with unit_of_work(SYSTEM) as ctx:
        assert wizard_state(ctx).current is Step.COMPANY
        assert company(ctx).timezone == "Asia/Shanghai"
        (user,) = list_users(ctx, ListQuery()).items
    assert (user.username, user.roles) == ("boss", ("founder", "administrator"))
    assert any(one.key == "login.username" for one in open_shell().text_input)


def test_what_is_missing_or_weak_is_said_at_the_field(store: Database) -> None:
    wrong = {"username": "", "password": "short", "repeat": "short"}
    screen = send(open_shell(), **ANSWERS | wrong)
    assert "This field is required." in texts(screen)
    screen = send(screen, username="boss")
    assert "Use 10 to 72 characters." in texts(screen)


def test_of_two_who_set_up_at_once_one_wins(store: Database) -> None:
    late = open_shell()
    company_in, admin = Company(name="First"), UserIn(username="first", password=PASSWORD)
    run_in_uow(SYSTEM, lambda ctx: set_up_company(ctx, company_in, admin))
    for name, value in ANSWERS.items():
        late.text_input(key=f"first.{name}").set_value(value)
    late.button(key="first.save").click().run()
    with unit_of_work(SYSTEM) as ctx:
        assert company(ctx).name == "First"
        assert len(list_users(ctx, ListQuery()).items) == 1


def test_of_two_transactions_at_the_same_moment_one_wins(store: Database) -> None:
    both = Barrier(2)

    def set_up(ctx: Ctx, name: str) -> None:
        has_users(ctx)
        with suppress(BrokenBarrierError):
            both.wait(timeout=5)
        admin = UserIn(username=name, password=PASSWORD)
        set_up_company(ctx, Company(name=name), admin)

    def attempt(name: str) -> bool:
        try:
            run_in_uow(SYSTEM, partial(set_up, name=name))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        won = list(pool.map(attempt, ["left", "right"]))
    with unit_of_work(SYSTEM) as ctx:
        assert sorted(won) == [False, True]
        assert len(list_users(ctx, ListQuery()).items) == 1


def test_from_another_machine_the_console_code_is_asked(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ContextProxy, "ip_address", property(lambda _self: "192.168.1.7"))
    screen = send(open_shell(), **ANSWERS | {"code": "WRONG-CODE1"})
    assert "This is not the code the console printed." in texts(screen)
    screen = send(screen, code=first_code().lower(), password=PASSWORD, repeat=PASSWORD)
    assert any("/api/session" in one.value for one in screen.html)


def test_the_code_is_read_kindly() -> None:
    code = first_code()
    assert fits(code)
    assert fits(f" {code.replace('-', '').lower()} ")
    assert not fits("")
    assert not fits(code[:-1])


@pytest.mark.parametrize(
    ("address", "headers", "same"),
    [
        (None, {"host": "localhost:8501", "origin": "http://localhost:8501"}, True),
        ("127.0.0.1", {"host": "127.0.0.1:8501"}, True),
        ("::1", {"host": "[::1]:8501"}, True),
        ("192.168.1.7", {"host": "192.168.1.2:8501"}, False),
        (None, {"host": "localhost:8501", "x-forwarded-for": "10.0.0.9"}, False),
        (None, {"host": "127.0.0.1:8501", "origin": "https://books.example"}, False),
        (None, {"host": "books.example"}, False),
    ],
)
def test_only_a_browser_on_this_machine_needs_no_code(
    address: str | None, headers: dict[str, str], same: bool
) -> None:
    assert is_same_machine(address, headers) is same
