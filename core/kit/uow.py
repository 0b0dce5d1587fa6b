"""The unit of work: the only place where services' work commits.

    with unit_of_work(actor) as ctx:
        approve_budget(ctx, 7)

`who` is an Actor, or a credential that finds one inside the transaction, so that a revoked
session or a disabled user is out at the very next unit of work.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import TypeVar

import structlog
from sqlalchemy.orm import Session

from core.kit.clock import utc_now
from core.kit.context import Actor, Ctx
from core.kit.errors import Conflict, Unavailable
from core.kit.i18n import N_
from core.kit.settings import get_settings
from data.database import Database
from data.errors import DatabaseBusy, DatabaseUnavailable, DuplicateValue, WriteConflict

Credential = Callable[[Session, datetime], Actor]
Who = Actor | Credential
Result = TypeVar("Result")
Argument = TypeVar("Argument")

ATTEMPTS = 12
log = structlog.get_logger(__name__)
_after_commit: list[Callable[[list[int]], None]] = []


@cache
def database() -> Database:
    """The database of this process, as the settings name it."""
    settings = get_settings()
    return Database(settings.url, home=settings.home)


def after_commit(handler: Callable[[list[int]], None]) -> Callable[[list[int]], None]:
    """Have `handler` called with the ids of emitted events after each commit."""
    _after_commit.append(handler)
    return handler


@contextmanager
def unit_of_work(who: Who, *, now: datetime | None = None) -> Iterator[Ctx]:
    """One transaction: commits at the end of the block, rolls back on any error.

    Raises NotSignedIn from a credential, Unavailable when the database is locked elsewhere,
    Conflict for a taken unique value. A write conflict escapes as WriteConflict: use
    `run_in_uow` for work that may meet one.
    """
    store = database()
    version = store.version()
    with _app_errors(), store.session() as session:
        moment = now or utc_now()
        actor = who if isinstance(who, Actor) else who(session, moment)
        ctx = Ctx(session, actor, moment, version)
        yield ctx
        session.flush()
    if ctx.touched:
        _follow_up(store.publish, max(ctx.touched))
    if ctx.emitted:
        for handler in _after_commit:
            _follow_up(handler, ctx.emitted)


def _follow_up(what: Callable[[Argument], object], argument: Argument) -> None:
    """What follows a commit cannot undo it, so its failure is logged and not the caller's."""
    try:
        what(argument)
    except Exception:
        log.exception("after_commit_failed")


def run_in_uow(who: Who, work: Callable[[Ctx], Result], *, now: datetime | None = None) -> Result:
    """`work` in a unit of work, tried again with jitter when another transaction was faster."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with unit_of_work(who, now=now) as ctx:
                result = work(ctx)
        except WriteConflict:
            if attempt == ATTEMPTS:
                raise Unavailable(
                    "database.busy", N_("Too many people changed this at once. Try again.")
                ) from None
            time.sleep(random.uniform(0, 0.01 * 2 ** min(attempt, 6)))  # noqa: S311 (jitter)
        else:
            return result
    raise AssertionError("unreachable")


@contextmanager
def _app_errors() -> Iterator[None]:
    try:
        yield
    except DatabaseBusy as error:
        raise Unavailable(
            "database.locked",
            N_("Another program holds the database. Close it there and try again."),
        ) from error
    except DatabaseUnavailable as error:
        log.exception("database_unavailable")
        raise Unavailable(
            "database.unavailable",
            N_("The database cannot be used right now. Ask the operator to run manage.py doctor."),
        ) from error
    except DuplicateValue as error:
        raise Conflict(
            "duplicate",
            N_("There is already an entry with this value: {columns}."),
            columns=", ".join(error.columns) or "?",
        ) from error
