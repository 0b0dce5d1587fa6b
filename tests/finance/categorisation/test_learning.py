"""Suggestions come from what people chose, say why, and are remembered when turned down."""

from __future__ import annotations

import pytest

from core.finance import FinancialRecordPatch, set_category, update_record
from core.finance.categorisation import (
    accept_suggestion,
    active_rules,
    apply_to_history,
    dismiss_suggestion,
    list_suggestions,
)
from core.kit.errors import NotFound, NotPermitted
from tests.finance.categorisation.builders import about, book, category, rule
from tests.finance.records import add
from tests.world import World


def test_what_people_chose_becomes_a_rule(world: World) -> None:
    with world.uow("finance") as ctx:
        travel, office = category(ctx, "travel"), category(ctx, "office")
        ids = book(ctx, *["滴滴出行（北京）"] * 5)
        for record_id in ids[:4]:
            update_record(ctx, record_id, FinancialRecordPatch(category_id=travel))
        update_record(ctx, ids[4], FinancialRecordPatch(category_id=office))
        (open_one,) = book(ctx, "滴滴出行(北京)")
        add(ctx, counterparty="滴滴出行（北京）", direction="income")
    with world.uow("finance") as ctx:
        (found,) = list_suggestions(ctx)
        assert (found.counterparty, found.direction, found.category_id) == (
            "滴滴出行（北京）", "expense", travel,
        )  # fmt: skip
        assert (found.agreeing, found.of, found.open) == (4, 5, 1)
        assert [(one.category_id, one.records) for one in found.contradictions] == [(office, 1)]
        assert set(found.examples) <= set(ids[:4])
        made = accept_suggestion(ctx, found.id)
    with world.uow("finance") as ctx:
        assert list_suggestions(ctx) == ()
        assert apply_to_history(ctx).records == 1
        assert about(ctx, open_one) == ("travel", "rule", made.id)


def test_records_without_a_counterparty_are_known_by_their_text(world: World) -> None:
    with world.uow("finance") as ctx:
        ids = [add(ctx, description="UBER   TRIP").id for _ in range(2)]
        assert set_category(ctx, ids, category(ctx, "travel")) == 2
    with world.uow("finance") as ctx:
        (found,) = list_suggestions(ctx)
        assert (found.counterparty, found.text) == (None, "UBER   TRIP")
        assert accept_suggestion(ctx, found.id).text_match == "equals"
    with world.uow("finance") as ctx:
        assert list_suggestions(ctx) == ()


def test_too_few_or_disagreeing_records_suggest_nothing(world: World) -> None:
    with world.uow("finance") as ctx:
        travel, office = category(ctx, "travel"), category(ctx, "office")
        add(ctx, counterparty="Once", category_id=travel)
        for category_id in (travel, travel, office, office):
            add(ctx, counterparty="Torn", category_id=category_id)
    with world.uow("finance") as ctx:
        assert list_suggestions(ctx) == ()


def test_machines_do_not_teach_themselves(world: World) -> None:
    with world.uow("finance") as ctx:
        book(ctx, "Uber", "Uber", "Uber")
        made = rule(ctx, text="uber", direction="expense")
        apply_to_history(ctx)
        from core.finance.categorisation import delete_rule

        delete_rule(ctx, made.id)
    with world.uow("finance") as ctx:
        assert list_suggestions(ctx) == ()


def test_a_correction_goes_before_the_rule_it_corrects(world: World) -> None:
    with world.uow("finance") as ctx:
        broad = rule(ctx, text="uber")
        for _ in range(2):
            add(ctx, counterparty="Uber Eats", category_id=category(ctx, "entertainment"))
    with world.uow("finance") as ctx:
        (found,) = list_suggestions(ctx)
        assert found.before_rule_id == broad.id
        made = accept_suggestion(ctx, found.id)
        assert [one.id for one in active_rules(ctx)] == [made.id, broad.id]


def test_a_dismissed_suggestion_stays_away(world: World) -> None:
    with world.uow("finance") as ctx:
        for _ in range(2):
            add(ctx, counterparty="Uber", category_id=category(ctx, "travel"))
    with world.uow("finance") as ctx:
        (found,) = list_suggestions(ctx)
        dismiss_suggestion(ctx, found.id)
    with world.uow("finance") as ctx:
        assert list_suggestions(ctx) == ()
        for work in (accept_suggestion, dismiss_suggestion):
            with pytest.raises(NotFound):
                work(ctx, found.id)
    with world.uow("manager_a") as ctx:
        for work in (accept_suggestion, dismiss_suggestion):
            with pytest.raises(NotPermitted):
                work(ctx, found.id)
