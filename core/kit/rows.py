"""Rows of a statement for those who read thousands of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Executable

from core.kit.context import Ctx


def plain_rows(ctx: Ctx, statement: Executable) -> Sequence[Any]:
    """The rows of a statement over columns alone as the driver gives them: tuples without names,
    and without the ORM's part in each of them."""
    ctx.session.flush()
    with ctx.session.connection().execute(statement) as result:
        assert result.cursor is not None
        rows: Sequence[Any] = result.cursor.fetchall()
    return rows
