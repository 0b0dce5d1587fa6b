"""Recurring expenses read from the books, left out, and by whom."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.finance import ExchangeRateIn, create_exchange_rate
from core.finance.recurring import (
    RecurringExpense,
    SeriesState,
    dismiss_recurring,
    recurring_expenses,
    restore_recurring,
)
from core.identity import create_token
from core.identity.credentials import by_token
from core.kit.context import Ctx
from core.kit.errors import NotFound, NotPermitted
from core.kit.uow import unit_of_work
from tests.finance.records import add
from tests.world import NOW, World


def monthly(ctx: Ctx, party: str | None, amount: str, *, until: int = 6, **more: object) -> None:
    for number in range(1, until + 1):
        day = f"2026-{number:02d}-03"
        add(ctx, record_date=day, amount=Decimal(amount), counterparty=party, **more)


def found(ctx: Ctx) -> dict[str, RecurringExpense]:
    return {row.name: row for row in recurring_expenses(ctx)}


def test_what_the_books_show(world: World) -> None:
    with world.uow("finance") as ctx:
        monthly(ctx, "Rent Ltd", "1000", category_id=world.categories["operating"])
        monthly(ctx, " CLOUD ", "20", currency="USD", until=4)
        monthly(ctx, None, "7", description="Bank fee")
        monthly(ctx, "Shop", "50")
        for day, amount in (("2026-01-20", 999), ("2026-02-11", 3), ("2026-02-12", 70)):
            add(ctx, record_date=day, amount=Decimal(amount), counterparty="shop")
        monthly(ctx, "Own account", "5", category_id=world.categories["transfer"])
        monthly(ctx, "Customer", "5", direction="income")
        add(ctx, record_date="2026-03-03", amount=Decimal(-1000), counterparty="Rent Ltd")
        create_exchange_rate(
            ctx, ExchangeRateIn(currency="USD", rate_date="2026-01-01", rate=Decimal(7))
        )
        rows = found(ctx)
    assert set(rows) == {"Rent Ltd", "CLOUD", "Bank fee", "Shop"}
    assert list(rows) == ["CLOUD", "Rent Ltd", "Shop", "Bank fee"]  # late first, then the dearest
    rent = rows["Rent Ltd"]
    assert (rent.typical, rent.yearly_cost, rent.next_on) == (1000, 12000, date(2026, 7, 3))
    assert (rent.category_id, rent.amount_from) == (world.categories["operating"], None)
    assert (rows["CLOUD"].state, rows["CLOUD"].yearly_base) == (SeriesState.LATE, 1680)
    assert rows["Bank fee"].counterparty is None
    assert (rows["Shop"].amount_from, rows["Shop"].amount_to) == (50, 50)


def test_one_is_left_out_and_shown_again(world: World) -> None:
    with world.uow("finance") as ctx:
        monthly(ctx, "Rent Ltd", "1000")
        key = found(ctx)["Rent Ltd"].series
        assert dismiss_recurring(ctx, key).is_dismissed
        dismiss_recurring(ctx, key)
        assert found(ctx)["Rent Ltd"].is_dismissed
    with world.uow("finance") as ctx:
        add(ctx, record_date="2026-06-14", amount=Decimal(1), counterparty="Other")
        assert found(ctx)["Rent Ltd"].is_dismissed
        restore_recurring(ctx, key)
        assert not found(ctx)["Rent Ltd"].is_dismissed
        with pytest.raises(NotFound):
            dismiss_recurring(ctx, "nothing")


def test_scope_and_masking(world: World) -> None:
    with world.uow("finance") as ctx:
        monthly(ctx, "Of A", "10", department_id=world.a)
        monthly(ctx, "Of B", "10", department_id=world.b)
        key = found(ctx)["Of A"].series
    with world.uow("manager_a") as ctx:
        assert set(found(ctx)) == {"Of A"}
        with pytest.raises(NotPermitted):
            dismiss_recurring(ctx, key)
    with world.uow("outsider") as ctx:
        for attempt in (
            lambda: recurring_expenses(ctx),
            lambda: dismiss_recurring(ctx, key),
            lambda: restore_recurring(ctx, key),
        ):
            with pytest.raises(NotPermitted):
                attempt()
    with world.uow("analyst") as ctx:
        assert set(found(ctx)) == {"Of A", "Of B"}
        with pytest.raises(NotPermitted):
            restore_recurring(ctx, key)
        blind = create_token(ctx, "no money", scopes=("records.view",))
    with unit_of_work(by_token(blind), now=NOW) as ctx, pytest.raises(NotPermitted):
        recurring_expenses(ctx)
