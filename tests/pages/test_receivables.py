"""The receivables' pages: list, ageing, matching, reminders, and what a record page offers."""

from __future__ import annotations

import pytest

from core.receivables import ReceiptIn, match_receipt
from tests.pages.conftest import Visit, rows_of
from tests.receivables.builders import contract, customer, income, receivable
from tests.world import World

pytestmark = pytest.mark.integration


@pytest.fixture
def owed(world: World) -> int:
    """A late receivable, partly paid, and income that would pay the rest."""
    with world.uow("finance") as ctx:
        whose = customer(ctx, "Acme *Ltd*", contact="Ms Li")
        deal = contract(ctx, customer_id=whose)
        row = receivable(ctx, contract_id=deal.id, title="Invoice [1]")
        paid = income(ctx, "400", customer_id=whose)
        match_receipt(ctx, row.id, ReceiptIn(financial_record_id=paid.id))
        income(ctx, "600", counterparty="Acme *Ltd*")
        return row.id


def test_each_view_shows_what_is_owed(visit: Visit, owed: int) -> None:
    screen = visit("finance", "receivables.py")
    assert not screen.exception
    (row,) = rows_of(screen, "receivables.table")
    assert row[0] == "Invoice [1]"
    assert "600.00" in row[-2]
    screen = visit("finance", "receivables.py", view="ageing")
    assert rows_of(screen, "receivables.ageing.table")[0][0] == "Acme *Ltd*"
    screen = visit("finance", "receivables.py", view="reminders")
    assert any("Invoice [1]" in code.value for code in screen.code)
    screen = visit("finance", "contracts.py", id="1")
    assert rows_of(screen, "contracts.receivables")[0][0] == "Invoice [1]"


def test_a_suggestion_is_matched_and_taken_away(visit: Visit, owed: int) -> None:
    screen = visit("finance", "receivables.py", id=str(owed))
    assert not screen.exception
    screen.button(key=f"receivables.match.{owed}.2").click().run()
    assert not screen.exception
    receipts = [one for one in screen.button if str(one.key).startswith("receivables.unmatch")]
    assert len(receipts) == 2
    receipts[0].click().run()
    assert len([b for b in screen.button if str(b.key).startswith("receivables.unmatch")]) == 1


def test_all_that_is_certain_is_matched_at_once(visit: Visit, owed: int) -> None:
    screen = visit("finance", "receivables.py", view="matching")
    screen.button(key="receivables.accept").click().run()
    assert not screen.exception
    assert not [one for one in screen.button if str(one.key).startswith("receivables.match")]


def test_who_may_not_see_amounts_gets_the_list_only(visit: Visit, owed: int, world: World) -> None:
    with world.uow("finance") as ctx:
        receivable(ctx, title="Of A", department_id=world.a)
    screen = visit("business_a", "receivables.py")
    (row,) = rows_of(screen, "receivables.table")
    assert row[0] == "Of A"
    assert row[-2] == "–"
    assert not screen.get("receivables.accept")
