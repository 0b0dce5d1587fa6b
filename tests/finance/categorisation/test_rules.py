"""Rules are made, ordered, changed and deleted by those who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from core.finance import CategoryPatch, delete_category, update_category
from core.finance.categorisation import (
    HistoryIn,
    RuleIn,
    RulePatch,
    active_rules,
    apply_to_history,
    create_rule,
    deciding_rule,
    delete_rule,
    get_keywords,
    get_rule,
    list_rules,
    list_suggestions,
    move_rule,
    preview_history,
    reorder_rules,
    sentence,
    switch_keywords,
    update_rule,
)
from core.finance.categorisation import test_rule as try_rule
from core.kit.context import Ctx
from core.kit.errors import Conflict, Invalid, NotFound, NotPermitted, Stale
from core.kit.i18n import use_locale
from core.kit.listing import ListQuery
from data.schema import AuditEntry
from tests.finance.categorisation.builders import category, rule
from tests.world import World

EVERYTHING: dict[str, Callable[[Ctx, int], Any]] = {
    "list": lambda ctx, _: list_rules(ctx, ListQuery()),
    "get": get_rule,
    "create": lambda ctx, _: create_rule(ctx, RuleIn(text="x", category_id=1)),
    "update": lambda ctx, one: update_rule(ctx, one, RulePatch(is_active=False)),
    "delete": delete_rule,
    "move": lambda ctx, one: move_rule(ctx, one, 1),
    "reorder": lambda ctx, one: reorder_rules(ctx, [one]),
    "test": try_rule,
    "preview history": lambda ctx, _: preview_history(ctx),
    "apply": lambda ctx, _: apply_to_history(ctx, HistoryIn()),
    "suggestions": lambda ctx, _: list_suggestions(ctx),
    "keywords": lambda ctx, _: get_keywords(ctx),
    "switch": lambda ctx, _: switch_keywords(ctx, False),
}


def test_rules_are_asked_in_their_order_and_keep_their_history(world: World) -> None:
    with world.uow("finance") as ctx:
        first, second, third = (rule(ctx, text=text) for text in ("a", "b", "c"))
        assert [one.position for one in (first, second, third)] == [1, 2, 3]
        assert move_rule(ctx, third.id, -1) == (first.id, third.id, second.id)
        assert reorder_rules(ctx, [second.id, first.id, third.id])
        listed = list_rules(ctx, ListQuery()).items
        assert [one.id for one in listed] == [second.id, first.id, third.id]
        for wrong in ([first.id], [first.id, first.id, third.id], [first.id, second.id, 4711]):
            with pytest.raises(Invalid):
                reorder_rules(ctx, wrong)
        changed = update_rule(ctx, first.id, RulePatch(text="aa"), expected_version=1)
        assert (changed.text, changed.version) == ("aa", 2)
        with pytest.raises(Stale):
            update_rule(ctx, first.id, RulePatch(text="b"), expected_version=1)
        with pytest.raises(Invalid):
            update_rule(ctx, first.id, RulePatch(text=None))
        update_rule(ctx, second.id, RulePatch(is_active=False))
        delete_rule(ctx, third.id)
        assert [one.id for one in active_rules(ctx)] == [first.id]
        kept = deciding_rule(ctx, third.id)
        assert kept is not None
        assert kept.text == "c"
        with pytest.raises(NotFound):
            get_rule(ctx, third.id)
        actions = set(ctx.session.scalars(select(AuditEntry.action)))
    for name in ("created", "updated", "deleted", "reordered"):
        assert f"categorisation_rule.{name}" in actions


@pytest.mark.parametrize("name", EVERYTHING)
def test_an_outsider_gets_nothing(world: World, name: str) -> None:
    with world.uow("finance") as ctx:
        made = rule(ctx, text="x")
    with world.uow("outsider") as ctx, pytest.raises((NotPermitted, NotFound)):
        EVERYTHING[name](ctx, made.id)


@pytest.mark.parametrize("name", sorted(set(EVERYTHING) - {"list", "get", "test", "keywords"}))
def test_a_manager_may_not_move_records_of_other_departments(world: World, name: str) -> None:
    with world.uow("finance") as ctx:
        made = rule(ctx, text="x", department_id=world.a)
    with world.uow("manager_a") as ctx, pytest.raises(NotPermitted):
        EVERYTHING[name](ctx, made.id)


def test_a_manager_sees_the_rules_of_their_places(world: World) -> None:
    with world.uow("finance") as ctx:
        mine = rule(ctx, text="x", department_id=world.a1)
        led = rule(ctx, text="x", project_id=world.project_a)
        theirs = rule(ctx, text="x", department_id=world.b)
        plain = rule(ctx, text="x")
    with world.uow("manager_a") as ctx:
        assert {one.id for one in list_rules(ctx, ListQuery()).items} == {mine.id, led.id}
        assert get_rule(ctx, mine.id).id == mine.id
        for hidden in (theirs, plain):
            with pytest.raises(NotFound):
                get_rule(ctx, hidden.id)
    with world.uow("analyst") as ctx:
        assert len(list_rules(ctx, ListQuery()).items) == 4
        with pytest.raises(NotPermitted):
            update_rule(ctx, plain.id, RulePatch(is_active=False))


def test_a_rule_names_only_what_is_there(world: World) -> None:
    with world.uow("finance") as ctx:
        for name in ("category_id", "department_id", "project_id", "customer_id", "account_id"):
            with pytest.raises(Invalid):
                create_rule(ctx, RuleIn(**{"text": "x", "category_id": 1, name: 4711}))


def test_what_a_rule_says_of_a_category_out_of_use_it_no_longer_says(world: World) -> None:
    with world.uow("founder") as ctx:
        travel = category(ctx, "travel")
        both = rule(ctx, text="x", category_id=travel, department_id=world.a)
        with pytest.raises(Conflict):
            delete_category(ctx, travel)
        update_category(ctx, travel, CategoryPatch(is_active=False))
        (left,) = active_rules(ctx)
        assert (left.category_id, left.department_id) == (None, world.a)
        assert get_rule(ctx, both.id).category_id == travel


def test_a_rule_reads_as_a_sentence(world: World) -> None:
    with world.uow("finance") as ctx:
        travel = category(ctx, "travel")
    made = RuleIn(text="滴滴|uber", direction="expense", amount_max="500", category_id=travel)
    with use_locale("zh_CN"):
        shown = sentence(made, {"category_id": {travel: "差旅费"}})
    assert shown == "当文字包含“滴滴”或“uber”，且方向为支出，且金额不超过 500.00 → 差旅费"
    with use_locale("en"):
        shown = sentence(made, {"category_id": {travel: "Travel"}})
    assert shown == (
        "When text contains “滴滴” or “uber” and it is expense"
        " and amount is 500.00 or less → Travel"
    )
