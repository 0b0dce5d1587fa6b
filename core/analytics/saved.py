"""Saved queries: kept by who made them, run by whom they are shared with, changed by the maker."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, or_, select, true

from core.analytics.schemas import SavedQueryIn, SavedQueryPatch, SavedQueryRow
from core.audit import change_row, create_row, load_row, remove_row
from core.kit.context import Ctx
from core.kit.errors import NotPermitted
from core.kit.listing import ListQuery, ListSpec, Page, equals, list_page
from data.schema import SavedQuery

SAVED_QUERY_LIST = ListSpec(
    key=SavedQuery.id,
    sorts={
        "id": SavedQuery.id,
        "name": SavedQuery.name,
        "updated_at": SavedQuery.updated_at,
    },
    default_sort="name",
    filters={"created_by": equals(SavedQuery.created_by, int)},
    search=(SavedQuery.name, SavedQuery.description, SavedQuery.sql),
)


def list_saved_queries(
    ctx: Ctx, query: ListQuery, *, with_total: bool = False
) -> Page[SavedQueryRow]:
    """The reader's own queries and those shared with a role of theirs."""
    return list_page(
        ctx,
        select(SavedQuery).where(_visible(ctx)),
        SAVED_QUERY_LIST,
        query,
        lambda row: _row(ctx, row.SavedQuery),
        with_total=with_total,
    )


def get_saved_query(ctx: Ctx, query_id: int) -> SavedQueryRow:
    """One query. Raises NotFound, also for one that is not shared with the reader."""
    return _row(ctx, load_row(ctx, SavedQuery, query_id, _visible(ctx)))


def create_saved_query(ctx: Ctx, query: SavedQueryIn) -> SavedQueryRow:
    """Keep a query."""
    ctx.require("sql.run")
    return _row(ctx, create_row(ctx, SavedQuery(**_values(query)), "saved_query"))


def update_saved_query(
    ctx: Ctx, query_id: int, patch: SavedQueryPatch, *, expected_version: int | None = None
) -> SavedQueryRow:
    """Change one's own query. Raises NotFound, NotPermitted, Stale."""
    row = _own(ctx, query_id)
    values = {k: v for k, v in _values(patch).items() if k in patch.model_fields_set}
    change_row(ctx, row, "saved_query", values, expected_version=expected_version)
    return _row(ctx, row)


def delete_saved_query(ctx: Ctx, query_id: int) -> None:
    """Remove one's own query for good. Raises NotFound, NotPermitted."""
    remove_row(ctx, _own(ctx, query_id), "saved_query")


def _own(ctx: Ctx, query_id: int) -> SavedQuery:
    row = load_row(ctx, SavedQuery, query_id, _visible(ctx))
    if not _is_own(ctx, row):
        raise NotPermitted(action="sql.run")
    return row


def _is_own(ctx: Ctx, row: SavedQuery) -> bool:
    return ctx.actor.is_system or (
        row.created_by is not None and row.created_by == ctx.actor.user_id
    )


def _visible(ctx: Ctx) -> ColumnElement[bool]:
    ctx.require("sql.run")
    if ctx.actor.is_system:
        return true()
    roles = cast(SavedQuery.shared_roles, String)
    shared = [func.strpos(roles, f'"{role}"') > 0 for role in ctx.actor.roles]
    return or_(SavedQuery.created_by == ctx.actor.user_id, *shared)


def _values(query: SavedQueryIn | SavedQueryPatch) -> dict[str, Any]:
    values = query.model_dump(mode="json")
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


def _row(ctx: Ctx, row: SavedQuery) -> SavedQueryRow:
    return SavedQueryRow.model_validate(row).model_copy(update={"is_own": _is_own(ctx, row)})
