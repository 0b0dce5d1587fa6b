"""Rules on the screen: learned, tried before they are saved, ordered, applied."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from core.finance import FinancialRecordPatch, update_record
from core.finance.categorisation import RulePatch, active_rules, get_keywords, update_rule
from core.kit.context import Ctx
from data.schema import CategorisationDismissal
from tests.finance.categorisation.builders import book, category, rule
from tests.pages.conftest import Visit, texts
from tests.world import World

pytestmark = pytest.mark.integration

PAGE = "categorisation_rules"
FILE = f"{PAGE}.py"


def ids(ctx: Ctx) -> list[int]:
    return [one.id for one in active_rules(ctx)]


def test_a_rule_is_tried_and_then_saved(visit: Visit, world: World) -> None:
    with world.uow("finance") as ctx:
        book(ctx, "UBER *Trip", "Someone")
        travel = category(ctx, "travel")
    screen = visit("finance", FILE, id="new")
    form = f"{PAGE}.form.new"
    screen.button(key=f"{form}.save").click().run()
    assert "Give at least one condition." in texts(screen)
    screen.text_input(key=f"{form}.text").set_value("uber")
    screen.selectbox(key=f"{form}.category_id").set_value(travel)
    screen.button(key=f"{form}.save").click().run()
    assert "**1** records match; **1** of them would get something new." in texts(screen)
    assert screen.text_input(key=f"{form}.text").value == "uber"
    with world.uow("finance") as ctx:
        assert ids(ctx) == []
    screen.button(key=f"{PAGE}.save").click().run()
    assert not screen.exception
    with world.uow("finance") as ctx:
        (made,) = active_rules(ctx)
    assert (made.text, made.category_id) == ("uber", travel)
    assert "When text contains “uber” → Travel" in texts(screen)


def test_a_rule_is_changed_after_another_trial(visit: Visit, world: World) -> None:
    with world.uow("finance") as ctx:
        made = rule(ctx, text="uber")
    screen = visit("finance", FILE, id=str(made.id))
    form = f"{PAGE}.form.{made.id}"
    assert screen.text_input(key=f"{form}.text").value == "uber"
    screen.text_input(key=f"{form}.text").set_value("lyft")
    screen.button(key=f"{form}.save").click().run()
    assert "No record in the books matches." in texts(screen)
    screen.text_input(key=f"{form}.text").set_value("grab")
    screen.button(key=f"{form}.save").click().run()
    screen.button(key=f"{PAGE}.save").click().run()
    with world.uow("finance") as ctx:
        assert [one.text for one in active_rules(ctx)] == ["grab"]


def test_somebody_else_was_faster(visit: Visit, world: World) -> None:
    with world.uow("finance") as ctx:
        made = rule(ctx, text="uber")
    screen = visit("finance", FILE, id=str(made.id))
    screen.text_input(key=f"{PAGE}.form.{made.id}.text").set_value("lyft")
    screen.button(key=f"{PAGE}.form.{made.id}.save").click().run()
    with world.uow("founder") as ctx:
        update_rule(ctx, made.id, RulePatch(text="grab"))
    screen.button(key=f"{PAGE}.save").click().run()
    assert "Somebody saved this in the meantime" in texts(screen)
    with world.uow("finance") as ctx:
        assert [one.text for one in active_rules(ctx)] == ["grab"]


def test_rules_are_moved_and_switched_off(visit: Visit, world: World) -> None:
    with world.uow("finance") as ctx:
        first, second = rule(ctx, text="a"), rule(ctx, text="b", name="Second")
    screen = visit("finance", FILE)
    screen.button(key=f"{PAGE}.move-1.{second.id}").click().run()
    with world.uow("finance") as ctx:
        assert ids(ctx) == [second.id, first.id]
    screen.toggle(key=f"{PAGE}.active.{first.id}.1").set_value(False).run()
    with world.uow("finance") as ctx:
        assert ids(ctx) == [second.id]
    assert not screen.exception


def test_what_was_learned_is_taken_or_dismissed(visit: Visit, world: World) -> None:
    with world.uow("finance") as ctx:
        travel = category(ctx, "travel")
        for record_id in book(ctx, "Uber", "Uber", "Train", "Train"):
            update_record(ctx, record_id, FinancialRecordPatch(category_id=travel))
    screen = visit("finance", FILE)
    assert "Expense: people chose this for 2 of 2 records" in texts(screen)
    keys = [one.key for one in screen.button]
    accept = next(key for key in keys if key and key.startswith(f"{PAGE}.accept."))
    screen.button(key=accept).click().run()
    dismiss = next(
        one.key for one in screen.button if one.key and one.key.startswith(f"{PAGE}.dismiss.")
    )
    screen.button(key=dismiss).click().run()
    assert "Learned from your corrections" not in texts(screen)
    with world.uow("finance") as ctx:
        assert len(active_rules(ctx)) == 1
        assert ctx.session.scalar(select(CategorisationDismissal.id)) is not None


def test_what_applying_would_change_is_shown_first(visit: Visit, world: World) -> None:
    with world.uow("finance") as ctx:
        book(ctx, "Uber", "Someone")
        rule(ctx, text="uber")
    screen = visit("finance", FILE)
    screen.button(key=f"{PAGE}.apply").click().run()
    assert "**1** records would change:" in texts(screen)
    assert screen.button(key=f"{PAGE}.apply_now").label == "Change 1 records"


def test_keywords_are_switched_off(visit: Visit, world: World) -> None:
    screen = visit("finance", FILE)
    screen.toggle(key=f"{PAGE}.keywords").set_value(False).run()
    with world.uow("finance") as ctx:
        assert get_keywords(ctx).active is False


def test_who_may_not_make_rules_only_sees_them(visit: Visit, world: World) -> None:
    with world.uow("finance") as ctx:
        rule(ctx, text="mine", department_id=world.a, category_id=None)
        rule(ctx, text="theirs", department_id=world.b, category_id=None)
    screen = visit("manager_a", FILE)
    said = texts(screen)
    assert "“mine”" in said
    assert "“theirs”" not in said
    keys = [one.key or "" for one in screen.button]
    assert not [key for key in keys if key.startswith(f"{PAGE}.")]
    assert "You do not have" in texts(visit("employee", FILE))
