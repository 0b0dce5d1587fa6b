"""`init`, accounts and tokens from the command line."""

from __future__ import annotations

import stat

import pytest
from sqlalchemy import select

from core.identity import by_token
from core.kit.uow import unit_of_work
from data.schema import AuditEntry, User
from tests.cli.conftest import PASSWORD, Manage

pytestmark = pytest.mark.integration


class TestInit:
    def test_makes_home_database_and_the_first_account(self, manage: Manage) -> None:
        ran = manage.init("--json")
        assert ran.code == 0
        assert ran.json["company"]["currency"] == "CNY"
        assert ran.json["user"]["roles"] == ["founder", "administrator"]
        assert PASSWORD not in ran.out + ran.err
        assert (manage.home / "keys" / "secret.key").exists()
        assert stat.S_IMODE(manage.home.stat().st_mode) == 0o700

    def test_a_second_time_is_refused(self, company: Manage) -> None:
        ran = company.init("--json")
        assert (ran.code, ran.json["error"]["code"]) == (1, "setup.done")

    @pytest.mark.parametrize(
        ("option", "value"),
        [
            ("--currency", "XXQ"),
            ("--timezone", "Asia/Nowhere"),
            ("--fiscal-year-start", "13"),
            ("--admin", "not a name"),
        ],
    )
    def test_wrong_values_are_wrong_use(self, manage: Manage, option: str, value: str) -> None:
        ran = manage.init(option, value, "--json")
        assert ran.code == 2
        assert set(ran.json["error"]) == {"code", "message"}

    def test_a_weak_password_is_refused(self, manage: Manage) -> None:
        arguments = ("init", "--company", "x", "--admin", "boss", "--password-stdin", "--json")
        assert manage(*arguments, stdin="1234\n").json["error"]["code"] == "password.weak"
        assert manage(*arguments, stdin="").json["error"]["code"] == "password.missing"
        assert manage.init().code == 0


class TestNotSetUp:
    @pytest.mark.parametrize("command", ["check", "backup", "user list", "snapshot", "demo"])
    def test_commands_say_so_and_make_nothing(self, manage: Manage, command: str) -> None:
        ran = manage(*command.split(), "--json")
        assert (ran.code, ran.json["error"]["code"]) == (1, "not_set_up")
        assert not (manage.home / "selfmastery.duckdb").exists()


class TestUsers:
    def test_the_first_password_stands_alone_on_standard_output(self, company: Manage) -> None:
        ran = company("user", "add", "li.na", "--role", "finance", "--display-name", "李娜")
        assert ran.code == 0
        assert len(ran.out.splitlines()) == 1
        assert len(ran.out.strip()) >= 12
        listed = company("user", "list", "--json").json["users"]
        assert [(row["username"], row["roles"]) for row in listed] == [
            ("boss", ["founder", "administrator"]),
            ("li.na", ["finance"]),
        ]

    def test_a_taken_name_is_refused(self, company: Manage) -> None:
        ran = company("user", "add", "boss", "--json")
        assert (ran.code, ran.json["error"]["code"]) == (1, "user.taken")

    @pytest.mark.parametrize(
        ("more", "code"),
        [(("--role", "king"), "user.unknown_role"), (("--department", "9"), "department.unknown")],
    )
    def test_unknown_names_are_refused(
        self, company: Manage, more: tuple[str, ...], code: str
    ) -> None:
        assert company("user", "add", "new", *more, "--json").json["error"]["code"] == code

    def test_disable_enable_and_reset(self, company: Manage) -> None:
        company("user", "add", "li.na", "--role", "finance")
        assert company("user", "disable", "li.na", "--json").json["user"]["is_active"] is False
        assert company("user", "enable", "LI.NA", "--json").json["user"]["is_active"] is True
        assert company("user", "reset-password", "li.na", "--json").json["password"]
        assert (
            company("user", "disable", "nobody", "--json").json["error"]["code"] == "user.unknown"
        )

    def test_the_last_administrator_stays(self, company: Manage) -> None:
        ran = company("user", "disable", "boss", "--json")
        assert (ran.code, ran.json["error"]["code"]) == (1, "user.last_administrator")


class TestToken:
    def test_stands_alone_on_standard_output(self, company: Manage) -> None:
        ran = company("token", "create", "--user", "boss", "--name", "CI")
        assert ran.code == 0
        (token,) = ran.out.splitlines()
        with unit_of_work(by_token(token)) as ctx:
            assert ctx.actor.name == "boss"

    def test_scopes_narrow_it(self, company: Manage) -> None:
        options = ("--user", "boss", "--name", "CI", "--scope", "records.view", "--json")
        token = company("token", "create", *options, "--expires-days", "3").json["token"]
        with unit_of_work(by_token(token)) as ctx:
            assert set(ctx.actor.grants) == {"records.view"}

    def test_unknown_scopes_are_refused(self, company: Manage) -> None:
        options = ("--user", "boss", "--name", "CI", "--scope", "fly", "--json")
        assert company("token", "create", *options).json["error"]["code"] == "token.unknown_scope"


class TestRights:
    def test_as_limits_to_the_users_rights(self, company: Manage) -> None:
        company("user", "add", "li.na", "--role", "finance")
        ran = company("user", "list", "--as", "li.na", "--json")
        assert (ran.code, ran.json["error"]["code"]) == (1, "not_permitted")

    def test_as_an_unknown_or_disabled_user_is_refused(self, company: Manage) -> None:
        company("user", "add", "li.na", "--role", "administrator")
        company("user", "disable", "li.na")
        for name in ("nobody", "li.na"):
            ran = company("user", "list", "--as", name, "--json")
            assert (ran.code, ran.json["error"]["code"]) == (1, "user.unknown")

    def test_the_operating_systems_user_is_audited(self, company: Manage) -> None:
        company("user", "add", "one", "--as", "boss")
        company("user", "add", "two")
        with unit_of_work(by_boss()) as ctx:
            created = ctx.session.execute(
                select(AuditEntry.actor_name, AuditEntry.actor_id)
                .where(AuditEntry.action == "user.created")
                .order_by(AuditEntry.id)
            ).all()
            boss = ctx.session.scalar(select(User.id).where(User.username == "boss"))
        names = [row.actor_name for row in created]
        assert all(name.startswith("operator:") for name in names)
        assert names[1].endswith(" as boss")
        assert [row.actor_id for row in created] == [None, boss, None]


def by_boss():
    from core.identity import by_username

    return by_username("boss")
