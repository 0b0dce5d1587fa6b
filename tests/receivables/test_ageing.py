"""Ageing, dunning and the summary, on a day of one's choice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.finance import ExchangeRateIn, create_exchange_rate
from core.kit.context import Ctx
from core.kit.errors import NotPermitted
from core.kit.periods import Period
from core.receivables import (
    ReceiptIn,
    ReceivableFilters,
    dunning_list,
    match_receipt,
    receivables_ageing,
    receivables_summary,
)
from tests.receivables.builders import customer, income, receivable
from tests.world import World

DAY = date(2026, 6, 15)


def ladder(ctx: Ctx, whose: int | None) -> None:
    """One in each bucket on 2026-06-15."""
    days = ("2026-06-15", "2026-06-14", "2026-05-16", "2026-05-15", "2026-04-15", "2026-03-17")
    for amount, day in zip((1, 2, 4, 8, 16, 32), days, strict=True):
        receivable(ctx, due_date=day, amount=amount, customer_id=whose)
    receivable(ctx, due_date="2026-03-16", amount=64, customer_id=whose)


def test_each_amount_stands_in_its_bucket(world: World) -> None:
    with world.uow("finance") as ctx:
        ladder(ctx, customer(ctx))
        found = receivables_ageing(ctx)
        (row,) = found.items
    assert (row.customer, found.as_of, found.currency) == ("Acme", DAY, "CNY")
    assert (row.not_due, row.days_1_30, row.days_31_60) == (1, 6, 8)
    assert (row.days_61_90, row.days_over_90) == (48, 64)
    assert (found.total.overdue, found.total.total, found.total.receivables) == (126, 127, 7)


def test_a_past_day_knows_no_later_receipt(world: World) -> None:
    with world.uow("finance") as ctx:
        row = receivable(ctx, issued_on="2026-05-01")
        paid = income(ctx, record_date="2026-06-10")
        match_receipt(ctx, row.id, ReceiptIn(financial_record_id=paid.id))
        totals = [
            receivables_ageing(ctx, day).total.total
            for day in (date(2026, 4, 30), date(2026, 6, 9), DAY)
        ]
    assert totals == [0, 1000, 0]


def test_foreign_amounts_need_a_rate(world: World) -> None:
    with world.uow("finance") as ctx:
        whose = customer(ctx)
        receivable(ctx, currency="EUR", amount="10", customer_id=whose)
        found = receivables_ageing(ctx)
        assert (found.items[0].total, found.items[0].without_rate) == (None, 1)
        assert receivables_summary(ctx).without_rate == 1
        assert dunning_list(ctx)[0].overdue is None
        create_exchange_rate(
            ctx, ExchangeRateIn(currency="EUR", rate_date=date(2026, 6, 1), rate=Decimal("7.8"))
        )
        assert receivables_ageing(ctx).total.total == Decimal("78.00")
        assert receivables_summary(ctx).due == Decimal("78.00")


def test_the_summary_says_how_much_came_in_of_what_was_due(world: World) -> None:
    with world.uow("finance") as ctx:
        assert receivables_summary(ctx).collection_rate is None
        late = receivable(ctx, department_id=world.a1)
        receivable(ctx, due_date="2026-07-31", amount="500")
        paid = income(ctx, "250", record_date="2026-06-02")
        match_receipt(ctx, late.id, ReceiptIn(financial_record_id=paid.id))
        june = Period(date(2026, 6, 1), date(2026, 6, 30))
        found = receivables_summary(ctx, DAY, june)
        narrow = receivables_summary(ctx, DAY, june, ReceivableFilters(department_id=world.a))
    assert (found.due, found.collected, found.collection_rate) == (1000, 250, Decimal("0.25"))
    assert (found.open, found.overdue, found.overdue_receivables) == (1250, 750, 1)
    assert found.collected_in_period == 250
    assert (narrow.open, narrow.overdue) == (750, 750)


def test_who_is_late_gets_a_letter(world: World) -> None:
    with world.uow("finance") as ctx:
        whose = customer(ctx, "Acme", contact="Ms Li", email="li@example.com")
        receivable(ctx, customer_id=whose, code="INV-1")
        receivable(ctx, customer_id=whose, currency="EUR", amount="20", due_date="2026-04-01")
        receivable(ctx, customer_id=whose, due_date="2026-12-31")
        (row,) = dunning_list(ctx)
    assert (row.contact, row.email, row.oldest_days) == ("Ms Li", "li@example.com", 75)
    assert [one.open_amount for one in row.receivables] == [20, 1000]
    assert "Dear Ms Li" in row.letters["en"]
    assert "CNY 1,000.00 + EUR 20.00" in row.letters["en"]
    assert "INV-1" in row.letters["zh"]
    assert "Dear" not in row.letters["zh"]


def test_figures_need_the_right_to_see_amounts(world: World) -> None:
    with world.uow("finance") as ctx:
        receivable(ctx, department_id=world.b)
    with world.uow("manager_a") as ctx:
        assert receivables_ageing(ctx).total.receivables == 0
        assert dunning_list(ctx) == ()
    with world.uow("outsider") as ctx:
        for reading in (receivables_ageing, dunning_list, receivables_summary):
            with pytest.raises(NotPermitted):
                reading(ctx)
