"""Who runs a command, and the database it runs on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from sqlalchemy.orm import Session

from core.identity import by_username, operator
from core.kit.context import Actor, Ctx
from core.kit.errors import Conflict, NotFound, NotSignedIn
from core.kit.i18n import N_
from core.kit.settings import get_settings
from core.kit.uow import Who, database, run_in_uow
from core.start import boot
from data import migrate
from data.database import DUCKDB_PREFIX, Database

Result = TypeVar("Result")

Json = Annotated[
    bool, typer.Option("--json", help=N_("Print exactly one JSON object on standard output."))
]
As = Annotated[
    str | None, typer.Option("--as", metavar="USER", help=N_("Act with this user's rights only."))
]


def store() -> Database:
    """The company's database, its schema up to date. Raises Conflict when nothing is set up."""
    boot()
    settings = get_settings()
    if _has_no_file(settings.url) or migrate.current(database()) is None:
        raise not_set_up()
    migrate.upgrade(database(), backup_dir=settings.folder("backups"))
    return database()


def not_set_up() -> Conflict:
    """There is no company yet."""
    return Conflict(
        "not_set_up",
        N_("There is no company at {place} yet. Set it up with: manage.py init"),
        place=_place(),
    )


def run(as_user: str | None, work: Callable[[Ctx], Result]) -> Result:
    """`work` in one unit of work, as the operator or limited to a user's rights."""
    store()
    return run_in_uow(who(as_user), work)


def who(as_user: str | None) -> Who:
    """The operator, audited by the operating system's name; with the user's rights if named."""
    me = operator()
    if as_user is None:
        return me
    find = by_username(as_user.strip().lower())

    def resolve(session: Session, now: datetime) -> Actor:
        try:
            actor = find(session, now)
        except NotSignedIn as error:
            raise NotFound(
                "user.unknown", N_("There is no active user “{name}”."), name=as_user
            ) from error
        return replace(actor, name=f"{me.name} as {actor.name}")

    return resolve


def _has_no_file(url: str) -> bool:
    return url.startswith(DUCKDB_PREFIX) and not Path(url.removeprefix(DUCKDB_PREFIX)).exists()


def _place() -> str:
    from core.operations.place import masked

    return masked(get_settings().url)
