"""What Alembic compares, and how it writes our column types into a revision."""

from __future__ import annotations

from typing import Any, Literal

from alembic.autogenerate.api import AutogenContext
from sqlalchemy import types
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.schema import SchemaItem

from data.schema.base import UtcDateTime

JSON_SOURCE = 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'


def include_object(
    item: SchemaItem, name: str | None, kind: str, reflected: bool, compare_to: Any
) -> bool:
    """Indexes live in the migrations alone: PostgreSQL has them, DuckDB must not."""
    return kind != "index"


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write our column types as plain SQLAlchemy, so that revisions import no application code."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    if isinstance(item, types.JSON | JSONB):
        return JSON_SOURCE
    return False
