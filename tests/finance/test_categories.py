"""Categories: the built-in ones, the tree, kinds."""

from __future__ import annotations

import pytest

from core.finance import (
    BudgetIn,
    CategoryIn,
    CategoryKind,
    CategoryPatch,
    choices,
    create_budget,
    create_category,
    delete_category,
    get_category,
    list_categories,
    seed_categories,
    update_category,
)
from core.finance.built_in_categories import BUILT_IN
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid, NotPermitted
from core.kit.i18n import use_locale
from core.kit.listing import ListQuery
from tests.finance.records import add, events
from tests.world import World


def make(ctx: Ctx, code: str, **values: object) -> int:
    wanted = {"code": code, "name_zh": "某", "name_en": "Some", "kind": "operating", **values}
    return create_category(ctx, CategoryIn.model_validate(wanted)).id


def test_a_company_starts_with_each_kind_and_again_adds_nothing(world: World) -> None:
    with world.uow("finance") as ctx:
        rows = list_categories(ctx, ListQuery(limit=100)).items
        assert {row.kind for row in rows} == set(CategoryKind)
        assert len(rows) == len(BUILT_IN) == len({one.code for one in BUILT_IN})
        rent = next(row for row in rows if row.code == "rent")
        update_category(ctx, rent.id, CategoryPatch(name_zh="办公室租金"))
        assert seed_categories(ctx) == 0
        assert get_category(ctx, rent.id).name_zh == "办公室租金"


def test_names_in_the_readers_language(world: World) -> None:
    with world.uow("outsider") as ctx:
        (row,) = list_categories(ctx, ListQuery(filters={"code": "travel"})).items
        with use_locale("en"):
            assert row.name == choices(ctx, "category_id")[row.id] == "Travel"
        with use_locale("zh_CN"):
            assert row.name == choices(ctx, "category_id")[row.id] == "差旅费"


def test_codes_are_unique_and_the_tree_has_no_circle(world: World) -> None:
    with world.uow("finance") as ctx:
        top = make(ctx, "top")
        below = make(ctx, "below", parent_id=top)
        with pytest.raises(Conflict):
            make(ctx, "top")
        with pytest.raises(Conflict):
            update_category(ctx, below, CategoryPatch(code="top"))
        with pytest.raises(Invalid):
            update_category(ctx, top, CategoryPatch(parent_id=below))
        with pytest.raises(Invalid):
            make(ctx, "lost", parent_id=999_999)
        with pytest.raises(Conflict):
            delete_category(ctx, top)
        delete_category(ctx, below)
        delete_category(ctx, top)


def test_a_category_in_use_stays(world: World) -> None:
    with world.uow("finance") as ctx:
        of_record, of_budget = make(ctx, "r"), make(ctx, "b")
        add(ctx, category_id=of_record)
        create_budget(
            ctx,
            BudgetIn(
                period_start="2026-01-01",
                period_end="2026-12-31",
                amount=1,
                category_id=of_budget,
            ),
        )
        for used in (of_record, of_budget):
            with pytest.raises(Conflict):
                delete_category(ctx, used)


def test_another_kind_changes_the_figures_of_its_records(world: World) -> None:
    with world.uow("finance") as ctx:
        category = make(ctx, "moving")
        add(ctx, category_id=category, department_id=world.b)
        before = len(events(ctx, "finance.records_changed"))
        update_category(ctx, category, CategoryPatch(name_en="Other"))
        assert len(events(ctx, "finance.records_changed")) == before
        update_category(ctx, category, CategoryPatch(kind="transfer"))
        assert events(ctx, "finance.records_changed")[-1]["department_ids"] == [world.b]


def test_only_finance_changes_them(world: World) -> None:
    category = world.categories["tax"]
    for name in ("manager_a", "analyst", "outsider"):
        with world.uow(name) as ctx:
            assert get_category(ctx, category).kind == "tax"
            for attempt in (
                lambda ctx=ctx: make(ctx, "x"),
                lambda ctx=ctx: update_category(ctx, category, CategoryPatch(code="x")),
                lambda ctx=ctx: delete_category(ctx, category),
            ):
                with pytest.raises(NotPermitted):
                    attempt()
