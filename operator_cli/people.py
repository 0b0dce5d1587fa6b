"""`user …` and `token …`."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from sqlalchemy import or_, select

from core.identity import (
    UserIn,
    UserPatch,
    UserRow,
    create_token,
    create_user,
    list_users,
    reset_password,
    update_user,
)
from core.kit.context import Ctx
from core.kit.errors import Invalid, NotFound
from core.kit.i18n import N_, t
from core.kit.listing import ListQuery
from data.schema import Department, User
from operator_cli.output import answer, tell
from operator_cli.session import As, Json, run

users = typer.Typer(no_args_is_help=True)
tokens = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("The account's name."))]
PAGE = 500


@users.command("add", help=N_("Add an account. Its first password is printed once."))
def add(
    name: Name,
    role: Annotated[
        list[str] | None, typer.Option("--role", help=N_("A role; may be given several times."))
    ] = None,
    department: Annotated[
        str | None, typer.Option("--department", help=N_("Name, code or id of the department."))
    ] = None,
    display_name: Annotated[
        str, typer.Option("--display-name", help=N_("How the person is called on screen."))
    ] = "",
    email: Annotated[str | None, typer.Option("--email", help=N_("E-mail address."))] = None,
    locale: Annotated[str | None, typer.Option("--locale", help=N_("Language."))] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help=N_("Read the password from standard input."))
    ] = False,
    as_user: As = None,
    as_json: Json = False,
) -> int:
    """Add an account."""
    given = read_password() if password_stdin else None

    def work(ctx: Ctx) -> tuple[UserRow, str | None]:
        user = UserIn(
            username=name,
            display_name=display_name,
            email=email,
            roles=tuple(role or ("employee",)),
            department_id=_department(ctx, department),
            locale=locale,
            password=given,
        )
        return create_user(ctx, user)

    row, password = run(as_user, work)
    tell(t(N_("Account “{name}” was added."), name=row.username))
    payload = {"user": row, "password": password}
    return answer(payload, [password] if password else [], as_json=as_json)


@users.command("list", help=N_("List all accounts."))
def list_all(as_user: As = None, as_json: Json = False) -> int:
    """List all accounts."""
    rows = run(as_user, _all_users)
    lines = [
        "\t".join(
            (
                row.username,
                row.display_name,
                ",".join(row.roles),
                t(N_("active")) if row.is_active else t(N_("disabled")),
            )
        )
        for row in rows
    ]
    return answer({"users": rows}, lines, as_json=as_json)


@users.command("disable", help=N_("Disable an account and end its sessions."))
def disable(name: Name, as_user: As = None, as_json: Json = False) -> int:
    """Disable an account."""
    return _set_active(name, active=False, as_user=as_user, as_json=as_json)


@users.command("enable", help=N_("Let a disabled account in again."))
def enable(name: Name, as_user: As = None, as_json: Json = False) -> int:
    """Enable an account."""
    return _set_active(name, active=True, as_user=as_user, as_json=as_json)


@users.command("reset-password", help=N_("Give an account a new password, printed once."))
def reset(name: Name, as_user: As = None, as_json: Json = False) -> int:
    """Reset a password."""
    password = run(as_user, lambda ctx: reset_password(ctx, user_id(ctx, name)))
    tell(t(N_("The password has to be changed at the next login.")))
    return answer({"username": name, "password": password}, [password], as_json=as_json)


@tokens.command("create", help=N_("Make a REST token; it is printed once."))
def create(
    user: Annotated[str, typer.Option("--user", help=N_("Whose rights the token has."))],
    name: Annotated[str, typer.Option("--name", help=N_("What the token is for."))],
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", help=N_("A right such as records.view; several may be given.")),
    ] = None,
    expires_days: Annotated[
        int | None, typer.Option("--expires-days", min=1, help=N_("Days until it ends."))
    ] = None,
    as_user: As = None,
    as_json: Json = False,
) -> int:
    """Make a REST token."""
    scopes = tuple(scope) if scope else None

    def work(ctx: Ctx) -> str:
        owner = user_id(ctx, user)
        return create_token(ctx, name, user_id=owner, scopes=scopes, expires_days=expires_days)

    return answer({"token": (token := run(as_user, work))}, [token], as_json=as_json)


def read_password() -> str:
    """The first line of standard input. Raises Invalid when there is none."""
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise Invalid("password.missing", N_("No password came on standard input."))
    return password


def user_id(ctx: Ctx, name: str) -> int:
    """The id of the account called `name`. Raises NotFound."""
    found = ctx.session.scalar(select(User.id).where(User.username == name.strip().lower()))
    if found is None:
        raise NotFound("user.unknown", N_("There is no account “{name}”."), name=name)
    return found


def _department(ctx: Ctx, wanted: str | None) -> int | None:
    if wanted is None:
        return None
    same: Any = or_(Department.name == wanted, Department.code == wanted)
    if wanted.isdecimal():
        same = or_(same, Department.id == int(wanted))
    found = ctx.session.scalars(select(Department.id).where(same)).all()
    if len(found) != 1:
        raise NotFound(
            "department.unknown", N_("There is no single department “{name}”."), name=wanted
        )
    return found[0]


def _all_users(ctx: Ctx) -> list[UserRow]:
    rows: list[UserRow] = []
    cursor = None
    while True:
        page = list_users(ctx, ListQuery(limit=PAGE, cursor=cursor))
        rows += page.items
        cursor = page.next_cursor
        if cursor is None:
            return rows


def _set_active(name: str, *, active: bool, as_user: str | None, as_json: bool) -> int:
    patch = UserPatch(is_active=active)
    row = run(as_user, lambda ctx: update_user(ctx, user_id(ctx, name), patch))
    state = t(N_("active")) if active else t(N_("disabled"))
    tell(t(N_("Account “{name}” is {state}."), name=row.username, state=state))
    return answer({"user": row}, as_json=as_json)
