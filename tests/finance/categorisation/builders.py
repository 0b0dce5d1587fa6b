"""Rules and records for tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from core.finance.categorisation import RuleIn, RuleRow, create_rule
from core.kit.context import Ctx
from data.schema import Category, FinancialRecord
from tests.finance.records import add


def category(ctx: Ctx, code: str) -> int:
    """The id of a built-in category."""
    return ctx.session.scalars(select(Category.id).where(Category.code == code)).one()


def rule(ctx: Ctx, **changes: Any) -> RuleRow:
    """A rule that books travel unless told otherwise."""
    if not {"category_id", "department_id", "project_id", "customer_id"} & set(changes):
        changes["category_id"] = category(ctx, "travel")
    return create_rule(ctx, RuleIn(**changes))


def book(ctx: Ctx, *counterparties: str, **changes: Any) -> list[int]:
    """A record without a category for each counterparty; their ids."""
    return [add(ctx, counterparty=name, **changes).id for name in counterparties]


def about(ctx: Ctx, record_id: int) -> tuple[str | None, str | None, int | None]:
    """Code of the category of a record, what decided it, and the rule."""
    record = ctx.session.get_one(FinancialRecord, record_id)
    code = ctx.session.scalar(select(Category.code).where(Category.id == record.category_id))
    return code, record.category_source, record.categorisation_rule_id
