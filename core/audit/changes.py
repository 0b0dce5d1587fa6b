"""Create, change and remove a row people edit: version check, tracking columns, audit entry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select, true

from core.audit.service import append, record, snapshot_of
from core.kit.context import Ctx
from core.kit.errors import NotFound, Stale
from data.schema.base import Base

Row = TypeVar("Row", bound=Base)
MAX_ID = 2**63 - 1


def load_row(
    ctx: Ctx, model: type[Row], row_id: int | str, clause: ColumnElement[bool] | None = None
) -> Row:
    """The row with that id inside `clause`. Raises NotFound."""
    visible = true() if clause is None else clause
    key: Any = model.__table__.c.id
    if isinstance(row_id, int) and abs(row_id) > MAX_ID:
        raise NotFound
    row = ctx.session.scalars(select(model).where(key == row_id, visible)).first()
    if row is None:
        raise NotFound
    return row


def create_row(ctx: Ctx, row: Row, target_type: str) -> Row:
    """Add the row with its tracking columns and audit it."""
    tracked: Any = row
    tracked.created_at = tracked.updated_at = ctx.now
    if tracked.created_by is None:
        tracked.created_by = ctx.actor.user_id
    tracked.version = 1
    ctx.session.add(row)
    ctx.session.flush()
    record(ctx, f"{target_type}.created", target_type, tracked.id, after=snapshot_of(row))
    return row


def change_row(
    ctx: Ctx,
    row: Row,
    target_type: str,
    values: Mapping[str, Any],
    *,
    expected_version: int | None = None,
    action: str = "updated",
) -> Row:
    """Set `values`, bump the version and audit what changed; nothing happens without a change.

    Raises Stale when somebody saved since `expected_version`.
    """
    tracked: Any = row
    check_version(row, expected_version)
    changed = changes_of(row, values)
    if not changed:
        return row
    before = snapshot_of(row, changed)
    for name, value in changed.items():
        setattr(row, name, value)
    tracked.version += 1
    tracked.updated_at = ctx.now
    ctx.session.flush()
    after = snapshot_of(row, changed)
    append(ctx, f"{target_type}.{action}", target_type, tracked.id, before, after)
    return row


def check_version(row: Base, expected_version: int | None) -> None:
    """Raise Stale when somebody saved since `expected_version`."""
    current = getattr(row, "version")  # noqa: B009 (only tracked tables have one)
    if expected_version is not None and current != expected_version:
        raise Stale(expected=expected_version, current=current)


def changes_of(row: Base, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `values` that differ from what the row holds."""
    return {name: value for name, value in values.items() if getattr(row, name) != value}


def remove_row(ctx: Ctx, row: Base, target_type: str) -> None:
    """Delete the row for good; the audit entry keeps what it said."""
    tracked: Any = row
    record(ctx, f"{target_type}.deleted", target_type, tracked.id, before=snapshot_of(row))
    ctx.session.delete(row)
    ctx.session.flush()
