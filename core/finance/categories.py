"""Categories with kinds; everybody signed in may see them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from core.audit import change_row, changes_of, create_row, load_row, record, remove_row
from core.finance.built_in_categories import BUILT_IN
from core.finance.changes import RECORDS_CHANGED, span_of
from core.finance.master_schemas import CategoryIn, CategoryPatch, CategoryRow
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid
from core.kit.events import emit
from core.kit.i18n import N_
from core.kit.listing import ListQuery, ListSpec, Page, equals, list_page, parse_bool
from data.schema import Budget, CategorisationRule, Category, FinancialRecord

CATEGORY_LIST = ListSpec(
    key=Category.id,
    sorts={
        "id": Category.id,
        "code": Category.code,
        "name_zh": Category.name_zh,
        "name_en": Category.name_en,
        "kind": Category.kind,
    },
    default_sort="code",
    filters={
        "code": equals(Category.code),
        "kind": equals(Category.kind),
        "parent_id": equals(Category.parent_id, int),
        "is_active": equals(Category.is_active, parse_bool),
    },
    search=(Category.code, Category.name_zh, Category.name_en),
)


def list_categories(ctx: Ctx, query: ListQuery, *, with_total: bool = False) -> Page[CategoryRow]:
    """Categories."""
    return list_page(
        ctx,
        select(Category),
        CATEGORY_LIST,
        query,
        lambda row: CategoryRow.model_validate(row.Category),
        with_total=with_total,
    )


def get_category(ctx: Ctx, category_id: int) -> CategoryRow:
    """One category. Raises NotFound."""
    return CategoryRow.model_validate(load_row(ctx, Category, category_id))


def create_category(ctx: Ctx, category: CategoryIn) -> CategoryRow:
    """Add a category. Raises Conflict for a taken code."""
    ctx.require("categories.edit")
    values = category.model_dump()
    _check(ctx, values, None)
    return CategoryRow.model_validate(create_row(ctx, Category(**values), "category"))


def update_category(
    ctx: Ctx, category_id: int, patch: CategoryPatch, *, expected_version: int | None = None
) -> CategoryRow:
    """Change a category; another kind changes figures, so its records count as changed.

    Raises Conflict for a taken code, Invalid when it would stand below itself, Stale.
    """
    ctx.require("categories.edit")
    row = load_row(ctx, Category, category_id)
    values = patch.model_dump(exclude_unset=True)
    _check(ctx, values, category_id)
    moved = "kind" in changes_of(row, values)
    change_row(ctx, row, "category", values, expected_version=expected_version)
    span = span_of(ctx, FinancialRecord.category_id == category_id) if moved else None
    if span:
        emit(ctx, RECORDS_CHANGED, span)
    return CategoryRow.model_validate(row)


def delete_category(ctx: Ctx, category_id: int) -> None:
    """Remove a category nothing belongs to. Raises Conflict."""
    ctx.require("categories.edit")
    row = load_row(ctx, Category, category_id)
    users = (FinancialRecord, Budget, CategorisationRule)
    for column in (*(model.category_id for model in users), Category.parent_id):
        if ctx.session.scalar(select(func.count()).where(column == category_id)):
            raise Conflict(
                "category.in_use",
                N_("Records, budgets, rules or categories belong to it. Set it inactive instead."),
            )
    remove_row(ctx, row, "category")


def seed_categories(ctx: Ctx) -> int:
    """Add the built-in categories whose codes are missing; how many were added."""
    known = set(ctx.session.scalars(select(Category.code)))
    missing = [one for one in BUILT_IN if one.code not in known]
    for one in missing:
        ctx.session.add(
            Category(
                code=one.code,
                name_zh=one.name_zh,
                name_en=one.name_en,
                kind=one.kind,
                is_active=True,
                created_by=ctx.actor.user_id,
                created_at=ctx.now,
                updated_at=ctx.now,
            )
        )
    ctx.session.flush()
    if missing:
        codes = [one.code for one in missing]
        record(ctx, "category.seeded", "category", None, after={"codes": codes})
    return len(missing)


def _check(ctx: Ctx, values: dict[str, Any], category_id: int | None) -> None:
    code = values.get("code")
    taken = select(Category.id).where(Category.code == code, Category.id != (category_id or 0))
    if code is not None and ctx.session.scalar(taken) is not None:
        raise Conflict(
            "category.code_taken",
            N_("There is already a category with the code {taken}."),
            taken=code,
        )
    parents = dict(ctx.session.execute(select(Category.id, Category.parent_id)).all())
    parent_id = values.get("parent_id")
    if parent_id is not None and parent_id not in parents:
        message = N_("There is no such parent category.")
        raise Invalid("category.unknown_parent", message, fields={"parent_id": message})
    while parent_id is not None:
        if parent_id == category_id:
            message = N_("A category cannot stand below itself.")
            raise Invalid("category.circle", message, fields={"parent_id": message})
        parent_id = parents.get(parent_id)
