"""Rules applied to the books change what they announced, and nothing a person chose."""

from __future__ import annotations

from datetime import date

import pytest

from core.finance import FinancialRecordPatch, record_versions, update_record
from core.finance.categorisation import (
    HistoryIn,
    RulePatch,
    apply_to_history,
    preview_history,
    update_rule,
)
from data.schema import FinancialRecord
from tests.finance.categorisation.builders import about, book, category, rule
from tests.finance.records import add, events
from tests.world import World

pytestmark = pytest.mark.integration


def test_rules_fill_what_is_empty_in_their_order(world: World) -> None:
    with world.uow("finance") as ctx:
        uber, other = book(ctx, "Uber Eats", "Nobody")
        chosen = add(ctx, counterparty="Uber", category_id=category(ctx, "office")).id
        meals = rule(ctx, text="eats", category_id=category(ctx, "entertainment"))
        travel = rule(
            ctx, text="uber", project_id=world.project_a, category_id=category(ctx, "travel")
        )
        would = preview_history(ctx)
        assert (would.records, {one.rule_id: one.records for one in would.rules}) == (
            2,
            {meals.id: 1, travel.id: 1},
        )
        assert {one.id: one.new_category_id for one in would.sample}[uber] == meals.category_id
    with world.uow("finance") as ctx:
        done = apply_to_history(ctx)
        assert done.records == would.records
        assert about(ctx, uber) == ("entertainment", "rule", meals.id)
        assert ctx.session.get_one(FinancialRecord, uber).project_id == world.project_a
        assert about(ctx, chosen) == ("office", "person", travel.id)
        assert ctx.session.get_one(FinancialRecord, chosen).project_id == world.project_a
        assert about(ctx, other) == (None, None, None)
        (former,) = record_versions(ctx, uber)
        assert (former.category_id, former.project_id, former.version) == (None, None, 1)
        told = events(ctx, "finance.records_changed")[-1]
        assert told["project_ids"] == [world.project_a]
        assert told["department_ids"] == [world.a]
    with world.uow("finance") as ctx:
        assert apply_to_history(ctx).records == 0
        assert len(record_versions(ctx, uber)) == 1


def test_deciding_again_spares_what_people_chose(world: World) -> None:
    with world.uow("finance") as ctx:
        ruled, chosen = book(ctx, "Uber", "Uber")
        made = rule(ctx, text="uber")
        apply_to_history(ctx)
        office = category(ctx, "office")
        update_record(ctx, chosen, FinancialRecordPatch(category_id=office))
        meals = category(ctx, "entertainment")
        update_rule(ctx, made.id, RulePatch(category_id=meals))
    with world.uow("finance") as ctx:
        assert preview_history(ctx).records == 0
        assert apply_to_history(ctx, HistoryIn(redecide=True)).records == 1
        assert about(ctx, ruled) == ("entertainment", "rule", made.id)
        assert about(ctx, chosen) == ("office", "person", None)


def test_one_rule_decides_only_what_no_earlier_one_does(world: World) -> None:
    with world.uow("finance") as ctx:
        first, second = book(ctx, "Uber Eats", "Uber")
        rule(ctx, text="eats", category_id=category(ctx, "entertainment"))
        travel = rule(ctx, text="uber")
        asked = HistoryIn(rule_ids=(travel.id,))
        assert apply_to_history(ctx, asked).records == 1
        assert about(ctx, second) == ("travel", "rule", travel.id)
        assert about(ctx, first) == (None, None, None)


def test_without_rules_nothing_changes_and_the_bin_is_left_alone(world: World) -> None:
    with world.uow("finance") as ctx:
        (gone,) = book(ctx, "Uber", record_date=date(2026, 1, 1))
        ctx.session.get_one(FinancialRecord, gone).deleted_at = ctx.now
        assert preview_history(ctx).records == 0
        rule(ctx, text="uber")
        assert apply_to_history(ctx).records == 0
