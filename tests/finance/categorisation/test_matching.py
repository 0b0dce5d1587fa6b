"""What a rule's conditions hold for, the same on both databases."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import text as sql

from core.finance.categorisation import RuleIn, apply_to_history, create_rule
from core.finance.categorisation import test_rule as try_rule
from core.finance.categorisation.texts import literal, normal, normal_sql
from tests.finance.categorisation.builders import book, category
from tests.finance.records import add
from tests.world import World

TEXTS = (
    "", "plain", "CAPS Only", "Ａｌｉｐａｙ　１２３", "滴滴出行（北京）科技", "Café Zürich ÅÄÖ",
    "naïve—dash", "x：y:z", "100% 'quoted' \\slash", "ＣＡＦÉ", "İstanbul", "e\u0301te\u0301",
    "Łódź", "北京！上海", "ÇA", "Оплата СЧЁТА", "ΟΔΟΣ", "Straße", "カフェ ガス", "한국",
    "שָׁלוֹם", "नमस्ते",
)  # fmt: skip
HELD = (
    ({"text": "滴滴"}, ("滴滴出行（北京）",)),
    ({"text": "DIDI"}, ("ｄｉｄｉ taxi", "Didi Chuxing")),
    ({"text": "cafe"}, ("Café de la Paix", "CAFÉ")),
    ({"text": "(北京)"}, ("滴滴出行（北京）",)),
    ({"text": "滴滴 | uber"}, ("滴滴出行（北京）", "UBER *TRIP")),
    ({"text": "uber *trip", "text_match": "equals"}, ("UBER *TRIP",)),
    ({"text": "uber", "text_match": "starts_with"}, ("UBER *TRIP",)),
    ({"text": "trip", "text_match": "starts_with"}, ()),
    ({"text": "*taxi", "text_match": "pattern"}, ("ｄｉｄｉ taxi",)),
    ({"text": "d?di*", "text_match": "pattern"}, ("ｄｉｄｉ taxi", "Didi Chuxing")),
    ({"text": "100%_", "text_match": "pattern"}, ("100%_",)),
    ({"text": "a:b'c"}, ("x A:B'C y",)),
    ({"counterparty": "café"}, ("CAFÉ",)),
    ({"counterparty": "caf*"}, ("Café de la Paix", "CAFÉ")),
    ({"text": "\\d+"}, ()),
)
HOSTILE = (
    "'; DROP TABLE financial_records; --", "\\", "\\:x", "a:b::c", "%(x)s %s %%", "{} {x}", "$1 ?",
    "＇ OR 1=1", "😀", "a" * 500, "`x` [y](z)", 'say "so"',
)  # fmt: skip
NAMES = (
    "滴滴出行（北京）", "ｄｉｄｉ taxi", "Didi Chuxing", "Café de la Paix", "CAFÉ", "UBER *TRIP",
    "100%_", "100 per cent", "x A:B'C y",
)  # fmt: skip


def test_texts_are_compared_alike_in_python_and_sql(world: World) -> None:
    with world.uow("system") as ctx:
        dialect = ctx.session.get_bind().dialect.name
        for text in TEXTS:
            query = f"SELECT {normal_sql('t', dialect)} FROM (SELECT {literal(text)} AS t) x"
            assert ctx.session.scalar(sql(query)) == normal(text), text


def test_texts_hold_whatever_case_width_and_accents(world: World) -> None:
    with world.uow("finance") as ctx:
        book(ctx, *NAMES)
        travel = category(ctx, "travel")
        for conditions, expected in HELD:
            found = try_rule(ctx, RuleIn(category_id=travel, **conditions))
            assert {one.counterparty for one in found.sample} == set(expected), conditions
            assert found.matched == len(expected)


@pytest.mark.parametrize("text_match", ["contains", "equals", "starts_with"])
def test_any_text_is_only_text(world: World, text_match: str) -> None:
    with world.uow("finance") as ctx:
        travel = category(ctx, "travel")
        for word in HOSTILE:
            (made,) = book(ctx, word)
            asked = RuleIn(text=word, text_match=text_match, category_id=travel)
            assert made in [one.id for one in try_rule(ctx, asked).sample], word
            create_rule(ctx, asked)
        assert apply_to_history(ctx).records == len(HOSTILE)


def test_the_description_is_read_as_well(world: World) -> None:
    with world.uow("finance") as ctx:
        travel = category(ctx, "travel")
        add(ctx, description="Flight to Oslo")
        add(ctx, counterparty="Someone", description="Oslo hotel")
        assert try_rule(ctx, RuleIn(text="oslo", category_id=travel)).matched == 2
        assert try_rule(ctx, RuleIn(counterparty="oslo*", category_id=travel)).matched == 0


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({"amount_min": "100"}, {"100", "-250", "300"}),
        ({"amount_max": "100"}, {"99.99", "100"}),
        ({"amount_min": "200", "amount_max": "260"}, {"-250"}),
        ({"direction": "income"}, {"300"}),
        ({"currency": "usd"}, {"99.99"}),
        ({"direction": "expense", "amount_min": "100", "currency": "CNY"}, {"100", "-250"}),
    ],
)
def test_amount_direction_and_currency(
    world: World, conditions: dict[str, Any], expected: set[str]
) -> None:
    with world.uow("finance") as ctx:
        travel = category(ctx, "travel")
        add(ctx, amount=Decimal("99.99"), currency="USD")
        add(ctx, amount=Decimal(100))
        add(ctx, amount=Decimal(-250))
        add(ctx, amount=Decimal(300), direction="income")
        found = try_rule(ctx, RuleIn(category_id=travel, **conditions))
        assert {one.amount for one in found.sample} == {Decimal(one) for one in expected}


def test_a_test_tells_counts_sums_and_who_disagrees(world: World) -> None:
    with world.uow("finance") as ctx:
        travel, meals = category(ctx, "travel"), category(ctx, "entertainment")
        book(ctx, "Uber", "Uber")
        add(ctx, counterparty="Uber", category_id=travel)
        chosen = add(ctx, counterparty="Uber", category_id=meals, amount=Decimal("12.50"))
        found = try_rule(ctx, RuleIn(text="uber", category_id=travel))
    assert (found.matched, found.changes, found.conflicts, found.chosen) == (4, 2, 1, 1)
    assert [(one.direction, one.records, one.amount) for one in found.sums] == [
        ("expense", 4, Decimal("312.50"))
    ]
    assert [one.id for one in found.conflicting] == [chosen.id]


def test_a_test_shows_only_what_one_sees(world: World) -> None:
    with world.uow("finance") as ctx:
        travel = category(ctx, "travel")
        for department in (world.a, world.b, None):
            add(ctx, counterparty="Uber", department_id=department)
    with world.uow("manager_a") as ctx:
        assert try_rule(ctx, RuleIn(text="uber", category_id=travel)).matched == 1
    with world.uow("business_a") as ctx:
        add_rule = RuleIn(amount_min="1", category_id=travel)
        assert try_rule(ctx, add_rule).matched == 0


@pytest.mark.parametrize(
    "values",
    [
        {"category_id": 1},
        {"text": "x"},
        {"text": " | ", "category_id": 1},
        {"amount_min": "2", "amount_max": "1", "category_id": 1},
        {"amount_min": "-1", "category_id": 1},
        {"text": "x", "text_match": "regex", "category_id": 1},
        {"currency": "XXY", "category_id": 1},
    ],
)
def test_a_rule_asks_and_says_something(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RuleIn(**values)
