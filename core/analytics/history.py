"""What was asked: who, when, how long it took, what came of it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, delete, select, true

from core.analytics.schemas import QueryRunRow
from core.kit.context import Actor, Ctx
from core.kit.listing import (
    ListQuery,
    ListSpec,
    Page,
    at_least,
    at_most,
    equals,
    list_page,
    parse_moment,
)
from data.schema import QueryRun

KEPT_FOR = timedelta(days=90)
KEPT_SQL = 10_000  # characters

QUERY_RUN_LIST = ListSpec(
    key=QueryRun.id,
    sorts={
        "id": QueryRun.id,
        "started_at": QueryRun.started_at,
        "seconds": QueryRun.seconds,
    },
    default_sort="-started_at",
    filters={
        "user_id": equals(QueryRun.user_id, int),
        "saved_query_id": equals(QueryRun.saved_query_id, int),
        "error": equals(QueryRun.error),
        "started_from": at_least(QueryRun.started_at, parse_moment),
        "started_to": at_most(QueryRun.started_at, parse_moment),
    },
    search=(QueryRun.sql,),
)


def list_query_runs(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[QueryRunRow]:
    """One's own runs of the last 90 days; with the right to the audit log, everybody's."""
    return list_page(
        ctx,
        select(QueryRun).where(_visible(ctx)),
        QUERY_RUN_LIST,
        query,
        lambda row: QueryRunRow.model_validate(row.QueryRun),
        with_total=with_total,
    )


def note_run(
    ctx: Ctx,
    actor: Actor,
    sql: str,
    *,
    saved_query_id: int | None = None,
    seconds: float = 0.0,
    row_count: int | None = None,
    truncated: bool = False,
    error: str | None = None,
) -> None:
    """Append a run that took `seconds` and has just ended."""
    run = QueryRun(
        user_id=actor.user_id,
        user_name=actor.display_name or actor.name,
        saved_query_id=saved_query_id,
        sql=sql[:KEPT_SQL].replace("\0", ""),
        started_at=ctx.now - timedelta(seconds=seconds),
        seconds=Decimal(str(round(seconds, 3))),
        row_count=row_count,
        truncated=truncated,
        error=error,
    )
    ctx.session.add(run)


def forget_old_runs(ctx: Ctx) -> int:
    """Remove runs older than 90 days; how many."""
    old = QueryRun.started_at < ctx.now - KEPT_FOR
    return len(ctx.session.execute(delete(QueryRun).where(old).returning(QueryRun.id)).all())


def _visible(ctx: Ctx) -> ColumnElement[bool]:
    if ctx.actor.can("audit.view"):
        return true()
    ctx.require("sql.run")
    return QueryRun.user_id == ctx.actor.user_id
