"""The SQL lab: a statement of an actor over the views and rows that actor may see."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

from core.analytics.sandbox import Params, QueryResult, run_select
from core.analytics.scope import visible_views
from core.analytics.snapshot import publish_if_changed, publish_snapshot
from core.audit import record
from core.kit.context import Actor, Ctx
from core.kit.errors import AppError, Invalid, NotPermitted
from core.kit.i18n import N_
from core.kit.settings import get_settings
from core.kit.uow import Who, database, run_in_uow

MAX_ROWS = 1_000_000
MAX_TIMEOUT = 300.0  # seconds
AUDITED_SQL = 10_000  # characters


def run_sql(
    who: Who,
    sql: str,
    *,
    params: Params | None = None,
    max_rows: int = 1000,
    timeout: float = 10.0,
    cancel: Event | None = None,
    fresh: bool = False,
) -> QueryResult:
    """The answer of one SELECT over the views of the analysts' file, scoped to the actor.

    Takes `who`, not a ctx: it is authorised and audited in units of work of its own, so that no
    transaction and no lease is held while the statement runs. Publishes the file first when
    there is none, with `fresh` also when data has changed since. Refused statements are audited
    too. Raises NotPermitted without the right `sql.run`, else Invalid or Unavailable (`sql.…`).
    """
    _check_limits(max_rows, timeout)
    actor = run_in_uow(who, lambda ctx: ctx.actor)
    if not actor.can("sql.run"):
        _audit(actor, sql, {"refused": "not_permitted"})
        raise NotPermitted(action="sql.run")
    try:
        result = run_select(
            _published(fresh=fresh),
            sql,
            params,
            max_rows=max_rows,
            timeout=timeout,
            views=visible_views(actor),
            cancel=cancel,
        )
    except AppError as error:
        _audit(actor, sql, {"refused": error.code})
        raise
    _audit(actor, sql, {"rows": len(result.rows), "truncated": result.truncated})
    return result


def _published(*, fresh: bool) -> Path:
    file = get_settings().snapshot_file
    if fresh:
        publish_if_changed(database(), file)
    elif not file.exists():
        publish_snapshot(database(), file)
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


def _audit(actor: Actor, sql: str, outcome: dict[str, Any]) -> None:
    """Keep who asked what. A statement is no change of data, so the data version stays."""

    def append(ctx: Ctx) -> None:
        entry = record(ctx, "sql.run", "sql", None, after={"sql": sql[:AUDITED_SQL], **outcome})
        ctx.touched.remove(entry)

    run_in_uow(actor, append)
