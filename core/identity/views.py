"""Views of lists that people keep for themselves: search, filters, order, under a name."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from sqlalchemy import Select, func, select

from core.audit import change_row, create_row, load_row, remove_row
from core.kit.context import Ctx
from core.kit.errors import Conflict, NotPermitted
from core.kit.i18n import N_
from core.kit.inputs import Input, Name, Row
from data.schema import SavedView

MOST = 50  # a page and person
KIND = "saved_view"

Query = Annotated[str, Field(max_length=4000)]


class SavedViewIn(Input):
    """A view to keep: `page` is the address of the page, `query` what stands behind it."""

    page: Annotated[str, Field(min_length=1, max_length=60)]
    name: Name
    query: Query


class SavedViewName(Input):
    """What a view is called."""

    name: Name


class SavedViewRow(Row):
    """A kept view; the default one opens with the page."""

    id: int
    page: str
    name: str
    query: str
    is_default: bool


def saved_views(ctx: Ctx, page: str) -> tuple[SavedViewRow, ...]:
    """The reader's own views of a page, by name."""
    rows = ctx.session.scalars(_own(ctx).where(SavedView.page == page).order_by(SavedView.name))
    return tuple(SavedViewRow.model_validate(row) for row in rows)


def default_view(ctx: Ctx, page: str) -> SavedViewRow | None:
    """The view the page opens with, if the reader has chosen one."""
    chosen = _own(ctx).where(SavedView.page == page, SavedView.is_default)
    row = ctx.session.scalars(chosen.order_by(SavedView.id)).first()
    return None if row is None else SavedViewRow.model_validate(row)


def save_view(ctx: Ctx, view: SavedViewIn) -> SavedViewRow:
    """Keep a view; one of the same name is replaced. Raises Conflict past `MOST` of a page."""
    owner = _owner(ctx)
    same = _own(ctx).where(SavedView.page == view.page, SavedView.name == view.name)
    row = ctx.session.scalars(same).first()
    if row is not None:
        change_row(ctx, row, KIND, {"query": view.query})
    elif _count(ctx, view.page) >= MOST:
        raise Conflict("saved_view.too_many", N_("There are {most} views already."), most=MOST)
    else:
        made = SavedView(user_id=owner, is_default=False, **view.model_dump())
        row = create_row(ctx, made, KIND)
    return SavedViewRow.model_validate(row)


def rename_view(ctx: Ctx, view_id: int, wanted: SavedViewName) -> SavedViewRow:
    """Give one's own view another name. Raises NotFound, Conflict for a taken one."""
    row = _load(ctx, view_id)
    taken = _own(ctx).where(
        SavedView.page == row.page, SavedView.name == wanted.name, SavedView.id != row.id
    )
    if ctx.session.scalars(taken).first() is not None:
        raise Conflict("saved_view.taken", N_("There is already a view of this name."))
    change_row(ctx, row, KIND, {"name": wanted.name})
    return SavedViewRow.model_validate(row)


def set_default_view(ctx: Ctx, view_id: int, *, default: bool = True) -> SavedViewRow:
    """Open the page with this view of one's own, or with none any more. Raises NotFound."""
    row = _load(ctx, view_id)
    others = _own(ctx).where(
        SavedView.page == row.page, SavedView.is_default, SavedView.id != row.id
    )
    for other in ctx.session.scalars(others).all() if default else ():
        change_row(ctx, other, KIND, {"is_default": False})
    change_row(ctx, row, KIND, {"is_default": default})
    return SavedViewRow.model_validate(row)


def delete_view(ctx: Ctx, view_id: int) -> None:
    """Forget one's own view. Raises NotFound."""
    remove_row(ctx, _load(ctx, view_id), KIND)


def _owner(ctx: Ctx) -> int:
    if ctx.actor.user_id is None:
        raise NotPermitted
    return ctx.actor.user_id


def _own(ctx: Ctx) -> Select[Any]:
    return select(SavedView).where(SavedView.user_id == _owner(ctx))


def _count(ctx: Ctx, page: str) -> int:
    mine = _own(ctx).where(SavedView.page == page).with_only_columns(func.count())
    return ctx.session.scalar(mine) or 0


def _load(ctx: Ctx, view_id: int) -> SavedView:
    return load_row(ctx, SavedView, view_id, SavedView.user_id == _owner(ctx))
