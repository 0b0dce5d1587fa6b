"""What every service on placed rows does: load what may be changed, place, hide amounts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, select

from core.audit import load_row
from core.identity.scope import require_place, scoped, visible_amount
from core.kit.context import Ctx, Scope
from core.kit.errors import NotPermitted
from core.kit.listing import Filter, ListSpec, at_least, at_most, equals, parse_decimal
from data.schema import User
from data.schema.base import Base

Stored = TypeVar("Stored", bound=Base)


def load_visible(
    ctx: Ctx, model: type[Stored], row_id: int, action: str, *clauses: ColumnElement[bool]
) -> Stored:
    """The row, where the actor may do `action`. Raises NotPermitted, NotFound."""
    ctx.require(action)
    return load_row(ctx, model, row_id, and_(scoped(ctx, action, model), *clauses))


def load_editable(
    ctx: Ctx,
    model: type[Stored],
    row_id: int,
    actions: tuple[str, str],
    *clauses: ColumnElement[bool],
) -> Stored:
    """The row the actor may view and edit, `actions` naming the two rights.

    Raises NotFound for a row the actor cannot see, NotPermitted for one they may only see.
    """
    view, edit = actions
    ctx.require(edit)
    row = load_visible(ctx, model, row_id, view, *clauses)
    key: Any = model.__table__.c.id
    if ctx.session.scalar(select(key).where(key == row_id, scoped(ctx, edit, model))) is None:
        raise NotPermitted(action=edit)
    return row


def place(ctx: Ctx, action: str, department_id: int | None, project_id: int | None) -> int | None:
    """The department of a new row: the given one, else, for somebody whose right ends at their
    departments, their own. Raises NotPermitted where they may not put it."""
    if department_id is None and project_id is None and ctx.require(action) is Scope.DEPARTMENT:
        department_id = own_department(ctx)
    require_place(ctx, action, department_id, project_id)
    return department_id


def own_department(ctx: Ctx) -> int | None:
    """The department the actor belongs to."""
    return ctx.session.scalar(select(User.department_id).where(User.id == ctx.actor.user_id))


def amount_filters(name: str, column: Any) -> dict[str, Filter]:
    """Filters of a money column: equal, at least, at most."""
    return {
        name: equals(column, parse_decimal),
        f"{name}_min": at_least(column, parse_decimal),
        f"{name}_max": at_most(column, parse_decimal),
    }


def with_visible_amounts(ctx: Ctx, spec: ListSpec, model: Any, *names: str) -> ListSpec:
    """`spec` with its money columns masked for the actor, so that neither a filter nor the order
    of the rows tells an amount they may not see."""
    sorts, filters = dict(spec.sorts), dict(spec.filters)
    for name in names:
        column = visible_amount(ctx, model, getattr(model, name))
        if name in sorts:
            sorts[name] = column
        if name in filters:
            filters |= amount_filters(name, column)
    return replace(spec, sorts=sorts, filters=filters)


def with_shown(ctx: Ctx, statement: Select[Any], model: Any) -> Select[Any]:
    """`statement` with the column `shown`: whether the actor may see the row's amounts."""
    return statement.add_columns(scoped(ctx, "amounts.view", model).label("shown"))


def amounts_shown(ctx: Ctx, model: Any, row_id: int) -> bool:
    """Whether the actor may see the amounts of one row."""
    found = select(model.id).where(model.id == row_id, scoped(ctx, "amounts.view", model))
    return ctx.session.scalar(found) is not None
