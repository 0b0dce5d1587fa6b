"""The SQL lab: a statement of an actor over the views and rows that actor may see."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock
from typing import Any, Protocol, TypeVar

from core.analytics.export import Exported, ExportFormat, export_select
from core.analytics.history import note_run
from core.analytics.parameters import parameters_for, typed_values
from core.analytics.sandbox import Params, QueryResult, run_select
from core.analytics.saved import get_saved_query
from core.analytics.scope import visible_views
from core.analytics.snapshot import (
    fingerprint,
    publish_if_changed,
    publish_snapshot,
    published_as,
)
from core.audit import record
from core.kit.context import Actor, Ctx
from core.kit.errors import AppError, Invalid, NotPermitted, Unavailable
from core.kit.i18n import N_
from core.kit.settings import get_settings
from core.kit.uow import Who, database, run_in_uow

MAX_ROWS = 1_000_000
MAX_TIMEOUT = 300.0  # seconds
EXPORT_TIMEOUT = 120.0  # seconds
AUDITED_SQL = 10_000  # characters
AT_ONCE = 2  # of one person, so that others find a place

_lock = Lock()
_running: Counter[int | None] = Counter()


class Answer(Protocol):
    """What a run says of itself."""

    @property
    def truncated(self) -> bool: ...


Found = TypeVar("Found", bound=Answer)


def run_sql(
    who: Who,
    sql: str,
    *,
    params: Params | None = None,
    max_rows: int = 1000,
    timeout: float = 10.0,
    cancel: Event | None = None,
    fresh: bool = False,
    saved_query_id: int | None = None,
) -> QueryResult:
    """The answer of one SELECT over the views of the analysts' file, scoped to the actor.

    Takes `who`, not a ctx: it is authorised and audited in units of work of its own, so that no
    transaction and no lease is held while the statement runs. Publishes the file first when
    there is none, with `fresh` also when data has changed since. Refused statements are audited
    too. Raises NotPermitted without the right `sql.run`, else Invalid or Unavailable (`sql.…`).
    """
    _check_limits(max_rows, timeout)

    def ask(actor: Actor) -> QueryResult:
        return run_select(
            _published(fresh=fresh),
            sql,
            params,
            max_rows=max_rows,
            timeout=timeout,
            views=visible_views(actor),
            cancel=cancel,
        )

    return _authorised(who, sql, ask, lambda found: len(found.rows), saved_query_id)


def run_saved_query(
    who: Who,
    query_id: int,
    values: Mapping[str, Any],
    *,
    max_rows: int = 1000,
    timeout: float = 10.0,
) -> QueryResult:
    """The answer of a saved query, with the reader's own rights. Raises NotFound, as `run_sql`."""
    query = run_in_uow(who, lambda ctx: get_saved_query(ctx, query_id))
    wanted = typed_values(parameters_for(query.sql, query.parameters), values)
    return run_sql(
        who,
        query.sql,
        params=wanted,
        max_rows=max_rows,
        timeout=timeout,
        saved_query_id=query_id,
    )


def export_sql(
    who: Who,
    sql: str,
    target: Path,
    kind: ExportFormat,
    *,
    params: Params | None = None,
    timeout: float = EXPORT_TIMEOUT,
    cancel: Event | None = None,
) -> Exported:
    """Write all rows of one SELECT to a file; authorised, scoped and audited as `run_sql`."""

    def ask(actor: Actor) -> Exported:
        return export_select(
            _published(fresh=False),
            sql,
            params,
            target,
            kind,
            timeout=timeout,
            views=visible_views(actor),
            cancel=cancel,
        )

    return _authorised(who, sql, ask, lambda found: found.rows, None)


def _authorised(
    who: Who,
    sql: str,
    ask: Callable[[Actor], Found],
    count: Callable[[Found], int],
    saved_query_id: int | None,
) -> Found:
    """`ask` for an actor who may, noted in audit log and history whatever comes of it."""
    actor = run_in_uow(who, lambda ctx: ctx.actor)
    started = time.perf_counter()

    def note(outcome: dict[str, Any], **run: Any) -> None:
        seconds = time.perf_counter() - started
        _note(actor, sql, outcome, saved_query_id=saved_query_id, seconds=seconds, **run)

    if not actor.can("sql.run"):
        note({"refused": "not_permitted"}, error="not_permitted")
        raise NotPermitted(action="sql.run")
    try:
        with _few_at_once(actor):
            found = ask(actor)
    except AppError as error:
        note({"refused": error.code}, error=error.code)
        raise
    rows = count(found)
    outcome = {"rows": rows, "truncated": found.truncated}
    note(outcome, row_count=rows, truncated=found.truncated)
    return found


@contextmanager
def _few_at_once(actor: Actor) -> Iterator[None]:
    with _lock:
        if _running[actor.user_id] >= AT_ONCE and not actor.is_system:
            raise Unavailable(
                "sql.own_busy",
                N_("You have {n} queries running already. Wait for one or cancel it."),
                n=AT_ONCE,
            )
        _running[actor.user_id] += 1
    try:
        yield
    finally:
        with _lock:
            _running[actor.user_id] -= 1


def _published(*, fresh: bool) -> Path:
    file = get_settings().snapshot_file
    if fresh:
        publish_if_changed(database(), file)
    elif (found := published_as(file)) is None or found.catalogue != fingerprint():
        publish_snapshot(database(), file)  # none yet, or an older release's
    return file


def _check_limits(max_rows: int, timeout: float) -> None:
    if not 1 <= max_rows <= MAX_ROWS:
        raise Invalid(
            "sql.max_rows", N_("The row limit must be between 1 and {limit}."), limit=MAX_ROWS
        )
    if not 0 < timeout <= MAX_TIMEOUT:
        raise Invalid(
            "sql.bad_timeout",
            N_("The time limit must be at most {limit} seconds."),
            limit=int(MAX_TIMEOUT),
        )


def _note(actor: Actor, sql: str, outcome: dict[str, Any], **run: Any) -> None:
    """Keep who asked what. A statement is no change of data, so the data version stays."""

    def append(ctx: Ctx) -> None:
        entry = record(ctx, "sql.run", "sql", None, after={"sql": sql[:AUDITED_SQL], **outcome})
        ctx.touched.remove(entry)
        note_run(ctx, actor, sql, **run)

    run_in_uow(actor, append)
