"""Suggestions: customer and amount decide; certain only where nothing else fits."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.kit.context import Ctx
from core.kit.errors import NotFound, NotPermitted
from core.receivables import accept_suggestions, get_receivable, suggest_receipts
from tests.receivables.builders import customer, income, receivable
from tests.world import World


def certain(ctx: Ctx) -> set[tuple[int, int, Decimal]]:
    return {
        (one.receivable_id, one.financial_record_id, one.amount)
        for one in suggest_receipts(ctx)
        if one.certain
    }


def test_the_customers_name_in_the_counterparty_is_enough(world: World) -> None:
    with world.uow("finance") as ctx:
        row = receivable(ctx, customer_id=customer(ctx, "Acme 科技"))
        receivable(ctx, customer_id=customer(ctx, "Other"), amount="1000")
        money = income(ctx, counterparty="北京ＡＣＭＥ　科技有限公司")
        assert certain(ctx) == {(row.id, money.id, Decimal(1000))}
        (best,) = suggest_receipts(ctx, row.id)
        assert best.score >= 85
        assert "客户名" in best.reason
        assert [one.amount for one in accept_suggestions(ctx)] == [Decimal(1000)]
        assert get_receivable(ctx, row.id).state == "paid"
        assert suggest_receipts(ctx) == ()


def test_two_that_fit_are_not_certain(world: World) -> None:
    with world.uow("finance") as ctx:
        whose = customer(ctx)
        first = receivable(ctx, customer_id=whose)
        receivable(ctx, customer_id=whose, due_date="2026-06-30")
        income(ctx, customer_id=whose)
        found = suggest_receipts(ctx, first.id)
        assert [(one.certain, one.amount) for one in found] == [(False, Decimal(1000))]
        assert accept_suggestions(ctx) == ()


def test_one_payment_for_all_that_is_open(world: World) -> None:
    with world.uow("finance") as ctx:
        whose = customer(ctx)
        rows = [receivable(ctx, customer_id=whose, amount=amount) for amount in ("100", "250.50")]
        money = income(ctx, "350.50", customer_id=whose)
        assert certain(ctx) == {
            (rows[0].id, money.id, Decimal("100.00")),
            (rows[1].id, money.id, Decimal("250.50")),
        }
        assert len(accept_suggestions(ctx, rows[0].id)) == 1
        assert certain(ctx) == {(rows[1].id, money.id, Decimal("250.50"))}


def test_parts_and_unknown_payers_are_offered_but_not_certain(world: World) -> None:
    with world.uow("finance") as ctx:
        whose = customer(ctx)
        row = receivable(ctx, customer_id=whose)
        income(ctx, "400", customer_id=whose)
        income(ctx, "1000", counterparty="Somebody")
        income(ctx, "1000", counterparty="Somebody", record_date="2026-01-01")
        income(ctx, "1000", counterparty="Acme", currency="EUR")
        income(ctx, "1000", customer_id=customer(ctx, "Other"))
        found = suggest_receipts(ctx, row.id)
        assert [(one.amount, one.certain) for one in found] == [
            (Decimal(400), False),
            (Decimal(1000), False),
        ]


def test_nobody_is_offered_what_they_do_not_see(world: World) -> None:
    with world.uow("finance") as ctx:
        whose = customer(ctx)
        row = receivable(ctx, customer_id=whose, department_id=world.a)
        income(ctx, customer_id=whose, department_id=world.b)
    with world.uow("manager_a") as ctx:
        assert suggest_receipts(ctx, row.id) == ()
    with world.uow("manager_b") as ctx:
        assert suggest_receipts(ctx) == ()
        with pytest.raises(NotFound):
            suggest_receipts(ctx, row.id)
    with world.uow("analyst") as ctx:
        assert len(suggest_receipts(ctx)) == 1
        with pytest.raises(NotPermitted):
            accept_suggestions(ctx)
    with world.uow("outsider") as ctx, pytest.raises(NotPermitted):
        suggest_receipts(ctx)
