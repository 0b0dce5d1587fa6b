"""Budgets, reconciliation and recurring expenses as screens."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.finance import (
    AccountIn,
    BudgetIn,
    budget_versions,
    create_account,
    create_budget,
    get_account,
)
from core.finance.reconciliation import StatementBalanceIn, create_statement
from tests.finance.records import add
from tests.pages.conftest import Visit, rows_of, texts
from tests.world import World

pytestmark = pytest.mark.integration


@pytest.fixture
def year(world: World) -> int:
    """A department over its budget, above its plan since January."""
    with world.uow("finance") as ctx:
        period = {"period_start": "2026-01-01", "period_end": "2026-12-31", "amount": "900"}
        row = create_budget(ctx, BudgetIn.model_validate({**period, "department_id": world.a}))
        for month in range(1, 7):
            add(
                ctx,
                record_date=f"2026-{month:02d}-03",
                amount=Decimal(300 if month > 4 else 90),
                department_id=world.a,
                category_id=world.categories["operating"],
                counterparty="Rent [Ltd]",
            )
        return row.id


def test_who_is_over_since_when_on_what(visit: Visit, world: World, year: int) -> None:
    screen = visit("finance", "budgets.py", year="2026")
    assert not screen.exception
    said = texts(screen)
    assert "since 2026-01" in said
    (row,) = rows_of(screen, "budgets.departments")
    assert (row[0], row[-2]) == ("A", "2026-01")
    screen = visit("finance", "budgets.py", year="2026", department=str(world.a))
    assert not screen.exception
    assert len(rows_of(screen, "budgets.of_year")) == 1
    empty = visit("finance", "budgets.py", year="2025")
    assert "No budgets in this year" in texts(empty)


def test_a_budget_is_planned_by_month(visit: Visit, world: World, year: int) -> None:
    screen = visit("finance", "budgets.py", id=str(year))
    assert not screen.exception
    cells = [one for one in screen.text_input if str(one.key).endswith("202612")]
    cells[0].set_value("1,100")
    save = next(one for one in screen.button if str(one.key).endswith(".save"))
    screen = save.click().run()
    assert not screen.exception
    with world.uow("finance") as ctx:
        last = budget_versions(ctx, year)[-1]
    assert (last.amount, last.is_even) == (1925, False)


def test_who_may_not_edit_or_see_amounts(visit: Visit, world: World, year: int) -> None:
    screen = visit("analyst", "budgets.py", id=str(year))
    assert not screen.exception
    assert not [one for one in screen.button if str(one.key).endswith(".save")]
    screen = visit("business_a", "budgets.py")
    assert not screen.exception


def test_an_account_that_differs(visit: Visit, world: World) -> None:
    with world.uow("finance") as ctx:
        opening = {"opening_on": "2025-12-31", "opening_balance": "100"}
        account = create_account(ctx, AccountIn(name="Main", **opening)).id
        record = add(ctx, record_date="2026-01-05", amount=Decimal(60), account_id=account).id
        state = StatementBalanceIn(account_id=account, balance_on="2026-01-31", balance="100")
        create_statement(ctx, state)
    screen = visit("finance", "accounts.py", view="balances")
    assert not screen.exception
    (row,) = rows_of(screen, "accounts.balances")
    assert row[5] == "Differs"
    screen = visit("finance", "accounts.py", id=str(account))
    assert not screen.exception
    assert "differs on 2026" in texts(screen).replace("\\", "")
    assert not visit("finance", "records.py", id=str(record)).exception
    assert not visit("manager_a", "accounts.py", view="balances").exception


def test_recurring_expenses(visit: Visit, world: World, year: int) -> None:
    screen = visit("finance", "recurring.py", view="all")
    assert not screen.exception
    (row,) = rows_of(screen, "recurring.table")
    assert (row[0], row[1]) == ("Rent [Ltd]", "Monthly")
    assert not visit("analyst", "recurring.py").exception


@pytest.mark.parametrize("name", ["copy", "import"])
def test_dialogs_open(visit: Visit, year: int, name: str) -> None:
    screen = visit("finance", "budgets.py", year="2026")
    screen = screen.button(key=f"budgets.{name}").click().run()
    assert not screen.exception
    assert not visit("analyst", "budgets.py").get(f"budgets.{name}")


def test_an_account_that_agrees_is_marked(visit: Visit, world: World) -> None:
    with world.uow("finance") as ctx:
        opening = {"opening_on": "2025-12-31", "opening_balance": "100"}
        account = create_account(ctx, AccountIn(name="Main", **opening)).id
        state = StatementBalanceIn(account_id=account, balance_on="2026-01-31", balance="100")
        create_statement(ctx, state)
    screen = visit("finance", "accounts.py", id=str(account))
    screen = screen.button(key="accounts.reconcile").click().run()
    assert not screen.exception
    with world.uow("finance") as ctx:
        assert get_account(ctx, account).reconciled_until == date(2026, 1, 31)
